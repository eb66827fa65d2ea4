package voxfarm.common.lifecycle;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What a class writes to its log until this is closed. */
public final class CapturedLog implements AutoCloseable {
    private final Logger logger;
    private final Lines lines = new Lines();
    private final Level before;

    public CapturedLog(Class<?> writer) {
        this(writer.getName());
    }

    /** Of a log with a name of its own. */
    public CapturedLog(String name) {
        this.logger = (Logger) LogManager.getLogger(name);
        this.before = logger.getLevel();
        Configurator.setLevel(logger.getName(), Level.INFO); // whatever the module's tests print
        lines.start();
        logger.addAppender(lines);
    }

    /** Messages, without failures and their traces. */
    public List<String> lines() {
        return List.copyOf(lines.messages);
    }

    /** How many lines have a trace. */
    public int traces() {
        return lines.traces.size();
    }

    @Override
    public void close() {
        logger.removeAppender(lines);
        Configurator.setLevel(logger.getName(), before);
        lines.stop();
    }

    private static final class Lines extends AbstractAppender {
        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final List<Throwable> traces = new CopyOnWriteArrayList<>();

        Lines() {
            super("captured", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            messages.add(event.getMessage().getFormattedMessage());
            if (event.getThrown() != null) {
                traces.add(event.getThrown());
            }
        }
    }
}
