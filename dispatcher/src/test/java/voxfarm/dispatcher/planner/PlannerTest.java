package voxfarm.dispatcher.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.ScaleChoices;
import voxfarm.common.plan.Scales;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.dispatcher.Voices;

class PlannerTest {
    private static SynthesisRequest request(String members) {
        return RequestCodec.read(
                        ("{\"model_id\":\"joe\"," + members + "}").getBytes(StandardCharsets.UTF_8))
                .request();
    }

    private static Planner.Planned plan(String members) {
        return Planner.plan(request(members), Voices.JOE, ScaleChoices.NONE, List.of());
    }

    @Test
    void cutsSentencesWithPausesBetween() {
        assertThat(
                        plan("\"text\":\"One. Two! Three\",\"split\":{\"pause_s\":0.5}")
                                .plan()
                                .segments())
                .containsExactly(
                        new Segment(0, "One.", "EN", 0.5),
                        new Segment(1, "Two!", "EN", 0.5),
                        new Segment(2, "Three", "EN", 0));
    }

    @Test
    void putsNoPauseWhereTheLimitCuts() {
        assertThat(plan("\"text\":\"" + "word ".repeat(20) + "\"").plan().segments())
                .allSatisfy(segment -> assertThat(segment.pauseAfterSeconds()).isZero())
                .hasSizeGreaterThan(2);
    }

    @Test
    void keepsTheLimitWithoutSentences() {
        assertThat(
                        plan("\"text\":\"A. B. "
                                        + "x".repeat(100)
                                        + "\",\"split\":{\"mode\":\"none\"}")
                                .plan()
                                .segments())
                .allSatisfy(segment -> assertThat(segment.text().length()).isLessThanOrEqualTo(40));
    }

    @Test
    void neverPassesTheLimit() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder("a");
            for (int n = random.nextInt(400); n > 0; n--) {
                text.append("ab .,!?你。 ".charAt(random.nextInt(10)));
            }
            assertThat(plan("\"text\":\"" + text + "\"").plan().segments())
                    .as("seed 1, round %d", i)
                    .allSatisfy(segment -> assertThat(segment.text().length()).isBetween(1, 40));
        }
    }

    @Test
    void dropsPiecesWithNothingToSpeak() {
        assertThat(plan("\"text\":\"Yes. … — !! No.\"").plan().segments())
                .extracting(Segment::text)
                .containsExactly("Yes.", "No.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "...", "—", "?!", "\\n\\t", "\\u200b", "“”"})
    void refusesTextsWithNothingToSpeak(String text) {
        assertThatThrownBy(() -> plan("\"text\":\"" + text + "\""))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_TO_SPEAK));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"text\":\"x\"', ann, 0",
        "'\"text\":\"x\",\"speaker\":\"bob\"', bob, 3",
        "'\"text\":\"x\",\"speaker_id\":3', bob, 3"
    })
    void findsTheSpeaker(String members, String name, int id) {
        assertThat(plan(members).settings().speaker()).isEqualTo(name);
        assertThat(plan(members).settings().speakerId()).isEqualTo(id);
    }

    @Test
    void refusesUnknownSpeakersAndLanguages() {
        assertThatThrownBy(() -> plan("\"text\":\"x\",\"speaker\":\"eve\""))
                .hasMessage("speaker: expected a speaker of voice joe (0 ann, 3 bob), was \"eve\"");
        assertThatThrownBy(() -> plan("\"text\":\"x\",\"speaker_id\":1"))
                .hasMessageContaining("speaker_id:");
        assertThatThrownBy(() -> plan("\"text\":\"x\",\"language\":\"ZH\""))
                .hasMessage("language: expected one of voice joe (EN), was ZH");
    }

    @Test
    void takesSlidersFromTheRequestThenTheSpeakerThenTheVoice() {
        ScaleChoices speaker =
                new ScaleChoices(
                        Optional.of(0.1), Optional.of(0.2), Optional.empty(), Optional.empty());

        assertThat(
                        Planner.plan(
                                        request("\"text\":\"x\",\"sdp_ratio\":0.9"),
                                        Voices.JOE,
                                        speaker,
                                        List.of())
                                .settings()
                                .scales())
                .isEqualTo(new Scales(0.9, 0.2, 0.8, 1));
    }
}
