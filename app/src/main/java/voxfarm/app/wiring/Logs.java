package voxfarm.app.wiring;

import java.util.Locale;
import org.apache.logging.log4j.core.LoggerContext;
import voxfarm.app.config.LogSection;
import voxfarm.worker.isolation.EngineCommand;

/** How this process logs; and the process of its engine, which is told by the same properties. */
public final class Logs {
    private Logs() {}

    /** From now on, of the whole process. To be called before anything starts. */
    public static void apply(LogSection log) {
        System.setProperty(EngineCommand.LOG_FORMAT, log.format());
        System.setProperty(EngineCommand.LOG_LEVEL, log.level().toUpperCase(Locale.ROOT));
        System.setProperty("voxfarm.log.access", log.access() ? "INFO" : "OFF");
        LoggerContext.getContext(false).reconfigure();
    }
}
