package voxfarm.worker.speak;

import java.util.OptionalDouble;
import java.util.concurrent.atomic.DoubleAdder;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;
import voxfarm.worker.engine.StageTimes;
import voxfarm.worker.residency.SpeedMeter;

/** How much this worker has done since its start, and how fast. Thread-safe. */
public final class WorkMeter {
    private final DoubleAdder engineSeconds = new DoubleAdder();
    private final DoubleAdder audioSeconds = new DoubleAdder();
    private final SpeedMeter speed = new SpeedMeter();
    private final Metrics metrics;

    public WorkMeter() {
        this(Metrics.NONE);
    }

    /**
     * @param metrics told of every run, too
     */
    public WorkMeter(Metrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Counts a run of the engine.
     *
     * @param voice that spoke
     * @param nanos that it took
     * @param audio seconds of sound that it made
     */
    public void add(String voice, long nanos, double audio) {
        double engine = nanos / 1e9;
        engineSeconds.add(engine);
        audioSeconds.add(audio);
        speed.add(engine, audio);
        metrics.add(Metric.ENGINE_TIME, engine, voice);
        metrics.add(Metric.AUDIO_TIME, audio, voice);
        metrics.observe(Metric.RUN_SECONDS, engine);
        if (audio > 0) { // what is silent has no pace
            metrics.observe(Metric.REAL_TIME_FACTOR, engine / audio);
        }
    }

    /**
     * Says what a run was made of.
     *
     * @param fill of the voice's batch, 1 where it takes one segment at a time
     */
    void ran(StageTimes stages, double fill) {
        metrics.observe(Metric.BATCH_FILL, fill);
        tell(Metric.BERT_SECONDS, stages.nanos(StageTimes.Stage.BERT));
        tell(Metric.ENCODE_SECONDS, stages.nanos(StageTimes.Stage.ENCODE));
        tell(Metric.DECODE_SECONDS, stages.nanos(StageTimes.Stage.DECODE));
    }

    /** A stage that a voice does not have takes no time. */
    private void tell(Metric stage, long nanos) {
        if (nanos > 0) {
            metrics.time(stage, nanos);
        }
    }

    /**
     * Says that clips were joined to a file.
     *
     * @param format wire name of it
     */
    public void joined(String format, long nanos) {
        metrics.time(Metric.FILE_SECONDS, nanos, format);
    }

    /** Counts a segment of which a take was suspect. */
    void suspect(SoundGate.Defect defect, boolean mended) {
        metrics.add(Metric.SUSPECT_SEGMENTS, 1, defect.wireName(), mended ? "mended" : "kept");
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
