package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.VoiceKind;

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
}
