package voxfarm.worker.engine;

import voxfarm.common.voice.Scales;

/**
 * One text on its way through a network.
 *
 * @param inputs what the encoder takes
 * @param clip names everything that decides the samples; its noise is drawn by this name
 */
record VitsRun<I>(I inputs, Scales scales, String clip) {
    GaussianNoise durationNoise() {
        return GaussianNoise.of(clip, "durations");
    }

    GaussianNoise priorNoise() {
        return GaussianNoise.of(clip, "prior");
    }
}
