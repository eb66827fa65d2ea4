package voxfarm.app.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import voxfarm.common.lifecycle.LongSteps;

/** What a farm that starts in this process says of it: a line for each part that takes long. */
final class StartLines {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private StartLines() {}

    /**
     * @param quiet says nothing, and lets the log say no more than warnings
     */
    static LongSteps to(PrintWriter print, boolean quiet) {
        if (quiet) {
            Configurator.setLevel("voxfarm", Level.WARN);
            return LongSteps.SILENT;
        }
        return new LongSteps(
                what -> {
                    print.println("voxfarm: " + what + " …");
                    print.flush();
                },
                PATIENCE);
    }
}
