package voxfarm.common.bucket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;

/**
 * Who has a name, of voices whose ids differ in {@code .} and {@code _} alone: Kafka cannot tell
 * their topics apart (metrics), so a bucket holds one of them. Held by a create-once object, so
 * that of two workers that import at the same time one is refused.
 */
public final class VoiceNames {
    private static final int MAX_BYTES = 1024;

    private VoiceNames() {}

    /**
     * Takes the name for a voice; nothing happens if it has it.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if another voice has it
     */
    public static void claim(ObjectStore store, VoiceId voice) {
        if (!mayClash(voice)) {
            return;
        }
        ObjectKey key = BucketLayout.voiceName(voice);
        byte[] own = voice.value().getBytes(StandardCharsets.UTF_8);
        if (store.create(key, own, "text/plain") == ObjectStore.Created.TAKEN) {
            String other =
                    store.read(key, MAX_BYTES)
                            .map(body -> new String(body, StandardCharsets.UTF_8))
                            .orElse("another");
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE,
                    "voice %s: its id is that of voice %s, which this bucket holds or which is just"
                            + " imported ('.' counts as '_'); rename one folder, or remove %s",
                    voice,
                    other,
                    other);
        }
    }

    /** Gives the name of a voice back that is removed. */
    static void release(ObjectStore store, VoiceId voice) {
        ObjectKey key = BucketLayout.voiceName(voice);
        byte[] own = voice.value().getBytes(StandardCharsets.UTF_8);
        if (mayClash(voice)
                && store.read(key, MAX_BYTES)
                        .filter(owner -> Arrays.equals(owner, own))
                        .isPresent()) {
            store.delete(key);
        }
    }

    private static boolean mayClash(VoiceId voice) {
        return voice.value().contains(".") || voice.value().contains("_");
    }
}
