package voxfarm.app.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.DataFolder;
import voxfarm.app.wiring.Configs;

/** The configuration of a farm that a command starts in its own process: one rule for all. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Configuration of a farm that this command starts; a config.yml of Bert-VITS2"
                            + " will do. Default: config.yml in the data folder, if it is there.")
    @Nullable Path config;

    boolean given() {
        return config != null;
    }

    /**
     * Reads and judges it.
     *
     * @param data folder of the farm
     * @param notes told what of it is passed over, and where it was found
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_CONFIG} with every problem
     */
    FarmConfig load(Path data, Configs.Overrides overrides, PrintWriter notes) {
        Path file = config;
        if (file == null && Files.isRegularFile(data.resolve(DataFolder.CONFIG))) {
            file = data.resolve(DataFolder.CONFIG);
            notes.println("voxfarm: configured by " + file);
            notes.flush();
        }
        return Configs.loadForUp(file, overrides, notes);
    }
}
