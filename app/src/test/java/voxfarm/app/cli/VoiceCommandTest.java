package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;

class VoiceCommandTest {
    /** As the farm does by HTTP: trained for is not spoken. */
    @Test
    void listsTheLanguagesThatTheFarmSpeaks() {
        String line =
                VoiceCommand.ListVoices.line(
                        Manifests.of("wukong")
                                .kind(VoiceKind.BERT_VITS2)
                                .languages(List.of(Language.ZH, new Language("TLH"), Language.JP))
                                .build());

        assertThat(line).startsWith("wukong ").endsWith("  ZH,JP");
    }

    @Test
    void saysWhatAVoiceNeedsThatItDoesNotBring() {
        List<String> needs = VoiceCommand.needs(bertVits2("2.1", Language.JP, Language.EN));

        assertThat(needs).hasSize(3);
        assertThat(needs.get(0))
                .startsWith("needs for JP the dictionary open-jtalk-mecab-naist-jdic: ")
                .contains("voxfarm japanese");
        assertThat(needs.get(1))
                .startsWith("needs for JP the BERT model deberta-v2-large-japanese-char-wwm: ")
                .contains("vocab.txt")
                .contains("bert/deberta-v2-large-japanese-char-wwm");
        assertThat(needs.get(2)).contains("deberta-v3-large").contains("spm.model");
        assertThat(VoiceCommand.needs(bertVits2("1.1", Language.JP)).getFirst())
                .contains("voxfarm japanese --early");
        assertThat(VoiceCommand.needs(bertVits2("of a newer build", Language.JP))).isEmpty();
        assertThat(VoiceCommand.needs(Manifests.of("joe").kind(VoiceKind.PIPER).build())).isEmpty();
    }

    private static VoiceManifest bertVits2(String release, Language... languages) {
        return Manifests.of("a")
                .kind(VoiceKind.BERT_VITS2)
                .release(release)
                .languages(List.of(languages))
                .build();
    }
}
