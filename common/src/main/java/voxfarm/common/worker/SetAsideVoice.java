package voxfarm.common.worker;

import voxfarm.common.error.ErrorCode;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/**
 * A voice that a worker does not load for a while, as loading it failed again and again, or as it
 * has not the means.
 *
 * @param code {@code VOICE_BROKEN}, or {@code DEVICE_UNAVAILABLE} for want of a program
 * @param retrySeconds until the worker tries it again
 */
public record SetAsideVoice(
        VoiceId voice, VoiceVersion version, ErrorCode code, String reason, double retrySeconds) {}
