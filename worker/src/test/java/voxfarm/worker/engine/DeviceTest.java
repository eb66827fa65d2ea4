package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.local.LocalPhonemizers;

class DeviceTest {
    @Test
    void readsNames() {
        assertThat(Device.parse("auto")).isEqualTo(new Device.Auto());
        assertThat(Device.parse("cpu")).isEqualTo(new Device.Cpu());
        assertThat(Device.parse("cuda")).isEqualTo(new Device.Cuda(0));
        assertThat(Device.parse("cuda:3")).isEqualTo(new Device.Cuda(3));
        assertThat(Device.parse("gpu")).isEqualTo(new Device.Cuda(0));
        assertThat(Device.parse("cuda:3")).hasToString("cuda:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CPU", "cuda:", "cuda:-1", "cuda:x", "mps", "cuda:99999"})
    void refusesOtherNames(String name) {
        assertThatThrownBy(() -> Device.parse(name))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("device:");
    }

    @Test
    void saysWhyCudaCannotBeUsed() {
        Assumptions.assumeFalse(Files.exists(Path.of("/dev/nvidia0")), "this machine has a GPU");

        assertThatThrownBy(() ->
                        OnnxEngine.start(new Device.Cuda(0), 1, new LocalPhonemizers("espeak-ng")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                .hasMessageContaining("cuda:0");
    }

    @Test
    void takesTheCpuByItselfWhereThereIsNoGpu() {
        Assumptions.assumeFalse(Files.exists(Path.of("/dev/nvidia0")), "this machine has a GPU");

        try (OnnxEngine engine =
                OnnxEngine.start(new Device.Auto(), 1, new LocalPhonemizers("espeak-ng"))) {
            assertThat(engine.device()).isEqualTo("cpu");
        }
    }

    @Test
    void knowsTheCpu() {
        assertThat(OrtEnvironment.getAvailableProviders()).contains(OrtProvider.CPU);
    }
}
