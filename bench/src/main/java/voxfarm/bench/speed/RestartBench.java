package voxfarm.bench.speed;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.TopicFollower;
import voxfarm.common.kafka.TopicHistory;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.PastEvents;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.FreePorts;

/** {@code voxfarm bench restart}: when a restarted dispatcher answers who waits. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = {
            "Keeps events on the embedded broker, at two sizes, and follows them as a dispatcher"
                + " does at its start: time until a waiting caller is woken, and until the history"
                + " is read that is remembered.",
            "The ratio is reading all of it first, over that, at the larger size."
        })
public final class RestartBench implements Callable<Integer> {
    private static final int GROWTH = 10;
    private static final int PARTITIONS = 6;

    /** As many as a dispatcher remembers without other word. */
    private static final int REMEMBERED = 20_000;

    /** Events of a request, at most. */
    private static final int EVENTS_EACH = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Events kept at the larger size. Default: ${DEFAULT-VALUE}.")
    int events = 100_000;

    @Mixin Report report = new Report();

    private final CompletableFuture<Void> fault = new CompletableFuture<>();

    @Override
    public Integer call() throws Exception {
        report.machine();
        double ratio;
        try (TemporaryFolder folder = TemporaryFolder.create("restart-");
                ComponentStack parts = new ComponentStack()) {
            int port = FreePorts.any();
            parts.start(new EmbeddedBroker(folder.path().resolve("kafka"), port));
            KafkaConfig kafka =
                    new KafkaConfig(
                            "127.0.0.1:" + port,
                            Topics.DEFAULT,
                            1,
                            PARTITIONS,
                            15_000,
                            500,
                            Map.of());
            TopicAdmin admin = parts.start(new TopicAdmin(kafka));
            admin.createFixedTopics();
            KafkaSinks sinks = parts.start(new KafkaSinks(kafka));
            keep(kafka, 0, events / GROWTH);
            var _ = measure(kafka, sinks, events / GROWTH);
            keep(kafka, events / GROWTH, events);
            ratio = measure(kafka, sinks, events);
        }
        report.ratio(ratio, "reading all that is kept first (time until woken, same run)");
        return ratio >= 1 ? 0 : 1;
    }

    private static EventHeader header(String id) {
        return new EventHeader(
                new RequestId(id),
                Optional.of(new VoiceId("joe")),
                Optional.of(Lane.BULK),
                Instant.EPOCH,
                1);
    }

    private static RequestEvent completed(String id) {
        return new RequestEvent.Completed(header(id), new ObjectKey("r"), new ObjectKey("a"), 1);
    }

    /** Every second request has ended; the others wait. */
    private static void keep(KafkaConfig kafka, int from, int to) {
        try (Progress progress = new Progress("events kept to " + to, Math.max(1, to - from));
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(
                                kafka.client(
                                        Map.of(
                                                "linger.ms", "20",
                                                "batch.size", "262144",
                                                "enable.idempotence", "false")),
                                new StringSerializer(),
                                new ByteArraySerializer())) {
            for (int i = from; i < to; i++) {
                String ended = "r" + i / 3 * 2;
                RequestEvent event =
                        switch (i % 3) {
                            case 0 -> new RequestEvent.Accepted(header(ended));
                            case 1 -> completed(ended);
                            default -> new RequestEvent.Accepted(header("r" + (i / 3 * 2 + 1)));
                        };
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        kafka.topics().events(),
                                        event.request().value(),
                                        RequestEventCodec.write(event)));
                progress.step();
            }
        }
    }

    /** How many times longer a caller would wait if all were read first. */
    private double measure(KafkaConfig kafka, KafkaSinks sinks, int kept) throws Exception {
        double first = Double.MAX_VALUE;
        double beside = Double.MAX_VALUE;
        double history = Double.MAX_VALUE;
        for (int round = 0; round < 2; round++) { // the first one warms up
            first = Math.min(first, allFirst(kafka, sinks, "first-" + kept + "-" + round));
            double[] seconds = beside(kafka, sinks, "beside-" + kept + "-" + round);
            beside = Math.min(beside, seconds[0]);
            history = Math.min(history, seconds[1]);
        }
        report.figure("woken_of_" + kept, beside, "s");
        report.figure("history_read_of_" + kept, history, "s");
        report.figure("woken_all_read_first_of_" + kept, first, "s");
        return first / beside;
    }

    private double allFirst(KafkaConfig kafka, KafkaSinks sinks, String id) throws Exception {
        EventProjector projector = new EventProjector(REMEMBERED);
        long begun = System.nanoTime();
        try (TopicFollower follower = follower(kafka, TopicFollower.From.BEGINNING, projector)) {
            follower.start();
            return secondsUntilWoken(projector, sinks, id, begun);
        }
    }

    /** Seconds until a caller is woken, and until what is remembered of the history is read. */
    private double[] beside(KafkaConfig kafka, KafkaSinks sinks, String id) throws Exception {
        EventProjector projector = new EventProjector(REMEMBERED);
        PastEvents past = new PastEvents();
        CompletableFuture<Void> read = new CompletableFuture<>();
        long begun = System.nanoTime();
        try (TopicFollower follower = follower(kafka, TopicFollower.From.END, projector);
                TopicHistory history =
                        new TopicHistory(
                                kafka,
                                kafka.topics().events(),
                                follower::ends,
                                EVENTS_EACH * REMEMBERED / PARTITIONS,
                                record -> past.accept(record.value()),
                                () -> {
                                    projector.remember(past);
                                    read.complete(null);
                                })) {
            follower.start();
            history.start();
            double woken = secondsUntilWoken(projector, sinks, id, begun);
            CompletableFuture.anyOf(read, fault).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return new double[] {woken, (System.nanoTime() - begun) / 1e9};
        }
    }

    private TopicFollower follower(
            KafkaConfig kafka, TopicFollower.From from, EventProjector projector) {
        return new TopicFollower(
                kafka,
                kafka.topics().events(),
                from,
                record -> projector.accept(record.value()),
                (_, cause) -> fault.completeExceptionally(cause));
    }

    private static double secondsUntilWoken(
            EventProjector projector, KafkaSinks sinks, String id, long begun) throws Exception {
        EventProjector.Waiter waiter = projector.awaitEnd(new RequestId(id));
        sinks.publish(completed(id));
        if (!waiter.await(PATIENCE)) {
            throw new IllegalStateException("nobody was woken within " + PATIENCE);
        }
        return (System.nanoTime() - begun) / 1e9;
    }
}
