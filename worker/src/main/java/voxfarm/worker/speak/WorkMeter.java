package voxfarm.worker.speak;

import java.util.OptionalDouble;
import java.util.concurrent.atomic.DoubleAdder;
import voxfarm.worker.residency.SpeedMeter;

/** How much this worker has done since its start, and how fast. Thread-safe. */
public final class WorkMeter {
    private final DoubleAdder engineSeconds = new DoubleAdder();
    private final DoubleAdder audioSeconds = new DoubleAdder();
    private final SpeedMeter speed = new SpeedMeter();

    /**
     * Counts a run of the engine.
     *
     * @param engine seconds that it took
     * @param audio seconds of sound that it made
     */
    public void add(double engine, double audio) {
        engineSeconds.add(engine);
        audioSeconds.add(audio);
        speed.add(engine, audio);
    }

    public double engineSeconds() {
        return engineSeconds.sum();
    }

    public double audioSeconds() {
        return audioSeconds.sum();
    }

    /** Of the last runs of whatever voice; empty until something was spoken. */
    public OptionalDouble speed() {
        return speed.speed();
    }
}
