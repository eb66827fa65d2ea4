package voxfarm.common.worker;

import java.util.OptionalDouble;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/**
 * A voice that is loaded in a worker's engine at this moment.
 *
 * @param bytes of memory that it is reckoned to take
 * @param speed seconds of sound for each second that a run of the engine took, over the voice's
 *     last runs since it was loaded (32 at most): from the call into the engine to its answer, the
 *     way to the engine's process included, waiting for a turn not; other runs may go on beside it.
 *     Empty until it has spoken
 */
public record ResidentVoice(
        VoiceId voice, VoiceVersion version, long bytes, OptionalDouble speed) {}
