package voxfarm.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.Carried;
import voxfarm.common.json.HostileDocuments;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.telemetry.InMemoryMetrics;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.RecordingTracer;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.dispatcher.Acceptances;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.OutputCheck;
import voxfarm.dispatcher.ending.Endings;

/** The loop over a stand-in of the client; acceptance has defects that a format asks for. */
class RequestIntakeTest {
    private static final String TOPIC = "requests";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final InMemoryMetrics metrics = new InMemoryMetrics();
    private final RecordingTracer tracer = new RecordingTracer();
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final AtomicInteger refusals = new AtomicInteger();
    private final InMemoryObjectStore store =
            new InMemoryObjectStore() {
                @Override
                public synchronized Optional<InputStream> open(ObjectKey key, long offset) {
                    if (key.value().startsWith("inbox/forbidden")) {
                        refusals.incrementAndGet();
                        throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "status 403");
                    }
                    return super.open(key, offset);
                }
            };
    private final RecordingSinks sinks = new RecordingSinks();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final RequestIntake intake =
            new RequestIntake(
                    TOPIC,
                    consumer,
                    door(),
                    () -> "id" + asked.incrementAndGet(),
                    (_, cause) -> fault.complete(cause),
                    3);
    private long offset;

    private TopicDoor door() {
        OutputCheck defects =
                (output, _) -> {
                    switch (output.format()) {
                        case FLAC -> throw new StackOverflowError("of a text");
                        case MP3 -> throw new ArithmeticException("/ by zero");
                        default -> {}
                    }
                };
        return new TopicDoor(
                Acceptances.of(
                        store,
                        Voices.catalog(store),
                        defects,
                        sinks,
                        new Endings(store, sinks, CLOCK),
                        _ -> {},
                        CLOCK),
                Acceptances.desk(
                        store,
                        Voices.catalog(store),
                        sinks,
                        new Endings(store, sinks, CLOCK),
                        CLOCK),
                new Endings(store, sinks, CLOCK),
                store,
                sinks,
                CLOCK,
                new Telemetry(metrics, tracer));
    }

    private void start() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        intake.start();
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION)));
    }

    private void arrive(@Nullable String value) {
        arrive(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private void arrive(byte @Nullable [] bytes) {
        long at = offset++;
        consumer.schedulePollTask(
                () -> consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, at, null, bytes)));
    }

    private static String request(String id, String format) {
        return "{\"request_id\":\""
                + id
                + "\",\"model_id\":\"joe\",\"text\":\"Hello.\",\"output\":{\"format\":\""
                + format
                + "\"}}";
    }

    private void awaitCommitted(long next) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (committed() < next) {
            assertThat(fault).as("the process goes on").isNotDone();
            assertThat(System.nanoTime()).as("committed up to " + next).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private long committed() {
        var found = consumer.committed(java.util.Set.of(PARTITION)).get(PARTITION);
        return found == null ? 0 : found.offset();
    }

    @AfterEach
    void stop() {
        intake.close();
        assertThat(fault).isNotDone();
    }

    @Test
    void goesOnWithTheTraceOfTheRecord() throws Exception {
        start();
        ConsumerRecord<String, byte[]> traced =
                new ConsumerRecord<>(
                        TOPIC,
                        0,
                        offset++,
                        null,
                        request("traced", "wav").getBytes(StandardCharsets.UTF_8));
        traced.headers().add("traceparent", "caller".getBytes(StandardCharsets.US_ASCII));
        consumer.schedulePollTask(() -> consumer.addRecord(traced));
        arrive("no document");
        awaitCommitted(2);

        assertThat(tracer.begun())
                .extracting(RecordingTracer.Begun::parent)
                .containsExactly(new Carried(Map.of("traceparent", "caller")), Carried.NONE);
        assertThat(metrics.sum(Metric.REQUESTS, "topic", "interactive")).isEqualTo(1);
    }

    @Test
    void noRecordStopsIt() throws Exception {
        start();
        arrive((byte[]) null);
        arrive("[".repeat(10_000));
        arrive("{\"request_id\":\"number\",\"schema\":1e999999999}");
        arrive(request("deep", "flac"));
        arrive(request("zero", "mp3"));
        arrive(request("good", "wav"));
        awaitCommitted(6);

        assertThat(sinks.jobs).extracting(job -> job.id().request().value()).contains("good");
        assertThat(sinks.events)
                .filteredOn(RequestEvent.Refused.class::isInstance)
                .extracting(event -> event.request().value())
                .containsExactly("t-id1-0-0", "t-id1-0-1", "number", "deep", "zero");
    }

    @Test
    void everyHostileRecordIsRefusedAndTheNextOneTaken() throws Exception {
        start();
        HostileDocuments.all().forEach(this::arrive);
        arrive(
                "{\"request_id\":\"time\",\"model_id\":\"joe\",\"text\":\"Hi.\","
                        + "\"deadline\":\"+999999999-12-31T23:59:59.999999999-18:00\"}");
        arrive(request("good", "wav"));
        awaitCommitted(HostileDocuments.all().size() + 2);

        assertThat(sinks.jobs)
                .singleElement()
                .satisfies(job -> assertThat(job.id().request().value()).isEqualTo("good"));
        assertThat(sinks.events)
                .filteredOn(RequestEvent.Refused.class::isInstance)
                .hasSize(HostileDocuments.all().size() + 1);
    }

    @Test
    void waitsForTheStoreAndPassesNothingOver() throws Exception {
        store.setDown(true);
        start();
        arrive(request("mine", "wav"));
        consumer.schedulePollTask(reached::countDown);
        store.setDown(false);
        awaitCommitted(1);

        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(sinks.jobs)
                .singleElement()
                .satisfies(job -> assertThat(job.id().request()).isEqualTo(new RequestId("mine")));
    }

    /** A text that its caller named and the store does not give; else it answers. */
    @Test
    void noTextThatCannotBeReadStopsThePartition() throws Exception {
        start();
        String uri = store.uri(new ObjectKey("inbox/forbidden/text"));
        arrive("{\"request_id\":\"bad\",\"model_id\":\"joe\",\"text_uri\":\"" + uri + "\"}");
        arrive(request("good", "wav"));
        awaitCommitted(2);

        assertThat(refusals).as("it may have passed").hasValue(3);
        assertThat(sinks.jobs).extracting(job -> job.id().request().value()).contains("good");
        assertThat(sinks.events)
                .filteredOn(RequestEvent.Refused.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    RequestEvent.Refused refused = (RequestEvent.Refused) event;
                    assertThat(refused.request()).isEqualTo(new RequestId("bad"));
                    assertThat(refused.error().code()).isEqualTo("text_unreadable");
                    assertThat(refused.error().message()).contains("status 403");
                });
    }

    @Test
    void pausesAtWhatPassesAndGoesOn() throws Exception {
        start();
        consumer.schedulePollTask(() ->
                consumer.setPollException(
                        new KafkaException(
                                "Unexpected error",
                                new CoordinatorNotAvailableException("moving"))));
        arrive(request("mine", "wav"));
        awaitCommitted(1);

        assertThat(sinks.jobs).hasSize(1);
    }

    @Test
    void asksForTheTopicsIdAgainWhenItsPartitionsCome() throws Exception {
        start();
        arrive("{\"model_id\":\"joe\",\"text\":\"Hello.\"}");
        awaitCommitted(1);
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of());
            consumer.rebalance(List.of(PARTITION));
        });
        arrive("{\"model_id\":\"joe\",\"text\":\"Hello.\"}");
        awaitCommitted(2);

        assertThat(sinks.jobs)
                .extracting(job -> job.id().request().value())
                .containsExactly("t-id1-0-0", "t-id2-0-1");
    }
}
