package voxfarm.app.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
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

    /** Whether the caller named one by its address. */
    boolean byAddress() {
        return url != null;
    }

    /**
     * @throws VoxfarmException {@code NOT_READY} if no farm runs
     */
    FarmClient running() {
        return url != null
                ? client(url)
                : ofFolder(Endpoints.ofTheFarmOn(data.folder(), ", or name one with --url").http());
    }

    /**
     * A client of the farm on the data folder, which may be started again at another address.
     *
     * @param address where it is now
     */
    FarmClient ofFolder(String address) {
        return ofFolder(data.folder(), address);
    }

    /** As the other, of any folder. */
    static FarmClient ofFolder(Path folder, String address) {
        return new FarmClient(
                address, key(), () -> Endpoints.ofRunningFarm(folder).map(Endpoints::http));
    }

    /** With the caller's key, if there is one. */
    FarmClient client(String address) {
        return new FarmClient(address, key());
    }

    private static Optional<String> key() {
        return Optional.ofNullable(System.getenv("VOXFARM_API_KEY"));
    }

    /**
     * A farm of one's own on the data folder, for the time of one command: on the loopback address
     * and free ports, else as configured. Where it asks for keys, it has one more for this command.
     *
     * @param config of the farm
     * @param steps what its start takes its time for
     */
    FolderFarm.Own ownFarm(FarmConfig config, LongSteps steps) {
        boolean asksForKeys = !config.http().keys().isEmpty();
        ApiKeys.Made key = ApiKeys.make("this-command", List.of("submit", "read"));
        LocalFarm farm =
                LocalFarm.of(
                        new LocalFarm.Options(
                                data.folder(), "127.0.0.1", 0, 0, 0, config.store().bucket()),
                        asksForKeys ? config.with(config.http().with(key.entry())) : config,
                        steps,
                        new ProcessFaults(),
                        InstantSource.system());
        return new FolderFarm.Own() {
            @Override
            public FarmClient start() {
                try (HeldLibraryLog libraries = HeldLibraryLog.hold()) {
                    farm.start();
                    libraries.release();
                }
                return new FarmClient(
                        farm.endpoints().http(),
                        asksForKeys ? Optional.of(key.secret()) : Optional.empty());
            }

            @Override
            public void close() {
                farm.close();
            }
        };
    }
}
