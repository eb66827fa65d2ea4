package voxfarm.dispatcher.recovery;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How time passes for a recovery.
 *
 * @param clock for times that callers name
 * @param nanos a steady clock, for ages
 * @param timers makes what each of its threads waits by
 */
public record RecoveryTime(InstantSource clock, LongSupplier nanos, Supplier<TurnTimer> timers) {
    /** With threads that wait by the machine's clock. */
    public RecoveryTime(InstantSource clock, LongSupplier nanos) {
        this(clock, nanos, TurnTimer::ofMachine);
    }
}
