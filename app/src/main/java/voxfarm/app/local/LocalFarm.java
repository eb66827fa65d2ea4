package voxfarm.app.local;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ServiceLoader;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.LongSteps;

/** A whole farm in this process. */
public interface LocalFarm extends Component {
    /**
     * Where the farm listens, once started.
     *
     * @throws IllegalStateException before
     */
    Endpoints endpoints();

    /**
     * @param data the folder that keeps everything
     * @param httpHost address to bind
     * @param httpPort as the others: 0 takes a free one
     */
    record Options(
            Path data, String httpHost, int httpPort, int kafkaPort, int s3Port, String bucket) {}

    /** How to make one; the module with broker and store provides it as a service. */
    interface Factory {
        LocalFarm make(
                Options options,
                FarmConfig config,
                LongSteps steps,
                Faults faults,
                InstantSource clock);
    }

    /**
     * A farm, not started yet.
     *
     * @param steps what its start takes its time for
     * @throws VoxfarmException as {@link #factory()}
     */
    static LocalFarm of(
            Options options,
            FarmConfig config,
            LongSteps steps,
            Faults faults,
            InstantSource clock) {
        return factory().make(options, config, steps, faults, clock);
    }

    /**
     * What is installed here.
     *
     * @throws VoxfarmException {@code INVALID_CONFIG} where broker and store are not installed, as
     *     on the machines of a cluster
     */
    static Factory factory() {
        return ServiceLoader.load(Factory.class)
                .findFirst()
                .orElseThrow(() ->
                        new VoxfarmException(
                                ErrorCode.INVALID_CONFIG,
                                "this installation has no broker and no store of its own (the"
                                        + " libraries of the module 'embedded'); name a running"
                                        + " farm with --url, or run 'voxfarm dispatcher' and"
                                        + " 'voxfarm worker' on a cluster"));
    }
}
