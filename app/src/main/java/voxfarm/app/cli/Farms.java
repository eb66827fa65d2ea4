package voxfarm.app.cli;

import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.Endpoints;
import voxfarm.app.local.LocalFarm;
import voxfarm.app.wiring.ProcessFaults;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.LongSteps;

/** Which farm a command speaks to: one by address, or the one that runs on a data folder. */
final class Farms {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address of a running farm. Default: the farm on the data folder.")
    @Nullable String url;

    @Mixin DataOption data = new DataOption();

    Optional<String> runningUrl() {
        return url != null
                ? Optional.of(url)
                : Endpoints.ofRunningFarm(data.folder()).map(Endpoints::http);
    }

    /**
     * @throws VoxfarmException {@code NOT_READY} if no farm runs
     */
    FarmClient running() {
        return client(
                url != null
                        ? url
                        : Endpoints.ofTheFarmOn(data.folder(), ", or name one with --url").http());
    }

    /** With the caller's key, if there is one. */
    FarmClient client(String address) {
        return new FarmClient(address, Optional.ofNullable(System.getenv("VOXFARM_API_KEY")));
    }

    /**
     * A farm of one's own on the data folder, for the time of one command.
     *
     * @param steps what its start takes its time for
     */
    LocalFarm ownFarm(LongSteps steps) {
        LocalFarm.Options options =
                new LocalFarm.Options(
                        data.folder(), "127.0.0.1", 0, 0, 0, FarmConfig.DEFAULTS.store().bucket());
        return LocalFarm.of(
                options, FarmConfig.DEFAULTS, steps, new ProcessFaults(), InstantSource.system());
    }
}
