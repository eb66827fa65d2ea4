package voxfarm.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.files.Sha256;

class WorkerHttpTest {
    private static final String HASH = Sha256.hex("secret".getBytes(StandardCharsets.UTF_8));

    private static WorkerHttp http(String metrics, String hash) {
        return new WorkerHttp("0.0.0.0", 0, metrics, hash);
    }

    @Test
    void tellsFiguresToOthersOnlyByDecision() {
        assertThat(http("loopback", "").tellsMetrics(false)).isFalse();
        assertThat(http("loopback", "").tellsMetrics(true)).isTrue();
        assertThat(http("anyone", "").tellsMetrics(false)).isTrue();
        assertThat(http("loopback", HASH).tellsMetrics(false)).isTrue();
        assertThat(http("off", HASH).tellsMetrics(true)).isFalse();
    }

    @Test
    void asksForTheKeyWhereThereIsOne() {
        WorkerHttp keyed = http("anyone", HASH);
        assertThat(keyed.opens(Optional.empty())).isFalse();
        assertThat(keyed.opens(Optional.of("guess"))).isFalse();
        assertThat(keyed.opens(Optional.of("secret"))).isTrue();
        assertThat(http("anyone", "").opens(Optional.empty())).isTrue();
    }
}
