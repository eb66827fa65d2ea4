package voxfarm.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import voxfarm.common.json.Json;

class DeviceBenchTest {
    private static final String VOICE = "../models/src/test/resources/golden/model/2.0.2";

    /** Where the launcher says that the build lies, which keeps the runtime's libraries. */
    private static final String HOME = "voxfarm.home";

    private final Optional<String> home = Optional.ofNullable(System.getProperty(HOME));

    @BeforeEach
    void lieInTheCheckout() {
        System.setProperty(HOME, "..");
    }

    @AfterEach
    void lieWhereTheyDid() {
        home.ifPresentOrElse(
                before -> System.setProperty(HOME, before), () -> System.clearProperty(HOME));
    }

    /** The way that a card is measured, on the CPU with a voice of some channels. */
    @Test
    void measuresADeviceFromItsProbeToManyCallers(@TempDir Path folder) throws Exception {
        Path figures = folder.resolve("figures.json");

        int code =
                new CommandLine(new DeviceBench())
                        .execute(
                                "--device=cpu",
                                "--voice=" + VOICE,
                                "--minutes=0.01",
                                "--callers=1,3",
                                "--no-farm",
                                "--json=" + figures);

        assertThat(code).isZero();
        JsonNode found = Json.readLocal(figures);
        assertThat(found.path("golden_model_rows_held").asInt()).isEqualTo(2);
        assertThat(found.path("golden_piper_rows_held").asInt()).isEqualTo(15);
        for (String name :
                List.of(
                        "probe_conv_fp32",
                        "voice_load_s",
                        "first_at_a_length_max_ms",
                        "memory_mib_after_20",
                        "callers_1_30_characters",
                        "callers_3_1_to_59")) {
            assertThat(found.path(name).asDouble()).as(name).isPositive();
        }
    }
}
