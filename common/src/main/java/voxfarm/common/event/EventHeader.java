package voxfarm.common.event;

import java.time.Instant;
import java.util.Optional;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;

/**
 * What every event says.
 *
 * @param voice empty only where the submission was refused before its voice could be read
 * @param lane empty likewise
 * @param attempt number of the delivery that caused it, from 1; 0 where no worker was involved
 */
public record EventHeader(
        RequestId request, Optional<VoiceId> voice, Optional<Lane> lane, Instant at, int attempt) {}
