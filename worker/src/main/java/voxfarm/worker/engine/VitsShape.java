package voxfarm.worker.engine;

import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.Scales;

/**
 * What frames are to a network.
 *
 * @param name of the voice, for messages
 * @param samplesPerFrame samples that one frame moves the output
 * @param extraSamples samples beyond frames * samplesPerFrame, where kernels are odd
 * @param pieceFrames longest decoder run in one piece: more frames are decoded in pieces
 * @param overlapFrames frames on each side that a sample depends on
 * @param maxSeconds longer runs are a model gone astray, and a danger to memory
 */
record VitsShape(
        String name,
        int sampleRateHz,
        int samplesPerFrame,
        int extraSamples,
        int pieceFrames,
        int overlapFrames,
        int maxSeconds) {
    /** Longer than any voice holds a symbol, at a length scale of 1 and on the average of a run. */
    private static final double LONGEST_SYMBOL_SECONDS = 0.5;

    /** Decodes the frames from {@code first} to {@code last} of a latent. */
    @FunctionalInterface
    interface Decoder {
        /**
         * @return (last - first) * samplesPerFrame + extraSamples samples
         */
        float[] decode(int first, int last);
    }

    VitsShape withPieceFrames(int frames) {
        return new VitsShape(
                name,
                sampleRateHz,
                samplesPerFrame,
                extraSamples,
                frames,
                overlapFrames,
                maxSeconds);
    }

    /**
     * How long a text lasts.
     *
     * @return at least 1, as in the originals
     * @throws VoxfarmException if it is too long: {@code INVALID_REQUEST} where there is so much to
     *     say or it is said so slowly, {@code ENGINE_FAILED} where the model has gone astray
     */
    int checkedFrames(Prior prior, Scales scales) {
        long frames = Math.max(1, prior.frames());
        if (frames > (long) maxSeconds * sampleRateHz / samplesPerFrame) {
            double seconds = (double) frames * samplesPerFrame / sampleRateHz;
            double usual = prior.durations().length * scales.lengthScale() * LONGEST_SYMBOL_SECONDS;
            throw VoxfarmException.of(
                    seconds > usual ? ErrorCode.ENGINE_FAILED : ErrorCode.INVALID_REQUEST,
                    "%s: %d symbols would last %d s, more than %d; shorten the segment or lower"
                            + " length_scale",
                    name,
                    prior.durations().length,
                    frames * samplesPerFrame / sampleRateHz,
                    maxSeconds);
        }
        return (int) frames;
    }

    /**
     * Decodes in pieces, so that memory does not grow with the length. Each piece gets as many
     * frames on both sides as its samples depend on; the result is that of one run, but for the
     * last bits.
     */
    float[] decodeInPieces(int frames, Decoder decoder) {
        if (frames <= pieceFrames + 2 * overlapFrames) {
            return decoder.decode(0, frames);
        }
        int hop = samplesPerFrame;
        float[] samples = new float[Math.addExact(Math.multiplyExact(frames, hop), extraSamples)];
        int pieces = (frames + pieceFrames - 1) / pieceFrames;
        for (int i = 0; i < pieces; i++) {
            int start = (int) ((long) frames * i / pieces);
            int end = (int) ((long) frames * (i + 1) / pieces);
            int first = Math.max(0, start - overlapFrames);
            int last = Math.min(frames, end + overlapFrames);
            float[] piece = decoder.decode(first, last);
            int to = end == frames ? samples.length : end * hop;
            System.arraycopy(piece, (start - first) * hop, samples, start * hop, to - start * hop);
        }
        return samples;
    }
}
