package voxfarm.app.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import voxfarm.app.wiring.Installation;

/** The data folder of the farm that a command means. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Data folder of the farm. Default: $VOXFARM_DATA, else voxfarm-data beside the"
                            + " launcher.")
    @Nullable Path data;

    Path folder() {
        return data == null ? Installation.defaultData() : data;
    }
}
