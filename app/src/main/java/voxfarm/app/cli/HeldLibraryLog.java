package voxfarm.app.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.filter.AbstractFilter;

/**
 * What libraries log while a farm starts. A start that fails says why, in one line; what Kafka and
 * others say of the same failure, with traces, would bury it. So it is held back until the start
 * has succeeded, and else dropped, unless {@code VOXFARM_LIBRARY_LOG} asks for it. Thread-safe.
 */
final class HeldLibraryLog implements AutoCloseable {
    private static final String ASKED_FOR = "VOXFARM_LIBRARY_LOG";
    private static final String OURS = "voxfarm";

    /** The first tell what happened. */
    private static final int MOST = 1000;

    private final Configuration configuration = LoggerContext.getContext(false).getConfiguration();
    private final Holding filter = new Holding();

    private HeldLibraryLog() {
        filter.start();
    }

    /** From now on until it is closed. */
    static HeldLibraryLog hold() {
        HeldLibraryLog held = new HeldLibraryLog();
        if (System.getenv(ASKED_FOR) == null) {
            held.libraries().forEach(logger -> logger.addFilter(held.filter));
        }
        return held;
    }

    private List<LoggerConfig> libraries() {
        return configuration.getLoggers().values().stream()
                .filter(logger -> !isOurs(logger.getName()))
                .toList();
    }

    private static boolean isOurs(String logger) {
        return logger.equals(OURS) || logger.startsWith(OURS + ".");
    }

    /** Logs what was held, as of the time it was said. */
    void release() {
        close();
        for (LogEvent event : filter.taken()) {
            configuration.getLoggerConfig(event.getLoggerName()).log(event);
        }
    }

    @Override
    public void close() {
        libraries().forEach(logger -> logger.removeFilter(filter));
    }

    private static final class Holding extends AbstractFilter {
        /** Guarded by itself. */
        private final List<LogEvent> held = new ArrayList<>();

        @Override
        public Result filter(LogEvent event) {
            if (isOurs(event.getLoggerName())) { // they reach the root's appenders, too
                return Result.NEUTRAL;
            }
            synchronized (held) {
                if (held.size() < MOST) {
                    held.add(event.toImmutable());
                }
            }
            return Result.DENY;
        }

        List<LogEvent> taken() {
            synchronized (held) {
                List<LogEvent> taken = List.copyOf(held);
                held.clear();
                return taken;
            }
        }
    }
}
