package voxfarm.frontend.local;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.en.EnglishPhonemizer;
import voxfarm.frontend.espeak.EspeakPhonemizer;
import voxfarm.frontend.espeak.EspeakProgram;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.frontend.ipa.Phonemizers;

/** The phonemizers of this machine, each opened once when it is first asked for. */
public final class LocalPhonemizers implements Phonemizers {
    private static final String ESPEAK = "espeak-ng";

    private final String espeakProgram;

    /** Guarded by this. */
    private final Map<String, Phonemizer> open = new HashMap<>();

    /**
     * @param espeakProgram name on the path, or path, of espeak-ng
     */
    public LocalPhonemizers(String espeakProgram) {
        this.espeakProgram = espeakProgram;
    }

    /** What is missing for phonemizers of a kind, and what to do; empty if nothing is. */
    public static Optional<String> missing(String espeakProgram, String kind) {
        return kind.equals(ESPEAK) ? EspeakProgram.missing(espeakProgram) : Optional.empty();
    }

    @Override
    public Optional<String> missing(String kind) {
        return missing(espeakProgram, kind);
    }

    @Override
    public synchronized Phonemizer get(String kind, String voice) {
        return open.computeIfAbsent(kind + ":" + voice, _ -> create(kind, voice));
    }

    private Phonemizer create(String kind, String voice) {
        return switch (kind) {
            case "builtin" -> EnglishPhonemizer.load();
            case ESPEAK -> EspeakPhonemizer.start(espeakProgram, voice);
            default ->
                    throw new VoxfarmException(
                            ErrorCode.VOICE_BROKEN, "no phonemizer of the name " + kind);
        };
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Phonemizer::close);
        open.clear();
    }
}
