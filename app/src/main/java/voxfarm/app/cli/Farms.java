package voxfarm.app.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.embedded.EmbeddedFarm;
import voxfarm.app.embedded.Endpoints;
import voxfarm.app.wiring.Installation;
import voxfarm.app.wiring.ProcessFaults;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Which farm a command speaks to: one by address, or the one that runs on a data folder. */
final class Farms {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address of a running farm. Default: the farm on the data folder.")
    @Nullable String url;

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

    Optional<String> runningUrl() {
        return url != null
                ? Optional.of(url)
                : Endpoints.ofRunningFarm(folder()).map(Endpoints::http);
    }

    /**
     * @throws VoxfarmException {@code NOT_READY} if no farm runs
     */
    FarmClient running() {
        return new FarmClient(
                runningUrl()
                        .orElseThrow(() ->
                                new VoxfarmException(
                                        ErrorCode.NOT_READY,
                                        "no farm runs on "
                                                + folder()
                                                + "; start one with: voxfarm up, or name one with"
                                                + " --url")));
    }

    /** A farm of one's own on the data folder, for the time of one command. */
    EmbeddedFarm ownFarm() {
        EmbeddedFarm.Options options =
                new EmbeddedFarm.Options(
                        folder(), "127.0.0.1", 0, 0, 0, FarmConfig.DEFAULTS.store().bucket());
        return new EmbeddedFarm(
                options, FarmConfig.DEFAULTS, new ProcessFaults(), InstantSource.system());
    }
}
