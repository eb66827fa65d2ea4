package voxfarm.worker.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaDriverTest {
    private static CudaDriver.Answer ask(StandInDriver driver) {
        try (Arena arena = Arena.ofConfined()) {
            return CudaDriver.ask(driver.lookup(arena));
        }
    }

    @Test
    void tellsTheDevices() {
        assertThat(ask(new StandInDriver(0, 12040, List.of("NVIDIA H100", "NVIDIA L4"))))
                .isEqualTo(
                        new CudaDriver.Answer.Usable("12.4", List.of("NVIDIA H100", "NVIDIA L4")));
        assertThat(ask(new StandInDriver(0, 13000, List.of())))
                .isEqualTo(new CudaDriver.Answer.Usable("13.0", List.of()));
    }

    @ParameterizedTest
    @CsvSource({"100, finds no GPU", "34, stubs", "803, restart the machine", "999, status 999"})
    void tellsWhyNoneCanBeUsed(int status, String reason) {
        assertThat(ask(new StandInDriver(status, 12040, List.of("NVIDIA H100"))))
                .isInstanceOfSatisfying(
                        CudaDriver.Answer.Unusable.class,
                        answer -> assertThat(answer.reason()).contains(reason));
    }

    @Test
    void saysThatThereIsNoDriver() {
        Assumptions.assumeTrue(
                LibrarySearch.ofThisProcess().find("libcuda.so.1").isEmpty()
                        && !Files.exists(Path.of("/dev/nvidia0")),
                "this machine has a driver");

        assertThat(CudaDriver.ask())
                .isInstanceOfSatisfying(
                        CudaDriver.Answer.Unusable.class,
                        answer ->
                                assertThat(answer.reason())
                                        .contains("libcuda.so.1", "Install the driver"));
    }
}
