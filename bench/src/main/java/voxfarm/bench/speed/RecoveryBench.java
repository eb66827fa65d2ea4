package voxfarm.bench.speed;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.bench.voice.SilentVoice;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.event.ForwardingOutbox;
import voxfarm.common.event.Outbox;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.AcceptanceStamps;
import voxfarm.dispatcher.acceptance.Backlog;
import voxfarm.dispatcher.acceptance.Judge;
import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.dispatcher.recovery.EventHistory;
import voxfarm.dispatcher.recovery.KafkaJobRecords;
import voxfarm.dispatcher.recovery.Recovery;
import voxfarm.dispatcher.recovery.RecoveryPeriods;
import voxfarm.dispatcher.recovery.RecoveryTime;
import voxfarm.dispatcher.recovery.Remedies;
import voxfarm.dispatcher.recovery.TopicRecords;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.FreePorts;

/** {@code voxfarm bench recovery}: what a sweep costs, and when a lost request is queued again. */
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a bucket of ended and open requests on the embedded store's disk and the"
                    + " jobs of the open ones on the embedded broker, at two sizes, and sweeps.",
            "Then one request is accepted whose jobs never reach the broker, just behind a"
                    + " sweep, which is the worst moment.",
            "The ratio is the CPU of a sweep over the whole bucket over that of a sweep."
        })
public final class RecoveryBench implements Callable<Integer> {
    private static final String TEMPLATE = "template0";
    private static final String LOST = "lost";
    private static final int GROWTH = 10;
    private static final int RECORD_BATCH = 10_000;
    private static final VoiceManifest VOICE = SilentVoice.manifest("silent");

    @Option(
            names = "--ended",
            paramLabel = "N",
            description = "Ended requests at the larger size. Default: ${DEFAULT-VALUE}.")
    int ended = 100_000;

    @Option(
            names = "--open",
            paramLabel = "N",
            description = "Open and queued requests at the larger size. Default: ${DEFAULT-VALUE}.")
    int open = 10_000;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where to make the bucket. Default: a temporary folder.")
    @Nullable Path wanted;

    @Mixin Report report = new Report();

    private final List<SynthesisJob> template = new ArrayList<>();
    private byte[] document = new byte[0];
    private byte[] entry = new byte[0];

    @Override
    public Integer call() throws Exception {
        report.machine();
        try (BenchStore bucket = BenchStore.start(wanted, "recovery", true);
                ComponentStack parts = new ComponentStack()) {
            int port = FreePorts.any();
            parts.start(new EmbeddedBroker(bucket.folder().resolve("kafka"), port));
            KafkaConfig kafka =
                    new KafkaConfig(
                            "127.0.0.1:" + port, Topics.DEFAULT, 1, 1, 15_000, 500, Map.of());
            TopicAdmin admin = parts.start(new TopicAdmin(kafka));
            admin.createFixedTopics();
            admin.createJobTopics(List.of(VOICE.voice()));
            KafkaSinks sinks = parts.start(new KafkaSinks(kafka));
            Farm farm = new Farm(new ListingCounter(bucket.store()), kafka, admin, sinks);
            readTemplate(farm);
            fill(bucket, sinks, 0, 0, ended / GROWTH, open / GROWTH);
            double small = measure(farm, ended / GROWTH, open / GROWTH);
            fill(bucket, sinks, ended / GROWTH, open / GROWTH, ended, open);
            double large = measure(farm, ended, open);
            loss(farm);
            report.figure("ratio_of_" + ended / GROWTH, small, "of the same, at the smaller size");
            report.ratio(large, "a sweep over the whole bucket (CPU, same run)");
        }
        return 0;
    }

    /** What an acceptance writes, to write it under other names. */
    private void readTemplate(Farm farm) {
        RequestId id = new RequestId(TEMPLATE);
        farm.accept(TEMPLATE, jobs -> jobs.forEachRemaining(template::add));
        document = farm.store.read(BucketLayout.request(id), 1 << 20).orElseThrow();
        entry = farm.store.read(BucketLayout.open(id), 1 << 20).orElseThrow();
        farm.store.delete(BucketLayout.open(id));
        farm.store.delete(BucketLayout.request(id));
    }

    private static ObjectKey request(String id) {
        return BucketLayout.request(new RequestId(id));
    }

    /** A dispatcher without its doors. */
    private static final class Farm {
        private final ListingCounter store;
        private final VoiceCatalog catalog;
        private final Endings endings;
        private final InstantSource clock = InstantSource.system();
        private final AtomicReference<String> requeued = new AtomicReference<>("");

        /** What was passed over of the pauses between sweeps. */
        private final AtomicLong skippedNanos = new AtomicLong();

        private final Recovery recovery;
        private final KafkaSinks sinks;

        Farm(ListingCounter store, KafkaConfig kafka, TopicAdmin admin, KafkaSinks sinks) {
            this.store = store;
            this.sinks = sinks;
            store.create(
                    BucketLayout.voiceManifest(VOICE.voice(), VOICE.version()),
                    VoiceManifestCodec.write(VOICE),
                    "application/json");
            this.catalog = new VoiceCatalog(store);
            catalog.refresh();
            this.endings = new Endings(store, sinks, clock);
            this.recovery =
                    new Recovery(
                            RecoveryPeriods.DEFAULTS,
                            store,
                            catalog,
                            new TopicRecords(
                                    new KafkaJobRecords(
                                            kafka,
                                            admin,
                                            new Backlog(kafka.topics(), System::nanoTime)),
                                    NO_HISTORY),
                            new Remedies(
                                    new ForwardingOutbox(sinks) {
                                        @Override
                                        public void publish(
                                                RequestEvent.Accepted event,
                                                Iterator<SynthesisJob> jobs) {
                                            super.publish(event, jobs);
                                            requeued.set(event.request().value());
                                        }
                                    },
                                    endings,
                                    book -> {
                                        throw new IllegalStateException("a book: " + book.id());
                                    }),
                            (what, failure) -> {
                                throw new IllegalStateException(what, failure);
                            },
                            new RecoveryTime(clock, this::nanos));
        }

        private static final EventHistory NO_HISTORY =
                new EventHistory() {
                    @Override
                    public void ends(Consumer<RequestId> told) {}

                    @Override
                    public Optional<Duration> retention() {
                        return Optional.empty();
                    }
                };

        long nanos() {
            return System.nanoTime() + skippedNanos.get();
        }

        /** Sees to what is due, and lets the pause until more is due pass at once. */
        void turn() {
            skippedNanos.addAndGet(recovery.sweepTurn().toNanos());
        }

        private Acceptance acceptance(Outbox outbox) {
            return new Acceptance(
                    store,
                    Judge.lenient(store, catalog, LaneConfig.DEFAULTS, System::nanoTime),
                    outbox,
                    endings,
                    _ -> {},
                    SideBySide.AT_ONCE,
                    new AcceptanceStamps(clock, new SecureRandom()),
                    new PlanningTurns());
        }

        /** Jobs go to the caller and not to the broker. */
        void accept(String id, Consumer<Iterator<SynthesisJob>> queue) {
            Outbox outbox =
                    new ForwardingOutbox(sinks) {
                        @Override
                        public void publish(
                                RequestEvent.Accepted event, Iterator<SynthesisJob> jobs) {
                            queue.accept(jobs);
                        }
                    };
            byte[] body =
                    "{\"model_id\":\"silent\",\"text\":\"One sentence.\",\"lane\":\"bulk\"}"
                            .getBytes(StandardCharsets.UTF_8);
            acceptance(outbox).admit(new RequestId(id), RequestCodec.read(body));
        }
    }

    /** Ids from one number to another; the ended ones first in the order of keys. */
    private void fill(
            BenchStore bucket,
            KafkaSinks sinks,
            int fromEnded,
            int fromOpen,
            int toEnded,
            int toOpen)
            throws IOException {
        byte[] result = "{}".getBytes(StandardCharsets.UTF_8);
        try (Progress progress =
                new Progress("ended requests to " + toEnded, toEnded - fromEnded)) {
            for (int i = fromEnded; i < toEnded; i++) {
                String id = String.format("ended%07d", i);
                bucket.put(request(id), named(document, id));
                bucket.put(BucketLayout.result(new RequestId(id)), result);
                progress.step();
            }
        }
        try (Progress progress = new Progress("open requests to " + toOpen, toOpen - fromOpen)) {
            for (int i = fromOpen; i < toOpen; i++) {
                bucket.put(request(openId(i)), named(document, openId(i)));
                bucket.put(BucketLayout.open(new RequestId(openId(i))), entry);
                progress.step();
            }
        }
        byte[] job = JobCodec.write(template.getFirst());
        for (int from = fromOpen; from < toOpen; from += RECORD_BATCH) {
            Iterator<SynthesisJob> jobs =
                    IntStream.range(from, Math.min(toOpen, from + RECORD_BATCH))
                            .mapToObj(i -> JobCodec.read(named(job, openId(i))))
                            .iterator();
            sinks.publishAll(jobs);
        }
    }

    private static String openId(int i) {
        return String.format("open%07d", i);
    }

    /** A document of the template as another request's. */
    private static byte[] named(byte[] document, String id) {
        return new String(document, StandardCharsets.UTF_8)
                .replace(TEMPLATE, id)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** CPU of a sweep over the whole bucket over that of a sweep. */
    private double measure(Farm farm, int ofEnded, int ofOpen) {
        String size = "_of_" + ofEnded + "_and_" + ofOpen;
        var _ = sweep(farm); // the compiler's work is not counted
        farm.store.listings = 0;
        Cost sweep = sweep(farm);
        report.figure("sweep_cpu" + size, sweep.cpuSeconds(), "s");
        report.figure("sweep_wall" + size, sweep.wallSeconds(), "s");
        report.figure("listings" + size, farm.store.listings, "a sweep");
        Cost whole = wholeBucket(farm.store, 2L * ofEnded + ofOpen);
        report.figure("whole_bucket_cpu" + size, whole.cpuSeconds(), "s");
        report.figure("whole_bucket_wall" + size, whole.wallSeconds(), "s");
        return whole.cpuSeconds() / sweep.cpuSeconds();
    }

    private record Cost(double cpuSeconds, double wallSeconds) {
        static Cost of(Runnable work) {
            double cpu = Cost.now();
            long begun = System.nanoTime();
            work.run();
            return new Cost(Cost.now() - cpu, (System.nanoTime() - begun) / 1e9);
        }

        /** Of the process: the servers' threads do most of the work. */
        private static double now() {
            return ((com.sun.management.OperatingSystemMXBean)
                                    ManagementFactory.getOperatingSystemMXBean())
                            .getProcessCpuTime()
                    / 1e9;
        }
    }

    /** Of the next sweep alone. */
    private static Cost sweep(Farm farm) {
        while (true) {
            long sweeps = farm.store.sweeps;
            Cost cost = Cost.of(farm::turn);
            if (farm.store.sweeps != sweeps) {
                return cost;
            }
        }
    }

    private void loss(Farm farm) {
        var _ = sweep(farm);
        farm.accept(LOST, _ -> {});
        long lost = farm.nanos();
        while (!farm.requeued.get().equals(LOST)) {
            farm.turn();
        }
        report.figure(
                "lost_until_queued_again",
                (farm.nanos() - lost) / 1e9,
                "s, pauses counted in full");
    }

    /** As sweeps did without an index: all names, and the document of each open request. */
    private static Cost wholeBucket(ObjectStore store, long objects) {
        try (Progress progress = new Progress("a sweep over the whole bucket", objects)) {
            return Cost.of(() -> {
                new ObjectListing(store, BucketLayout.RESULTS)
                        .forEachRemaining(_ -> progress.step());
                new ObjectListing(store, BucketLayout.REQUESTS)
                        .forEachRemaining(found -> {
                            progress.step();
                            if (found.key().value().startsWith(BucketLayout.REQUESTS + "open")) {
                                var _ = store.read(found.key(), 1 << 20);
                            }
                        });
            });
        }
    }
}
