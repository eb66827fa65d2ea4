package voxfarm.dispatcher;

import java.util.function.BooleanSupplier;
import voxfarm.dispatcher.fleet.ExpectedVoices;

/**
 * What others do that requests wait for here.
 *
 * @param expected voices that somebody is importing
 * @param ready whether what else in this process a request needs has started
 */
public record Neighbours(ExpectedVoices expected, BooleanSupplier ready) {
    /** Of a dispatcher whose workers are processes of their own. */
    public static Neighbours elsewhere() {
        return new Neighbours(ExpectedVoices.ofWorkers(System::nanoTime), () -> true);
    }
}
