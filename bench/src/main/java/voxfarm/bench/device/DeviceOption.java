package voxfarm.bench.device;

import picocli.CommandLine.Option;
import voxfarm.app.wiring.Installation;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.RuntimeLibraries;

/** {@code --device} of commands that use the bare engine, and that engine. */
public final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "auto, cpu, cuda or cuda:N. Default: ${DEFAULT-VALUE}.")
    String device = "cpu";

    /** As it was asked for. */
    public String wanted() {
        return device;
    }

    /**
     * Before all else that a command does: keeps the runtime's libraries for this process, which
     * has not used the runtime yet.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_CONFIG} if there is no such
     *     device
     */
    public void prepare() {
        var _ = Device.parse(device);
        new RuntimeLibraries(Installation.home().resolve("app/target/natives")).useHere();
    }

    /**
     * An engine of one thread on it.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_CONFIG} if there is no such
     *     device, {@code DEVICE_UNAVAILABLE} if it cannot be used
     */
    public OnnxEngine startEngine() {
        prepare();
        return OnnxEngine.start(Device.parse(device), 1, new LocalPhonemizers("espeak-ng"));
    }
}
