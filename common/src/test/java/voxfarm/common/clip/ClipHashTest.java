package voxfarm.common.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

class ClipHashTest {
    private static final Segment SEGMENT = new Segment(0, "你好。", Language.ZH, 0.3);

    private static SpeechSettings settings(boolean exact) {
        return new SpeechSettings(
                new SpokenBy(
                        new VoiceId("joe"),
                        new VoiceVersion("62a9537fd62f239f"),
                        new Speaker(0, "default")),
                Language.EN,
                Scales.ORIGINAL_DEFAULTS,
                0,
                OutputSettings.defaults(),
                Expression.NONE,
                List.of(),
                exact);
    }

    /** Clips of requests that say nothing of precision are found by builds of all ages. */
    @Test
    void staysAsItWas() {
        assertThat(ClipHash.of(settings(false), SEGMENT))
                .isEqualTo("5cbf9224cf3fe26eb8e3cfb7b1d6e28ca43af711d4416295824d419df44d5ad5");
    }

    /** As builds named it that read English by other rules; of other languages nothing changed. */
    @Test
    void keepsClipsApartOfAnEarlierReading() {
        Segment english = new Segment(0, "Hello.", Language.EN, 0.3);

        assertThat(ClipHash.of(settings(false), english))
                .isNotEqualTo("187dba220912532d65d671684edc19fcc7e1363e1f75f783efdc7bb11137507e");
    }

    /** Japanese times, dates and codes were read otherwise; nothing else of Japanese was. */
    @Test
    void keepsJapaneseFiguresApartOfTheirEarlierReading() {
        assertThat(ClipHash.of(settings(false), japanese("10:30です。")))
                .isNotEqualTo("dc55e6f3e334178d30c965a24882de76ef77a89fd35ac81b41f4dd4d674151d5");
        assertThat(ClipHash.of(settings(false), japanese("０１２です。")))
                .isNotEqualTo("e6295d3006f220494857ccb0d105a3b98b8e7b3d7adc67f01438064f15ca15f6");
        assertThat(ClipHash.of(settings(false), japanese("30個です。")))
                .isEqualTo("10e70ab0da6f5d1e3a6b14815c03a73630df4326c89ab8beb8e3b4b4e1a89923");
    }

    private static Segment japanese(String text) {
        return new Segment(0, text, Language.JP, 0.3);
    }

    /** A sentence that moves within its text, or to another, keeps its clip. */
    @Test
    void namesAClipWhereverItsTextStands() {
        Segment moved =
                new Segment(
                        7,
                        SEGMENT.text(),
                        SEGMENT.language(),
                        0,
                        Manner.PLAIN,
                        Optional.of(new TextSpan(400, 409)));

        assertThat(ClipHash.of(settings(false), moved))
                .isEqualTo(ClipHash.of(settings(false), SEGMENT));
    }

    private static String styled(Expression.Emotion style) {
        SpeechSettings plain = settings(false);
        return ClipHash.of(
                new SpeechSettings(
                        plain.by(),
                        plain.language(),
                        plain.scales(),
                        plain.seed(),
                        plain.output(),
                        new Expression(style, Optional.empty(), Map.of(), List.of()),
                        List.of()),
                SEGMENT);
    }

    @Test
    void keepsStylesAndTheirWeightsApart() {
        Expression.Emotion happy = new Expression.Emotion.Named("Happy");

        assertThat(
                        List.of(
                                styled(new Expression.Emotion.Default()),
                                styled(happy),
                                styled(happy.weighted(2)),
                                styled(happy.weighted(3)),
                                styled(new Expression.Emotion.Named("Sad").weighted(3))))
                .doesNotHaveDuplicates();
        assertThat(styled(happy.weighted(1))).isEqualTo(styled(happy));
    }

    @Test
    void keepsExactClipsApart() {
        assertThat(ClipHash.of(settings(true), SEGMENT))
                .isNotEqualTo(ClipHash.of(settings(false), SEGMENT));
    }
}
