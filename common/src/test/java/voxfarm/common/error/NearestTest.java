package voxfarm.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KNOWN =
            List.of("length_scale", "noise_scale", "noise_scale_w", "seed", "lane", "text");

    @ParameterizedTest
    @CsvSource({
        "lenght_scale,length_scale",
        "LengthScale,length_scale",
        "noise_scael,noise_scale",
        "noisescalew,noise_scale_w",
        "sed,seed",
        "txt,text"
    })
    void findsWhatWasMeant(String written, String meant) {
        assertThat(Nearest.of(written, KNOWN)).contains(meant);
    }

    @Test
    void guessesNothingFarAway() {
        assertThat(Nearest.of("volume", KNOWN)).isEmpty();
        assertThat(Nearest.of("", KNOWN)).isEmpty();
        assertThat(Nearest.of("x".repeat(100_000), KNOWN)).isEmpty();
    }
}
