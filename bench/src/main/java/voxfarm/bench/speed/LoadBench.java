package voxfarm.bench.speed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.Endpoints;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.json.Json;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.store.StoreConfig;
import voxfarm.embedded.EmbeddedFarm;

/** {@code voxfarm bench load}: many callers at once, and an engine that costs nothing. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Many callers submit and wait at the embedded farm, whose engine only sleeps.",
            "The baseline: the store operations of as many requests alone, by as many callers,"
                    + " through S3 over HTTP, in turns with the farm.",
            "Shows, too, which part takes how much CPU time of a request."
        })
public final class LoadBench implements Callable<Integer> {
    private static final int WAIT_SECONDS = 60;
    private static final double LEAST_RATIO = 0.5;
    private static final long TELL_NANOS = Duration.ofSeconds(10).toNanos();

    @Option(names = "--callers", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int callers = 200;

    @Option(names = "--seconds", paramLabel = "S", description = "Default: ${DEFAULT-VALUE}.")
    int seconds = 60;

    @Option(
            names = "--warm",
            paramLabel = "S",
            description = "Seconds before, not measured. Default: ${DEFAULT-VALUE}.")
    int warm = 240;

    @Option(names = "--engine-ms", paramLabel = "MS", description = "Default: ${DEFAULT-VALUE}.")
    int engineMillis = 5;

    @Option(names = "--slots", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int slots = 8;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = {
                "In turns: so many times the farm, then the store alone, so that a machine whose"
                        + " speed changes is the same for both. Default: ${DEFAULT-VALUE}."
            })
    int rounds = 4;

    @Spec CommandSpec spec = CommandSpec.create();

    @Mixin Report report = new Report();

    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();

    @Override
    public Integer call() throws Exception {
        if (Math.min(Math.min(callers, rounds), Math.min(slots, seconds / Math.max(1, rounds)))
                < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "expected --callers, --slots and --rounds of at least 1, and --seconds of at"
                            + " least --rounds");
        }
        report.machine();
        AtomicReference<StoreTrace> trace = new AtomicReference<>();
        EmbeddedFarm.StandIns standIns =
                new EmbeddedFarm.StandIns(
                        Optional.of(new SleepingEngine(Duration.ofMillis(engineMillis))),
                        store -> {
                            StoreTrace tracing = new StoreTrace(store);
                            trace.set(tracing);
                            return tracing;
                        });
        Measured farm = Measured.NOTHING;
        Measured store = Measured.NOTHING;
        try (BenchFarm running = BenchFarm.start(config(), standIns);
                S3ObjectStore bucket = otherBucket(running.endpoints().store())) {
            Supplier<Caller> speakers = () -> speaker(running.endpoints());
            measure("warming up", speakers, warm);
            StoreTrace.Trace one = trace.get().shortestOf(5, () -> speak(running.client()));
            report.line("store operations of a request: %s", one.describe());
            measure("warming up the store", () -> asker(one, bucket), Math.max(5, warm / 4));
            double resident = resident();
            double residentAfter = resident;
            for (int round = 0; round < rounds; round++) {
                farm = farm.and(measure("the farm", speakers, seconds / rounds));
                residentAfter = resident();
                store =
                        store.and(
                                measure(
                                        "the store alone",
                                        () -> asker(one, bucket),
                                        Math.max(5, seconds / rounds / 2)));
            }
            report.figure("rate", farm.rate(), "requests per second");
            report.figure("p50_ms", farm.percentile(0.5), "ms");
            report.figure("p99_ms", farm.percentile(0.99), "ms");
            report.figure("p99_allowed_ms", 2e3 * callers / farm.rate(), "ms, 2 x callers / rate");
            report.figure("errors", errors.get(), "");
            report.figure("resident_before_mib", resident, "MiB");
            report.figure("resident_after_mib", residentAfter, "MiB");
            table(speakers);
        }
        report.figure("store_alone_rate", store.rate(), "requests' operations per second");
        double ratio = farm.rate() / store.rate();
        report.ratio(ratio, "the same store operations alone");
        boolean quick = farm.percentile(0.99) <= 2e3 * callers / farm.rate();
        return ratio >= LEAST_RATIO && quick && errors.get() == 0 ? 0 : 1;
    }

    private FarmConfig config() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            Path file =
                    Files.writeString(
                            folder.path().resolve("config.yml"),
                            "worker: {slots: " + slots + "}\n");
            return FarmConfig.read(file).config();
        }
    }

    /** What one caller does again and again. */
    private interface Caller extends AutoCloseable {
        void call(long number) throws IOException;

        @Override
        default void close() throws IOException {}
    }

    /** Submits and waits, on a connection of its own. */
    private Caller speaker(Endpoints at) {
        PlainCaller caller =
                new PlainCaller(URI.create(at.http()), Duration.ofSeconds(2 * WAIT_SECONDS));
        return new Caller() {
            @Override
            public void call(long number) throws IOException {
                int status =
                        caller.post(
                                "/v1/requests?wait=" + WAIT_SECONDS,
                                Json.bytes(request("Request number " + number + ".")));
                if (status != 200) {
                    throw new IOException("expected status 200, was " + status);
                }
            }

            @Override
            public void close() throws IOException {
                caller.close();
            }
        };
    }

    private static ObjectNode request(String text) {
        return Json.object().put("model_id", BundledVoice.ID).put("text", text);
    }

    /** On the same server; in its own bucket the farm would take them for requests. */
    private static S3ObjectStore otherBucket(StoreConfig farm) {
        S3ObjectStore bucket =
                S3ObjectStore.connect(
                        new StoreConfig(
                                farm.endpoint(),
                                farm.region(),
                                "baseline",
                                farm.prefix(),
                                farm.pathStyle(),
                                farm.accessKey(),
                                farm.secretKey(),
                                farm.createOnce()));
        bucket.createBucket();
        return bucket;
    }

    /** Asks the store alone for what a request asks of it. */
    private static Caller asker(StoreTrace.Trace one, S3ObjectStore bucket) {
        return number -> one.replay(bucket, "alone-" + Long.toHexString(number));
    }

    /** What came of a time of load. */
    private record Measured(double seconds, double[] millis) {
        static final Measured NOTHING = new Measured(0, new double[0]);

        Measured and(Measured more) {
            return new Measured(
                    seconds + more.seconds,
                    DoubleStream.concat(DoubleStream.of(millis), DoubleStream.of(more.millis))
                            .toArray());
        }

        double rate() {
            return millis.length / seconds;
        }

        int requests() {
            return millis.length;
        }

        double percentile(double share) {
            return Report.percentile(millis, share);
        }
    }

    /** All callers at once, each again and again; tells how it goes every ten seconds. */
    private Measured measure(String what, Supplier<Caller> callerOf, int duration) {
        ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
        long begun = System.nanoTime();
        long end = begun + Duration.ofSeconds(duration).toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                threads.execute(() -> {
                    while (System.nanoTime() < end) {
                        callAgainAndAgain(callerOf.get(), millis, end);
                    }
                });
            }
            follow(what, millis, end);
        }
        return new Measured(
                (System.nanoTime() - begun) / 1e9,
                millis.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Until the end, or a failure: the next one comes on a new connection. */
    private void callAgainAndAgain(Caller caller, ConcurrentLinkedQueue<Double> millis, long end) {
        try (caller) {
            while (System.nanoTime() < end) {
                long started = System.nanoTime();
                caller.call(numbers.getAndIncrement());
                millis.add((System.nanoTime() - started) / 1e6);
            }
        } catch (IOException | RuntimeException e) {
            errors.incrementAndGet();
            report.line("failed: %s", e);
        }
    }

    private void follow(String what, ConcurrentLinkedQueue<Double> done, long end) {
        int before = 0;
        while (System.nanoTime() < end) {
            long begun = System.nanoTime();
            LockSupport.parkNanos(Math.min(TELL_NANOS, end - begun));
            int now = done.size();
            double elapsed = (System.nanoTime() - begun) / 1e9;
            report.line(
                    "%-22s %6.1f a second, %3.0f s left",
                    what, (now - before) / elapsed, Math.max(0, (end - System.nanoTime()) / 1e9));
            before = now;
        }
    }

    /** The id of a request that was spoken. */
    private static String speak(FarmClient client) {
        return client.submit(request("Request to look at."), WAIT_SECONDS).requestId();
    }

    /** Of a time of its own: to look costs something. */
    private void table(Supplier<Caller> speakers) throws IOException {
        Map<String, Double> cpu;
        int requests;
        try (CpuByPart parts = CpuByPart.start()) {
            requests = measure("watching the CPU", speakers, Math.max(5, seconds / 3)).requests();
            cpu = parts.stop();
        }
        double all = cpu.values().stream().mapToDouble(Double::doubleValue).sum();
        report.figure("cpu_ms", all * 1e3 / requests, "CPU ms a request, of which:");
        cpu.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(part ->
                        report.figure(
                                "cpu_ms_"
                                        + part.getKey()
                                                .toLowerCase(Locale.ROOT)
                                                .replaceAll("[^a-z0-9]+", "_"),
                                part.getValue() * 1e3 / requests,
                                "ms"));
    }

    private static double resident() throws IOException {
        return IsolationBench.residentMebibytes(ProcessHandle.current().pid());
    }
}
