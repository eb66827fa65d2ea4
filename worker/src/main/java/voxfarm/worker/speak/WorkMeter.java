package voxfarm.worker.speak;

import java.util.concurrent.atomic.DoubleAdder;

/** How much this worker has done since its start. Thread-safe. */
public final class WorkMeter {
    private final DoubleAdder engineSeconds = new DoubleAdder();
    private final DoubleAdder audioSeconds = new DoubleAdder();

    public void add(double engine, double audio) {
        engineSeconds.add(engine);
        audioSeconds.add(audio);
    }

    public double engineSeconds() {
        return engineSeconds.sum();
    }

    public double audioSeconds() {
        return audioSeconds.sum();
    }
}
