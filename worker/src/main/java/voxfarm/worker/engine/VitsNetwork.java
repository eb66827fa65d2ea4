package voxfarm.worker.engine;

import java.util.List;

/**
 * The graphs of one voice of the VITS family (Kim, Kong, Son, "Conditional variational autoencoder
 * with adversarial learning for end-to-end text-to-speech", 2021), from arrays to arrays. What lies
 * between them is {@link VitsVoice}'s. Thread-safe: any number of callers may run at once.
 *
 * @param <I> what the encoder takes of a text
 */
interface VitsNetwork<I> extends AutoCloseable {
    /**
     * Values drawn from a prior.
     *
     * @param values as {@link Prior#sample} lays them out
     * @param frames from 1
     */
    record Sampled(float[] values, int frames) {}

    /** How many texts one call may take, and gains by. */
    int batchSize();

    VitsShape shape();

    /**
     * What the encoder says of texts, at most {@link #batchSize} of them; each the same as alone,
     * within the engine's tolerance.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code ENGINE_FAILED} if the runtime fails, or
     *     a duration is no number or beyond all bounds
     */
    List<Prior> encode(List<VitsRun<I>> runs);

    /**
     * Samples of as many texts.
     *
     * @param sampled one of each text's prior
     * @throws voxfarm.common.error.VoxfarmException {@code ENGINE_FAILED} if the runtime fails
     */
    List<float[]> generate(List<VitsRun<I>> runs, List<Sampled> sampled);

    /** Frees the memory; the caller makes sure that nothing runs any more. Idempotent. */
    @Override
    void close();
}
