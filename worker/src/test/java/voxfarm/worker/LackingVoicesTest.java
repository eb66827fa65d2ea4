package voxfarm.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.worker.SetAsideVoice;

class LackingVoicesTest {
    private static final VoiceManifest GERMAN = voice("de", "espeak-ng");
    private static final VoiceManifest ENGLISH = voice("en", "builtin");

    private boolean installed;
    private final LackingVoices lacking =
            new LackingVoices(voice ->
                    installed || voice.phonemizer().equals("builtin")
                            ? Optional.empty()
                            : Optional.of("install it"));

    private static VoiceManifest voice(String id, String phonemizer) {
        return Manifests.of(id).phonemizer(phonemizer).phonemizerVoice("de").build();
    }

    @Test
    void setsVoicesAsideThatThisMachineCannotSpeak() {
        List<SetAsideVoice> aside = lacking.of(List.of(GERMAN, ENGLISH));

        assertThat(aside).hasSize(1);
        assertThat(aside.getFirst().voice()).isEqualTo(GERMAN.voice());
        assertThat(aside.getFirst().code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE);
        assertThat(aside.getFirst().reason()).isEqualTo("install it");
    }

    @Test
    void takesThemBackOnceTheProgramIsThere() {
        assertThat(lacking.of(List.of(GERMAN))).hasSize(1);
        installed = true;
        assertThat(lacking.of(List.of(GERMAN))).isEmpty();
    }
}
