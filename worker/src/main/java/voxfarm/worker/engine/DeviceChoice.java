package voxfarm.worker.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.worker.cuda.CudaDriver;

/**
 * Which device it is to be: one that was named must work, {@code auto} takes CUDA where it does.
 *
 * @param built whether this build holds the runtime for CUDA
 * @param driver asked at most once a choice
 * @param probe runs something on the device; throws {@code DEVICE_UNAVAILABLE}
 * @param libraries what is missing on this machine, for people; empty if nothing is
 */
record DeviceChoice(
        boolean built,
        Supplier<CudaDriver.Answer> driver,
        Consumer<Device.Cuda> probe,
        Supplier<Optional<String>> libraries) {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceChoice.class);

    /** The oldest driver that runs CUDA 12. */
    private static final int CUDA_MAJOR = 12;

    /**
     * @throws VoxfarmException {@code DEVICE_UNAVAILABLE} if CUDA was asked for by name and cannot
     *     be used
     */
    Device of(Device wanted) {
        return switch (wanted) {
            case Device.Cpu cpu -> cpu;
            case Device.Cuda cuda -> {
                check(cuda);
                yield cuda;
            }
            case Device.Auto _ -> automatic();
        };
    }

    private Device automatic() {
        if (!built) {
            return new Device.Cpu();
        }
        Device.Cuda first = new Device.Cuda(0);
        try {
            check(first);
            return first;
        } catch (VoxfarmException e) {
            LOG.warn("device auto: using the CPU: {}", e.getMessage());
            return new Device.Cpu();
        }
    }

    private void check(Device.Cuda cuda) {
        if (!built) {
            throw unavailable(
                    cuda,
                    "this build holds the CPU runtime. Start with ./voxfarm --gpu (or build with"
                            + " -Pgpu) for CUDA, or use device: cpu");
        }
        switch (driver.get()) {
            case CudaDriver.Answer.Unusable(String reason) -> throw unavailable(cuda, reason);
            case CudaDriver.Answer.Usable(String version, List<String> devices) -> {
                if (Integer.parseInt(version.split("\\.", -1)[0]) < CUDA_MAJOR) {
                    throw unavailable(
                            cuda,
                            "the NVIDIA driver runs CUDA "
                                    + version
                                    + " and no newer one, CUDA 12 is needed. Update the driver");
                }
                if (cuda.number() >= devices.size()) {
                    throw unavailable(
                            cuda, "there is no such GPU here; there are " + numbered(devices));
                }
            }
        }
        probe(cuda);
    }

    private static String numbered(List<String> devices) {
        StringBuilder all = new StringBuilder(devices.isEmpty() ? "none" : "");
        for (int i = 0; i < devices.size(); i++) {
            all.append(i == 0 ? "" : ", ").append("cuda:" + i + " (" + devices.get(i) + ")");
        }
        return all.toString();
    }

    private void probe(Device.Cuda cuda) {
        try {
            probe.accept(cuda);
        } catch (VoxfarmException e) {
            String lacking = libraries.get().map(what -> what + ". The runtime said: ").orElse("");
            throw new VoxfarmException(
                    ErrorCode.DEVICE_UNAVAILABLE,
                    "device " + cuda + ": CUDA cannot be used here: " + lacking + e.getMessage(),
                    e);
        }
    }

    private static VoxfarmException unavailable(Device.Cuda cuda, String why) {
        return new VoxfarmException(ErrorCode.DEVICE_UNAVAILABLE, "device " + cuda + ": " + why);
    }
}
