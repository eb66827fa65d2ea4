package voxfarm.bench.voice;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceVersion;

/** A voice without files: requests can be accepted for it, and whoever loads it says what it is. */
public final class SilentVoice {
    private static final int SAMPLE_RATE_HZ = 1000;
    private static final int HOP_LENGTH = 256;
    private static final int MAX_SEGMENT_CHARACTERS = 600;

    private SilentVoice() {}

    /** English, one speaker, 1 kHz. */
    public static VoiceManifest manifest(String id) {
        return new VoiceManifest(
                new VoiceId(id),
                new VoiceVersion("0123456789abcdef"),
                VoiceKind.PIPER,
                SAMPLE_RATE_HZ,
                HOP_LENGTH,
                List.of(new Speaker(0, "default")),
                List.of(),
                List.of(Language.EN),
                Scales.ORIGINAL_DEFAULTS,
                MAX_SEGMENT_CHARACTERS,
                "builtin",
                "en-us",
                List.of(),
                Map.of(),
                "bench",
                Instant.EPOCH);
    }
}
