package voxfarm.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.embedded.EmbeddedBroker;
import voxfarm.app.embedded.EmbeddedStore;
import voxfarm.app.embedded.S3Credentials;
import voxfarm.common.files.Folders;
import voxfarm.common.job.AcceptedSink;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.kafka.JobTopicReader;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.kafka.Topics;
import voxfarm.common.lifecycle.ComponentStack;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Scales;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceCatalog;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.acceptance.VoiceDefaults;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.recovery.EventHistory;
import voxfarm.dispatcher.recovery.JobRecords;
import voxfarm.dispatcher.recovery.Recovery;
import voxfarm.dispatcher.recovery.RecoveryConfig;

/** {@code voxfarm bench recovery}: what a sweep costs, and when a lost request is queued again. */
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a bucket of ended and open requests on the embedded store's disk and the jobs of"
                    + " the",
            "open ones on the embedded broker, at two sizes, and sweeps. Then one request is"
                    + " accepted",
            "whose jobs never reach the broker, just behind a sweep, which is the worst moment.",
            "The ratio is the CPU of a sweep over the whole bucket over that of a sweep."
        })
final class RecoveryBench implements Callable<Integer> {
    private static final String BUCKET = "voxfarm";
    private static final String TEMPLATE = "template0";
    private static final String LOST = "lost";
    private static final int GROWTH = 10;
    private static final int RECORD_BATCH = 10_000;
    private static final VoiceManifest VOICE =
            new VoiceManifest(
                    new VoiceId("silent"),
                    "0123456789abcdef",
                    VoiceKind.PIPER,
                    1000,
                    256,
                    List.of(new Speaker(0, "default")),
                    List.of("EN"),
                    Scales.ORIGINAL_DEFAULTS,
                    600,
                    "builtin",
                    "en-us",
                    List.of(),
                    Map.of(),
                    "benchmark",
                    Instant.EPOCH);

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

    @Override
    public Integer call() throws Exception {
        report.machine();
        Path folder =
                Files.createTempDirectory(
                        wanted == null ? Path.of(System.getProperty("java.io.tmpdir")) : wanted,
                        "voxfarm-recovery-");
        Files.createDirectories(folder.resolve("s3").resolve(BUCKET));
        try (ComponentStack parts = new ComponentStack()) {
            EmbeddedStore server =
                    parts.start(
                            new EmbeddedStore(
                                    folder.resolve("s3"),
                                    freePort(),
                                    BUCKET,
                                    new S3Credentials("key", "secret")));
            int port = freePort();
            parts.start(new EmbeddedBroker(folder.resolve("kafka"), port));
            KafkaConfig kafka =
                    new KafkaConfig(
                            "127.0.0.1:" + port, Topics.DEFAULT, 1, 1, 15_000, 500, Map.of());
            TopicAdmin admin = parts.start(new TopicAdmin(kafka));
            admin.createFixedTopics();
            admin.createJobTopics(List.of(VOICE.voice()));
            KafkaSinks sinks = parts.start(new KafkaSinks(kafka));
            try (S3ObjectStore s3 = S3ObjectStore.connect(server.storeConfig())) {
                ListingCounter store = new ListingCounter(s3);
                Farm farm = new Farm(store, kafka, admin, sinks);
                farm.accept(TEMPLATE, (_, jobs) -> jobs.forEachRemaining(template::add));
                document = store.read(request(TEMPLATE), 1 << 20).orElseThrow();
                farm.store.delete(BucketLayout.open(new RequestId(TEMPLATE)));
                farm.store.delete(request(TEMPLATE));
                Path bucket = folder.resolve("s3").resolve(BUCKET);
                fill(bucket, sinks, 0, 0, ended / GROWTH, open / GROWTH);
                measure(farm, ended / GROWTH, open / GROWTH);
                fill(bucket, sinks, ended / GROWTH, open / GROWTH, ended, open);
                double sweep = measure(farm, ended, open);
                loss(farm);
                double whole = wholeBucket(farm.store);
                report.figure("whole_bucket_cpu_s", whole, "s");
                report.ratio(whole / sweep, "a sweep over the whole bucket (CPU, same run)");
            }
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
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
        private final Recovery recovery;

        Farm(ListingCounter store, KafkaConfig kafka, TopicAdmin admin, KafkaSinks sinks) {
            this.store = store;
            store.create(
                    BucketLayout.voiceManifest(VOICE.voice(), VOICE.version()),
                    VoiceManifestCodec.write(VOICE),
                    "application/json");
            this.catalog = new VoiceCatalog(store);
            catalog.refresh();
            this.endings = new Endings(store, sinks, sinks, sinks, clock);
            JobTopicReader reader = new JobTopicReader(kafka, admin);
            this.recovery =
                    new Recovery(
                            RecoveryConfig.DEFAULTS,
                            store,
                            acceptance(sinks),
                            catalog,
                            new JobRecords() {
                                @Override
                                public void visit(Visitor visitor) {
                                    reader.visit(visitor::queued);
                                }

                                @Override
                                public void prepare(VoiceId voice) {
                                    admin.createJobTopics(List.of(voice));
                                }
                            },
                            (event, jobs) -> {
                                sinks.publish(event, jobs);
                                requeued.set(event.request().value());
                            },
                            endings,
                            new EventHistory() {
                                @Override
                                public void ends(Consumer<RequestId> told) {}

                                @Override
                                public Optional<Duration> retention() {
                                    return Optional.empty();
                                }
                            },
                            (what, failure) -> {
                                throw new IllegalStateException(what, failure);
                            },
                            clock,
                            System::nanoTime);
        }

        private Acceptance acceptance(AcceptedSink sink) {
            return new Acceptance(
                    store,
                    catalog,
                    VoiceDefaults.NONE,
                    (_, _) -> {},
                    LaneConfig.DEFAULTS,
                    sink,
                    endings,
                    _ -> {},
                    clock,
                    new SecureRandom());
        }

        void accept(String id, AcceptedSink sink) {
            byte[] body =
                    "{\"model_id\":\"silent\",\"text\":\"One sentence.\",\"lane\":\"bulk\"}"
                            .getBytes(StandardCharsets.UTF_8);
            acceptance(sink).admit(new RequestId(id), RequestCodec.read(body));
        }
    }

    /** Ids from one number to another; the ended ones first in the order of keys. */
    private void fill(
            Path bucket, KafkaSinks sinks, int fromEnded, int fromOpen, int toEnded, int toOpen)
            throws IOException {
        Files.createDirectories(bucket.resolve(BucketLayout.OPEN));
        for (int i = fromEnded; i < toEnded; i++) {
            String id = String.format("ended%07d", i);
            write(bucket.resolve(request(id).value()), named(id));
            write(
                    bucket.resolve(BucketLayout.result(new RequestId(id)).value()),
                    "{}".getBytes(StandardCharsets.UTF_8));
        }
        for (int i = fromOpen; i < toOpen; i++) {
            String id = openId(i);
            write(bucket.resolve(request(id).value()), named(id));
            Files.createFile(bucket.resolve(BucketLayout.open(new RequestId(id)).value()));
        }
        String job = new String(JobCodec.write(template.getFirst()), StandardCharsets.UTF_8);
        for (int from = fromOpen; from < toOpen; from += RECORD_BATCH) {
            Iterator<SynthesisJob> jobs =
                    IntStream.range(from, Math.min(toOpen, from + RECORD_BATCH))
                            .mapToObj(i -> job.replace(TEMPLATE, openId(i)))
                            .map(text -> JobCodec.read(text.getBytes(StandardCharsets.UTF_8)))
                            .iterator();
            sinks.publishAll(jobs);
        }
    }

    private static String openId(int i) {
        return String.format("open%07d", i);
    }

    private byte[] named(String id) {
        return new String(document, StandardCharsets.UTF_8)
                .replace(TEMPLATE, id)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Path file, byte[] body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, body);
    }

    /** CPU seconds of one sweep. */
    private double measure(Farm farm, int ofEnded, int ofOpen) throws InterruptedException {
        String size = "_of_" + ofEnded + "_and_" + ofOpen;
        sweep(farm); // the compiler's work is not counted
        farm.store.listings = 0;
        double begun = cpuSeconds();
        long began = System.nanoTime();
        sweep(farm);
        double cpu = cpuSeconds() - begun;
        report.figure("sweep_cpu" + size, cpu, "s");
        report.figure("sweep_wall" + size, (System.nanoTime() - began) / 1e9, "s");
        report.figure("listings" + size, farm.store.listings, "a sweep");
        return cpu;
    }

    /** Waits for the next sweep, and takes it. */
    private static Duration sweep(Farm farm) throws InterruptedException {
        long sweeps = farm.store.sweeps;
        Duration pause = farm.recovery.sweepTurn();
        while (farm.store.sweeps == sweeps) {
            Thread.sleep(pause);
            pause = farm.recovery.sweepTurn();
        }
        return pause;
    }

    private void loss(Farm farm) throws InterruptedException {
        Duration pause = sweep(farm);
        farm.accept(LOST, (_, _) -> {});
        long lost = System.nanoTime();
        while (!farm.requeued.get().equals(LOST)) {
            Thread.sleep(pause);
            pause = farm.recovery.sweepTurn();
        }
        report.figure("lost_until_queued_again", (System.nanoTime() - lost) / 1e9, "s");
    }

    /** As sweeps did without an index: all names, and the document of each open request. */
    private static double wholeBucket(ObjectStore store) {
        double begun = cpuSeconds();
        new ObjectListing(store, BucketLayout.RESULTS).forEachRemaining(_ -> {});
        new ObjectListing(store, BucketLayout.REQUESTS)
                .forEachRemaining(found -> {
                    if (found.key().value().startsWith(BucketLayout.REQUESTS + "open")) {
                        var _ = store.read(found.key(), 1 << 20);
                    }
                });
        return cpuSeconds() - begun;
    }

    /** Of the process: the servers' threads do most of the work. */
    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean)
                                ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }
}
