package voxfarm.common.worker;

import voxfarm.common.voice.VoiceId;

/**
 * A voice that a worker does not load for a while, as loading it failed again and again.
 *
 * @param retrySeconds until the worker tries it again
 */
public record SetAsideVoice(VoiceId voice, String version, String reason, double retrySeconds) {}
