package voxfarm.worker.engine;

/**
 * What a VITS encoder says of a text: for each symbol a distribution, and for how many frames it
 * lasts. The families lay their arrays out differently, and multiply in another order: that decides
 * the last bits, and so stays as each family had it.
 */
public sealed interface Prior {
    /** Noise of the prior by channel and frame. */
    @FunctionalInterface
    interface Noise {
        float at(int channel, int frame);
    }

    /** Frames per symbol, shape [T]. */
    int[] durations();

    /**
     * How many frames the text lasts; a {@code long}, because a model gone astray can ask for
     * anything.
     */
    default long frames() {
        long frames = 0;
        for (int duration : durations()) {
            frames += duration;
        }
        return frames;
    }

    /**
     * Repeats each symbol for its frames and samples: mean + noise * exp(log deviation) * scale.
     *
     * @return as the arrays lie, F columns or rows: the sum of the frames, at least 1
     */
    float[] sample(Noise noise, float noiseScale);

    private static int width(Prior prior) {
        return Math.toIntExact(Math.max(1, prior.frames()));
    }

    /**
     * Piper.
     *
     * @param mean shape [C, T], row-major
     * @param logDeviation shape [C, T], row-major
     */
    record ByChannel(float[] mean, float[] logDeviation, int[] durations) implements Prior {
        int channels() {
            return durations.length == 0 ? 0 : mean.length / durations.length;
        }

        /** Shape [C, F]. */
        @Override
        public float[] sample(Noise noise, float noiseScale) {
            int symbols = durations.length;
            int frames = width(this);
            float[] latent = new float[Math.multiplyExact(channels(), frames)];
            for (int channel = 0; channel < channels(); channel++) {
                int at = channel * frames;
                int frame = 0;
                for (int symbol = 0; symbol < symbols; symbol++) {
                    float m = mean[channel * symbols + symbol];
                    float spread =
                            (float) StrictMath.exp(logDeviation[channel * symbols + symbol])
                                    * noiseScale;
                    for (int i = 0; i < durations[symbol]; i++, frame++) {
                        latent[at + frame] =
                                noiseScale == 0 ? m : m + noise.at(channel, frame) * spread;
                    }
                }
            }
            return latent;
        }
    }

    /**
     * Bert-VITS2.
     *
     * @param mean shape [T, C], row-major
     * @param logDeviation shape [T, C], row-major
     * @param channels C
     */
    record ByToken(float[] mean, float[] logDeviation, int[] durations, int channels)
            implements Prior {
        /** Shape [F, C]. */
        @Override
        public float[] sample(Noise noise, float noiseScale) {
            float[] sampled = new float[Math.multiplyExact(channels, width(this))];
            float[] spread = new float[channels];
            int frame = 0;
            for (int token = 0; token < durations.length; token++) {
                for (int c = 0; c < channels; c++) {
                    spread[c] = (float) StrictMath.exp(logDeviation[token * channels + c]);
                }
                for (int i = 0; i < durations[token]; i++, frame++) {
                    for (int c = 0; c < channels; c++) {
                        float m = mean[token * channels + c];
                        sampled[frame * channels + c] =
                                noiseScale == 0
                                        ? m
                                        : m + noise.at(c, frame) * spread[c] * noiseScale;
                    }
                }
            }
            return sampled;
        }
    }
}
