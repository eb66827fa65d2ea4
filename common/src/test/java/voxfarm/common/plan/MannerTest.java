package voxfarm.common.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

class MannerTest {
    private static final Speaker ANN = new Speaker(3, "ann");
    private static final SpeechSettings SETTINGS =
            new SpeechSettings(
                    new SpokenBy(
                            new VoiceId("joe"),
                            new VoiceVersion("62a9537fd62f239f"),
                            new Speaker(0, "default")),
                    Language.EN,
                    new Scales(0.2, 0.6, 0.8, 2),
                    7,
                    OutputSettings.of(AudioFormat.WAV, OutputSettings.Level.NONE),
                    new Expression(
                            new Expression.Emotion.Default(),
                            Optional.empty(),
                            Map.of("ann", 1.0),
                            List.of()),
                    List.of());

    private static Manner rate(double rate) {
        return new Manner(rate, 0, Optional.empty(), 0);
    }

    private static SpeechSettings exact(SpeechSettings settings) {
        return new SpeechSettings(
                settings.by(),
                settings.language(),
                settings.scales(),
                settings.seed(),
                settings.output(),
                settings.expression(),
                settings.dictionaries(),
                true);
    }

    private static String clip(Manner manner) {
        return ClipHash.of(
                SETTINGS, new Segment(0, "你好。", Language.ZH, 0.3, manner, Optional.empty()));
    }

    @Test
    void aRateDividesTheLengthScaleWithinItsRange() {
        assertThat(SETTINGS.in(rate(0.5)).scales().lengthScale()).isEqualTo(4);
        assertThat(SETTINGS.in(rate(0.1)).scales().lengthScale()).isEqualTo(10);
        assertThat(exact(SETTINGS).in(rate(0.5))).isEqualTo(exact(SETTINGS.in(rate(0.5))));
        assertThat(SETTINGS.in(rate(0.5)).expression()).isEqualTo(SETTINGS.expression());
        assertThat(SETTINGS.in(Manner.PLAIN)).isEqualTo(SETTINGS);
    }

    @Test
    void aSpeakerSpeaksAloneWhateverMixTheRequestHas() {
        SpeechSettings other = SETTINGS.in(new Manner(1, 0, Optional.of(ANN), 0));

        assertThat(other.speakerId()).isEqualTo(3);
        assertThat(other.expression().speakerMix()).isEmpty();
    }

    @Test
    void clipsOfDifferentMannersAreDifferent() {
        assertThat(
                        List.of(
                                clip(Manner.PLAIN),
                                clip(rate(0.5)),
                                clip(new Manner(1, -6, Optional.empty(), 0)),
                                clip(new Manner(1, 0, Optional.of(ANN), 0)),
                                clip(Manner.PLAIN.behind(1))))
                .doesNotHaveDuplicates();
    }

    /** Clips of earlier builds are found again. */
    @Test
    void aPlainSegmentsClipKeepsItsName() {
        assertThat(clip(Manner.PLAIN))
                .isEqualTo("6ad38a14890fb03298631cd0af38326f07dad1f84048120f9d2ef42cf37c47d6");
    }

    @Test
    void lastsAsLongAsItIsSpoken() {
        Segment slow =
                new Segment(
                        0,
                        "Hello.",
                        Language.EN,
                        0.5,
                        new Manner(0.5, 0, Optional.empty(), 2),
                        Optional.empty());

        assertThat(PartCutter.seconds(slow, 1)).isCloseTo(2 * 6 * 0.07 + 2 + 0.5, within(1e-9));
    }

    @Test
    void gainIsAFactorAndTheLeastIsSilence() {
        assertThat(new Manner(1, -6, Optional.empty(), 0).gain()).isCloseTo(0.501f, within(1e-3f));
        assertThat(new Manner(1, Manner.SILENT_DB, Optional.empty(), 0).gain()).isZero();
        assertThat(Manner.PLAIN.gain()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.09, 10.1, Double.NaN, -1})
    void refusesRatesOutOfRange(double rate) {
        assertThatThrownBy(() -> rate(rate))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PLAN));
    }
}
