package voxfarm.dispatcher.acceptance;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.telemetry.Tracer;

/**
 * When, and as which acceptance, requests are accepted.
 *
 * @param clock of this dispatcher
 * @param random names acceptances; thread-safe, and not to be guessed
 * @param tracer whose context is stored with what is accepted
 */
public record AcceptanceStamps(InstantSource clock, RandomGenerator random, Tracer tracer) {
    /** Of requests that nobody traces. */
    public AcceptanceStamps(InstantSource clock, RandomGenerator random) {
        this(clock, random, Tracer.NONE);
    }

    Map<String, String> trace() {
        return tracer.current().values();
    }

    Instant now() {
        return clock.instant();
    }

    AcceptedBy name() {
        return AcceptedBy.random(random);
    }
}
