package voxfarm.dispatcher.acceptance;

import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceManifest;

/** Who knows what the farm's workers can speak with. Thread-safe. */
@FunctionalInterface
public interface VoiceCheck {
    /**
     * @throws VoxfarmException {@code UNSUPPORTED} if no worker can
     */
    void check(VoiceManifest voice);
}
