package voxfarm.common.kafka;

import java.util.Optional;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;

/** Keys of {@code tts.control}: the kind of a record, a slash, and what it is about. */
public final class ControlKeys {
    private static final String VOICE = "voice/";
    private static final String IMPORTS = "imports/";
    private static final String CANCEL = "cancel/";

    private ControlKeys() {}

    public static String voice(VoiceId id) {
        return VOICE + id;
    }

    /** Whether the record says that a voice came, changed or went. */
    public static boolean isVoice(String key) {
        return key.startsWith(VOICE);
    }

    /** Of the record that says which voices a worker is importing. */
    public static String imports(String workerId) {
        return IMPORTS + workerId;
    }

    /** Whether the record says which voices somebody is importing. */
    public static boolean isImports(String key) {
        return key.startsWith(IMPORTS);
    }

    public static String cancel(RequestId id) {
        return CANCEL + id;
    }

    /** The request that the record cancels; empty for any other kind, and for a malformed id. */
    public static Optional<RequestId> cancelled(String key) {
        if (!key.startsWith(CANCEL)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RequestId(key.substring(CANCEL.length())));
        } catch (VoxfarmException e) {
            return Optional.empty();
        }
    }
}
