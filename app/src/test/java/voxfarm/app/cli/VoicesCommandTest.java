package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VoicesCommandTest {
    private static final String VOICES =
            """
            {"voices": [
              {"model_id": "de", "kind": "piper", "languages": ["DE"], "sample_rate": 22050,
               "speakers": [{"id": 0, "name": "default"}],
               "set_aside": [{"worker_id": "w1", "code": "device_unavailable",
                              "reason": "install espeak-ng", "retry_s": 5}]}],
             "unserved": [{"place": "voices/e", "reason": "the folder is empty"}]}
            """;

    private final StubFarm farm = new StubFarm();

    @AfterEach
    void stop() {
        farm.close();
    }

    @Test
    void saysBesideTheListWhatIsNotServedAndWhy() {
        farm.on("GET /v1/voices", 200, VOICES);
        StubFarm.Ran ran = farm.run("voices");

        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines()).as("voices alone").hasSize(2);
        assertThat(ran.err().lines())
                .containsExactly(
                        "set aside: voice de by worker w1: install espeak-ng",
                        "not served: voices/e: the folder is empty");
    }

    @Test
    void listsTheStylesOfVoicesThatHaveSome() {
        farm.on(
                "GET /v1/voices",
                200,
                VOICES.replace(
                        "\"sample_rate\"", "\"styles\": [\"Neutral\", \"怒り\"], \"sample_rate\""));

        assertThat(farm.run("voices").out()).contains("default; styles: Neutral, 怒り");
    }

    @Test
    void printsIdsAloneWhereThatIsWanted() {
        farm.on("GET /v1/voices", 200, VOICES);
        StubFarm.Ran ran = farm.run("voices", "--quiet");

        assertThat(ran.out()).isEqualTo("de\n");
        assertThat(ran.err()).isEmpty();
    }
}
