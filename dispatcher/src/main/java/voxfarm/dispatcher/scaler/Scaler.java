package voxfarm.dispatcher.scaler;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.PartCutter;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.acceptance.Backlog;
import voxfarm.http.Address;
import voxfarm.http.grpc.GrpcMethod;
import voxfarm.http.grpc.GrpcServer;

/**
 * KEDA's external scaler: how many seconds of sound wait, and whether any job is there. The broker
 * counts a job until it is acknowledged, so one that a worker has in hand counts, and workers are
 * not taken away while they work. Where the broker has not been heard for a while the answer is an
 * error and never a number: KEDA leaves the workers as they are then. All dispatchers say about the
 * same.
 */
public final class Scaler implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Scaler.class);
    private static final String SERVICE = "/externalscaler.ExternalScaler/";
    static final String METRIC = "voxfarm-waiting-seconds";

    /** The queue is measured every two seconds. */
    private static final Duration OLDEST = Duration.ofSeconds(30);

    private final Backlog backlog;
    private final Supplier<Map<VoiceId, Double>> books;
    private final GrpcServer server;

    /**
     * @param books seconds of sound of chapters that are not queued yet, by the voice of their
     *     book: what a book may queue goes by how many workers there are, and so says nothing of
     *     how many are wanted
     */
    public Scaler(ScalerConfig config, Backlog backlog, Supplier<Map<VoiceId, Double>> books) {
        this.backlog = backlog;
        this.books = books;
        this.server =
                new GrpcServer(
                        new Address(config.host(), config.port(), "scaler.port"),
                        Map.of(
                                SERVICE + "IsActive",
                                new GrpcMethod.Answered(ref -> activity(ref).get()),
                                SERVICE + "StreamIsActive",
                                new GrpcMethod.Followed(this::activity),
                                SERVICE + "GetMetricSpec",
                                new GrpcMethod.Answered(Scaler::spec),
                                SERVICE + "GetMetrics",
                                new GrpcMethod.Answered(this::metrics)));
    }

    @Override
    public String name() {
        return "scaler";
    }

    @Override
    public void start() {
        server.start();
        LOG.info("KEDA may ask at port {}", port());
    }

    /** The port in use. */
    public int port() {
        return server.port();
    }

    Supplier<byte[]> activity(byte[] ref) {
        ScalerTrigger trigger = ScalerTrigger.of(ScalerMessages.readRef(ref));
        return () -> ScalerMessages.active(lags(trigger).stream().anyMatch(lag -> lag.jobs() > 0));
    }

    static byte[] spec(byte[] ref) {
        ScalerTrigger trigger = ScalerTrigger.of(ScalerMessages.readRef(ref));
        return ScalerMessages.metric(METRIC, trigger.targetSeconds());
    }

    byte[] metrics(byte[] message) {
        ScalerMessages.MetricsRequest request = ScalerMessages.readMetricsRequest(message);
        if (!request.metric().isEmpty() && !request.metric().equals(METRIC)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "metricName: expected %s, was %s",
                    METRIC,
                    Problems.quote(request.metric()));
        }
        ScalerTrigger trigger = ScalerTrigger.of(request.metadata());
        double queued = lags(trigger).stream().mapToDouble(Scaler::seconds).sum();
        double toCome =
                books.get().entrySet().stream()
                        .filter(book -> trigger.counts(Lane.BULK, book.getKey()))
                        .mapToDouble(Map.Entry::getValue)
                        .sum();
        return ScalerMessages.metric(METRIC, queued + toCome);
    }

    /** Jobs of which no sweep has read how long they are count as whole parts. */
    private static double seconds(Backlog.Lag lag) {
        return lag.audioSeconds().orElse(lag.jobs() * PartCutter.PART_SECONDS);
    }

    private List<Backlog.Lag> lags(ScalerTrigger trigger) {
        Optional<Duration> age = backlog.age();
        if (age.isEmpty() || age.get().compareTo(OLDEST) > 0) {
            throw new VoxfarmException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "how much waits is not known: the broker did not say so in the last 30 s");
        }
        return backlog.lags().stream().filter(trigger::counts).toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
