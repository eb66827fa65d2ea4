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

    /** No tokenizer of a BERT model is here. */
    private static VoiceWords.Answer readLate(String text) {
        return new VoiceWords(LocalFrontEnds.all(), NONE)
                .explain(
                        new VoiceWords.Voice.BertVits2(TextRules.V2_3, Language.EN),
                        text,
                        SplitSettings.Ssml.NO,
                        Readings.NONE,
                        () -> {});
    }

    private static List<String> phones(String text) {
        return readLate(text).words().stream()
                .flatMap(word -> word.phones().stream())
                .filter(phone -> !phone.equals("-"))
                .toList();
    }

    /** Every tokenizer cuts at dashes. */
    @Test
    void partsOfWordsWithDashesAreReadAsTheWordsThatTheyAre() {
        assertThat(phones("It is twenty-five.")).isEqualTo(phones("It is twenty five."));
        assertThat(phones("the forty-second one")).isEqualTo(phones("the forty second one"));
        assertThat(phones("25 of them")).isEqualTo(phones("twenty five of them"));
        assertThat(readLate("twenty-five").words())
                .singleElement()
                .satisfies(word -> {
                    assertThat(word.text()).isEqualTo("twenty-five");
                    assertThat(word.ipa()).matches("tw[^-A-Z ]+-f[^-A-Z ]+v");
                });
    }

    /** The voice's workers have what is not here. */
    @Test
    void saysThatWordsAreSpokenByPiecesWhereTheyAreShownWhole() {
        assertThat(readLate("Hello.").warnings())
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo("read_by_words");
                    assertThat(warning.message())
                            .contains("release 2.3", "deberta-v3-large", "spm.model", "Workers");
                });
        assertThat(read("Hello.", SplitSettings.Ssml.NO).warnings()).isEmpty();
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
