package voxfarm.frontend.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.language.Language;
import voxfarm.common.plan.TextSpan;
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
                                Readings.NONE,
                                () -> {});

        List<String> under =
                answer.words().stream()
                        .map(word -> word.span().orElseThrow())
                        .map((TextSpan span) -> text.substring(span.begin(), span.end()))
                        .toList();
        assertThat(under).contains("Tom", "&amp;", "Jo", "met", "&lt;Ann", "here");
    }
}
