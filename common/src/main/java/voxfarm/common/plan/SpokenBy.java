package voxfarm.common.plan;

import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/**
 * Who speaks: a voice, and one of its speakers.
 *
 * @param version of its package, the one that was current when the request was accepted
 */
public record SpokenBy(VoiceId voice, VoiceVersion version, Speaker speaker) {}
