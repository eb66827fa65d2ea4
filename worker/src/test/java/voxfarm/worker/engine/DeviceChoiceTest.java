package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.worker.cuda.CudaDriver;

/** A driver that answers is no device that works: what counts is what ran on it. */
class DeviceChoiceTest {
    private static final Device.Cuda FIRST = new Device.Cuda(0);

    private CudaDriver.Answer driver = new CudaDriver.Answer.Usable("12.4", List.of("NVIDIA H100"));
    private Optional<String> failure = Optional.empty();
    private Optional<String> missing = Optional.empty();
    private boolean built = true;
    private final List<Device> probed = new ArrayList<>();

    private Device choose(Device wanted) {
        return new DeviceChoice(
                        built,
                        () -> driver,
                        cuda -> {
                            probed.add(cuda);
                            failure.ifPresent(why -> {
                                throw new VoxfarmException(ErrorCode.DEVICE_UNAVAILABLE, why);
                            });
                        },
                        () -> missing)
                .of(wanted);
    }

    private void refuses(Device.Cuda wanted, String... reasons) {
        assertThatThrownBy(() -> choose(wanted))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                .hasMessageStartingWith("device " + wanted + ": ")
                .hasMessageContainingAll(reasons);
        assertThat(choose(new Device.Auto())).as("auto").isEqualTo(new Device.Cpu());
    }

    @Test
    void takesADeviceThatWorks() {
        assertThat(choose(FIRST)).isEqualTo(FIRST);
        assertThat(choose(new Device.Auto())).isEqualTo(FIRST);
        assertThat(probed).containsExactly(FIRST, FIRST);
    }

    @Test
    void asksNothingForTheCpu() {
        failure = Optional.of("no");
        assertThat(choose(new Device.Cpu())).isEqualTo(new Device.Cpu());
        assertThat(probed).isEmpty();
    }

    @Test
    void refusesACardThatIsNotThere() {
        assertThatThrownBy(() -> choose(new Device.Cuda(3)))
                .hasMessage(
                        "device cuda:3: there is no such GPU here; there are cuda:0 (NVIDIA H100)");
        assertThat(probed).isEmpty();
    }

    /** All libraries load, the driver says that it has a card, and nothing can be run on it. */
    @Test
    void refusesAStandInDriver() {
        failure = Optional.of("conv fp32: CUDA failure 999");
        refuses(FIRST, "cannot be used here", "CUDA failure 999");
    }

    @Test
    void namesTheLibraryThatIsMissing() {
        failure = Optional.of("conv fp32: Failed to load library");
        missing = Optional.of("missing: libcudnn.so.9 (needed by ONNX Runtime). Install it");
        refuses(FIRST, "libcudnn.so.9", "The runtime said: conv fp32");
    }

    @Test
    void refusesWithoutADriver() {
        driver = new CudaDriver.Answer.Unusable("no NVIDIA driver here");
        refuses(FIRST, "no NVIDIA driver here");
        assertThat(probed).isEmpty();
    }

    @Test
    void refusesADriverOfAnOlderCuda() {
        driver = new CudaDriver.Answer.Usable("11.8", List.of("NVIDIA T4"));
        refuses(FIRST, "11.8", "Update the driver");
    }

    @Test
    void refusesWithTheCpuBuild() {
        built = false;
        refuses(FIRST, "--gpu");
    }
}
