package voxfarm.frontend.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.frontend.ipa.Phonemizers;

class VoiceWordsTest {
    /** Voices with front ends of ours need none. */
    private static final Phonemizers NONE =
            new Phonemizers() {
                @Override
                public Phonemizer get(String kind, String voice) {
                    throw new AssertionError("asked for " + kind);
                }

                @Override
                public void close() {
                    // holds nothing
                }
            };

    @Test
    void wordsOfSsmlKnowTheirPlacesBehindEntitiesAndTags() {
        String text = "<speak>Tom &amp; <emphasis>Jo</emphasis> met &lt;Ann here.</speak>";
        VoiceWords.Answer answer =
                new VoiceWords(LocalFrontEnds.all(), NONE)
                        .explain(
                                new VoiceWords.Voice.BertVits2(TextRules.V2_1, Language.EN),
                                text,
                                SplitSettings.Ssml.GUESSED,
                                Readings.NONE,
                                () -> {});

        List<String> under =
                answer.words().stream()
                        .map(word -> word.span().orElseThrow())
                        .map((TextSpan span) -> text.substring(span.begin(), span.end()))
                        .toList();
        assertThat(under).contains("Tom", "&amp;", "Jo", "met", "&lt;Ann", "here");
    }

    private static VoiceWords.Answer read(String text, SplitSettings.Ssml ssml) {
        return new VoiceWords(LocalFrontEnds.all(), NONE)
                .explain(
                        new VoiceWords.Voice.BertVits2(TextRules.V2_1, Language.EN),
                        text,
                        ssml,
                        Readings.NONE,
                        () -> {});
    }

    @Test
    void whetherATextIsSsmlIsSaidOrSeen() {
        String text = "Tom &lt;and&gt; <break/> Ann.";
        String marked = "<speak>" + text + "</speak>";

        assertThat(read(marked, SplitSettings.Ssml.GUESSED).warnings()).isEmpty();
        assertThat(read(marked, SplitSettings.Ssml.NO).warnings())
                .extracting(Warning::code)
                .contains("markup_not_spoken");
        assertThatThrownBy(() -> read(text, SplitSettings.Ssml.YES))
                .isInstanceOf(VoxfarmException.class);
    }

    /** What a request would warn of, whatever the voice reads. */
    @Test
    void namesWhatItsMarkupAsksForInVain() {
        assertThat(
                        read(
                                        "<speak><emphasis>Hello</emphasis> you.</speak>",
                                        SplitSettings.Ssml.GUESSED)
                                .warnings())
                .extracting(Warning::code)
                .containsExactly("ssml_not_done");
        assertThat(read("A <blink>word</blink>.", SplitSettings.Ssml.GUESSED).warnings())
                .extracting(Warning::code)
                .containsExactly("markup_not_spoken");
    }
}
