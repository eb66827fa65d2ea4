package voxfarm.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.embedded.EmbeddedFarm;
import voxfarm.app.embedded.Endpoints;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.json.Json;
import voxfarm.common.store.S3ObjectStore;

/** {@code voxfarm bench load}: many callers at once, and an engine that costs nothing. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Many callers submit and wait at the embedded farm, whose engine only sleeps.",
            "The baseline: the store operations of as many requests alone, by as many callers,"
                    + " through S3 over HTTP.",
            "Shows, too, which part takes how much CPU time of a request."
        })
final class LoadBench implements Callable<Integer> {
    private static final int WAIT_SECONDS = 60;
    private static final double LEAST_RATIO = 0.5;

    @Option(names = "--callers", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int callers = 200;

    @Option(names = "--seconds", paramLabel = "S", description = "Default: ${DEFAULT-VALUE}.")
    int seconds = 60;

    @Option(
            names = "--warm",
            paramLabel = "S",
            description = "Seconds before, not measured. Default: ${DEFAULT-VALUE}.")
    int warm = 30;

    @Option(names = "--engine-ms", paramLabel = "MS", description = "Default: ${DEFAULT-VALUE}.")
    int engineMillis = 5;

    @Option(names = "--slots", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int slots = 8;

    @Mixin Report report = new Report();

    private final AtomicInteger errors = new AtomicInteger();

    @Override
    public Integer call() throws Exception {
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
        Measured farm;
        Measured store;
        try (BenchFarm running = BenchFarm.start(config(), standIns)) {
            measure(n -> speak(running.client(), n), warm);
            double resident = resident();
            farm = measure(n -> speak(running.client(), n), seconds);
            double residentAfter = resident();
            report.figure("rate", farm.rate(), "requests per second");
            report.figure("p50_ms", farm.percentile(0.5), "ms");
            report.figure("p99_ms", farm.percentile(0.99), "ms");
            report.figure("p99_allowed_ms", 2e3 * callers / farm.rate(), "ms, 2 x callers / rate");
            report.figure("errors", errors.get(), "");
            report.figure("resident_before_mib", resident, "MiB");
            report.figure("resident_after_mib", residentAfter, "MiB");
            table(running.client());
            StoreTrace.Trace one = shortest(running.client(), trace.get());
            report.line("store operations of a request: %s", one.describe());
            store = storeAlone(one, running.endpoints());
        }
        report.figure("store_alone_rate", store.rate(), "requests' operations per second");
        double ratio = farm.rate() / store.rate();
        report.ratio(ratio, "the same store operations alone");
        boolean quick = farm.percentile(0.99) <= 2e3 * callers / farm.rate();
        return ratio >= LEAST_RATIO && quick && errors.get() == 0 ? 0 : 1;
    }

    private FarmConfig config() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create("voxfarm-bench")) {
            Path file =
                    Files.writeString(
                            folder.path().resolve("config.yml"),
                            "worker: {slots: " + slots + "}\n");
            return FarmConfig.read(file).config();
        }
    }

    private void speak(FarmClient client, long number) {
        ObjectNode request =
                Json.object()
                        .put("model_id", BundledVoice.ID)
                        .put("text", "Request number " + number + ".");
        if (client.submit(request, WAIT_SECONDS).status() != 200) {
            errors.incrementAndGet();
        }
    }

    /** What came of a time of load. */
    private record Measured(double seconds, double[] millis) {
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

    /** All callers at once, each again and again. */
    private Measured measure(LongConsumer call, int duration) {
        ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
        AtomicLong next = new AtomicLong();
        long begun = System.nanoTime();
        long end = begun + Duration.ofSeconds(duration).toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                threads.execute(() -> {
                    while (System.nanoTime() < end) {
                        long started = System.nanoTime();
                        try {
                            call.accept(next.getAndIncrement());
                        } catch (RuntimeException e) {
                            errors.incrementAndGet();
                            report.line("failed: %s", e);
                        }
                        millis.add((System.nanoTime() - started) / 1e6);
                    }
                });
            }
        }
        return new Measured(
                (System.nanoTime() - begun) / 1e9,
                millis.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Of several requests, one that nothing else of the farm got between. */
    private static StoreTrace.Trace shortest(FarmClient client, StoreTrace trace) {
        Optional<StoreTrace.Trace> best = Optional.empty();
        for (int i = 0; i < 5; i++) {
            trace.begin();
            FarmClient.Answer answer =
                    client.submit(
                            Json.object()
                                    .put("model_id", BundledVoice.ID)
                                    .put("text", "Request to look at."),
                            WAIT_SECONDS);
            StoreTrace.Trace found = trace.end(answer.requestId());
            if (best.isEmpty() || found.calls().size() < best.get().calls().size()) {
                best = Optional.of(found);
            }
        }
        return best.orElseThrow();
    }

    /** On the farm's own store, while the farm has nothing to do. */
    private Measured storeAlone(StoreTrace.Trace trace, Endpoints at) {
        try (S3ObjectStore store = S3ObjectStore.connect(at.storeConfig())) {
            measure(n -> trace.replay(store, "warm-" + n), Math.max(5, warm / 3));
            return measure(n -> trace.replay(store, "alone-" + n), Math.max(5, seconds / 2));
        }
    }

    /** Of a time of its own: to look costs something. */
    private void table(FarmClient client) throws IOException {
        Map<String, Double> cpu;
        int requests;
        try (CpuByPart parts = CpuByPart.start()) {
            requests = measure(n -> speak(client, n), Math.max(5, seconds / 3)).requests();
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
