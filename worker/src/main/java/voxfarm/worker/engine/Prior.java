package voxfarm.worker.engine;

/**
 * What a VITS encoder says of a text.
 *
 * @param mean shape [C, T], row-major
 * @param logDeviation shape [C, T], row-major
 * @param durations frames per symbol, shape [T]
 */
record Prior(float[] mean, float[] logDeviation, int[] durations) {
    int channels() {
        return durations.length == 0 ? 0 : mean.length / durations.length;
    }

    /**
     * How many frames the text lasts; a {@code long}, because a model gone astray can ask for
     * anything.
     */
    long frames() {
        long frames = 0;
        for (int duration : durations) {
            frames += duration;
        }
        return frames;
    }

    /**
     * Repeats each symbol for its frames and samples the prior: mean + noise * exp(log deviation) *
     * scale.
     *
     * @param frames {@link #frames()}, at least 1
     * @return shape [C, frames], row-major
     */
    float[] sample(GaussianNoise noise, float noiseScale, int frames) {
        int symbols = durations.length;
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
