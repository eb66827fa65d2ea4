package voxfarm.dispatcher.acceptance;

import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.VoxfarmException;

/** Who knows what the farm's workers can write. Thread-safe. */
@FunctionalInterface
public interface OutputCheck {
    /**
     * @param voiceRateHz of the sound that the voice makes
     * @throws VoxfarmException {@code UNSUPPORTED} if no worker can write that
     */
    void check(OutputSettings output, int voiceRateHz);
}
