package voxfarm.dispatcher.acceptance;

import java.util.function.Supplier;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;

/** Counts who is let in, and who is not. */
public final class AdmissionFigures {
    /** Names of doors. */
    public static final String HTTP = "http";

    public static final String TOPIC = "topic";

    private AdmissionFigures() {}

    /** Tells what became of a submission, and hands it on. */
    public static Acceptance.Admitted counted(
            Metrics metrics, String door, Supplier<Acceptance.Admitted> admission) {
        try {
            Acceptance.Admitted admitted = admission.get();
            if (admitted instanceof Acceptance.Admitted.New(var request)) {
                metrics.count(Metric.REQUESTS, door, request.lane().wireName());
            }
            return admitted;
        } catch (VoxfarmException e) {
            metrics.count(Metric.REQUESTS_REFUSED, door, e.code().wireName());
            throw e;
        }
    }
}
