package voxfarm.worker.engine;

import java.util.List;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Inputs of one run of a Bert-VITS2 network. T is the token count after blanks are inserted, 1 to
 * 4096. The arrays are large and so not copied: callers must not change them afterwards.
 *
 * @param phones phone ids, shape [T]
 * @param tones tone ids, shape [T]
 * @param languages language ids, shape [T]
 * @param bert BERT features in the network's order, each row-major of shape [T, channels]
 * @param speaker embedding, shape [gin]
 * @param emotion embedding, shape [hidden]; empty for networks without
 * @throws VoxfarmException {@code INVALID_PLAN} if a shape does not hold
 */
public record AcousticInputs(
        long[] phones,
        long[] tones,
        long[] languages,
        List<float[]> bert,
        float[] speaker,
        float[] emotion) {
    public static final int MAX_TOKENS = 4096;

    public AcousticInputs {
        bert = List.copyOf(bert);
        int tokens = phones.length;
        if (tokens < 1 || tokens > MAX_TOKENS) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "phones: expected 1 to %d tokens, was %d",
                    MAX_TOKENS,
                    tokens);
        }
        if (tones.length != tokens || languages.length != tokens) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "tones and languages: expected %d each, was %d and %d",
                    tokens,
                    tones.length,
                    languages.length);
        }
        for (float[] features : bert) {
            if (features.length % tokens != 0) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_PLAN,
                        "bert: expected rows for %d tokens, was %d values",
                        tokens,
                        features.length);
            }
        }
    }

    public int tokens() {
        return phones.length;
    }
}
