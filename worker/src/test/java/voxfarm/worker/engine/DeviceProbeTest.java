package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class DeviceProbeTest {
    @Test
    void runsRealOperations() {
        DeviceProbe.Report report = DeviceProbe.probe(new Device.Cpu());

        assertThat(report.device()).isEqualTo("cpu");
        assertThat(report.timings())
                .extracting(timing -> timing.operation().title())
                .containsExactly("conv fp32", "conv fp16", "matmul fp32", "matmul fp16");
        assertThat(report.timings())
                .allSatisfy(timing -> {
                    assertThat(timing.millis()).isPositive();
                    assertThat(timing.error()).isLessThan(2e-3);
                });
        assertThat(report.timings().getFirst().error()).as("fp32").isLessThan(1e-5);
    }

    /** A device that runs everything and computes rubbish. */
    @Test
    void refusesWrongNumbers() {
        OrtRuntime runtime = OrtRuntime.start(new Device.Cpu(), 1);

        assertThatThrownBy(() ->
                        DeviceProbe.run(model -> {
                            spoil(model.resolveSibling("probe.bin"));
                            return runtime.open(model);
                        }))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                .hasMessageContainingAll("conv fp32", "wrong numbers");
    }

    private static void spoil(Path weights) {
        try {
            byte[] bytes = Files.readAllBytes(weights);
            for (int i = 3; i < bytes.length; i += 64) { // the sign of each 16th
                bytes[i] ^= (byte) 0x80;
            }
            Files.write(weights, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesWhatCannotBeOpened() {
        assertThatThrownBy(() ->
                        DeviceProbe.run(model -> {
                            throw new VoxfarmException(ErrorCode.VOICE_BROKEN, "no such device");
                        }))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                .hasMessage("conv fp32: no such device");
    }
}
