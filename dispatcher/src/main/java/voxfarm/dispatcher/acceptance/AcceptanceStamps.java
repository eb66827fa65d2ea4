package voxfarm.dispatcher.acceptance;

import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import voxfarm.common.plan.AcceptedBy;

/**
 * When, and as which acceptance, requests are accepted.
 *
 * @param clock of this dispatcher
 * @param random names acceptances; thread-safe, and not to be guessed
 */
public record AcceptanceStamps(InstantSource clock, RandomGenerator random) {
    Instant now() {
        return clock.instant();
    }

    AcceptedBy name() {
        return AcceptedBy.random(random);
    }
}
