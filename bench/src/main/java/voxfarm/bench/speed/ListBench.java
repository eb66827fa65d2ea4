package voxfarm.bench.speed;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.event.EventHeader;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.language.Language;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.AcceptedRequestCodec;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.RequestPages;
import voxfarm.dispatcher.status.RequestStatus;

/** {@code voxfarm bench list}: what a page of open requests costs, however many have ended. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Fills the embedded store with requests, most of them ended, and measures the first"
                + " page of those that are open: by the index of what is open, and without one (as"
                + " on a farm of an older build).",
            "The ratio is the CPU time without the index over that with it, at the larger"
                    + " size."
        })
public final class ListBench implements Callable<Integer> {
    private static final int PAGE = 50;
    private static final int ROUNDS = 10;
    private static final int EVERY = 10;
    private static final String JSON = "application/json";
    private static final SpeechSettings SETTINGS =
            new SpeechSettings(
                    new SpokenBy(new VoiceId("joe"), VoiceVersion.NONE, new Speaker(0, "default")),
                    Language.EN,
                    Scales.ORIGINAL_DEFAULTS,
                    0,
                    OutputSettings.defaults(),
                    Expression.NONE,
                    List.of());

    @Option(
            names = "--requests",
            paramLabel = "N",
            description =
                    "Requests at the larger size; a tenth of them at the smaller one."
                            + " Default: ${DEFAULT-VALUE}.")
    int requests = 10_000;

    @Option(
            names = "--open",
            paramLabel = "N",
            description = "Of them open. Default: ${DEFAULT-VALUE}.")
    int open = 1000;

    @Mixin Report report = new Report();

    private final EventProjector events = new EventProjector(20_000);

    @Override
    public Integer call() throws Exception {
        report.machine();
        double ratio;
        try (BenchStore bucket = BenchStore.start(null, "list", true)) {
            S3ObjectStore store = bucket.store();
            int small = requests / EVERY;
            fill(bucket, 0, small, open / EVERY);
            var _ = measure(store, small, "without_index");
            store.create(BucketLayout.walk(0), "{}".getBytes(StandardCharsets.UTF_8), JSON);
            var _ = measure(store, small, "with_index");
            store.delete(BucketLayout.walk(0));
            fill(bucket, small, requests, open - open / EVERY);
            double without = measure(store, requests, "without_index");
            store.create(BucketLayout.walk(0), "{}".getBytes(StandardCharsets.UTF_8), JSON);
            ratio = without / measure(store, requests, "with_index");
        }
        report.ratio(ratio, "no index");
        return ratio >= 1 ? 0 : 1;
    }

    /** The last ones are open: a walk comes to them behind all others. */
    private void fill(BenchStore bucket, int from, int to, int openOnes) throws IOException {
        try (Progress progress = new Progress("requests to " + to, Math.max(1, to - from))) {
            for (int n = from; n < to; n++) {
                write(bucket, n, n >= to - openOnes);
                progress.step();
            }
        }
    }

    private void write(BenchStore bucket, int n, boolean isOpen) throws IOException {
        RequestId id = new RequestId(String.format("r%08d", n));
        AcceptedRequest request =
                new AcceptedRequest(
                        id,
                        "00",
                        AcceptedBy.UNKNOWN,
                        Instant.EPOCH,
                        Lane.BULK,
                        Optional.empty(),
                        Optional.empty(),
                        SETTINGS,
                        Optional.of("Hello."),
                        Optional.empty(),
                        BucketLayout.plan(id, "00"),
                        1,
                        1,
                        1,
                        Map.of(),
                        List.of());
        bucket.put(BucketLayout.request(id), AcceptedRequestCodec.write(request));
        bucket.put(request.planKey(), "{}".getBytes(StandardCharsets.UTF_8));
        if (isOpen) {
            bucket.put(BucketLayout.open(id), "{}".getBytes(StandardCharsets.UTF_8));
            events.accept(
                    RequestEventCodec.write(
                            new RequestEvent.Accepted(
                                    new EventHeader(
                                            id,
                                            Optional.of(SETTINGS.voice()),
                                            Optional.of(Lane.BULK),
                                            Instant.EPOCH,
                                            0))));
            return;
        }
        bucket.put(
                BucketLayout.result(id),
                ResultCodec.write(
                        new SynthesisResult(
                                id,
                                AcceptedBy.UNKNOWN,
                                SETTINGS,
                                new SynthesisResult.Outcome.Cancelled(),
                                Optional.empty(),
                                List.of(),
                                Instant.EPOCH,
                                Optional.empty(),
                                Instant.EPOCH,
                                0,
                                "bench",
                                "bench",
                                1,
                                EngineWork.NONE,
                                List.of())));
    }

    /** Mean CPU milliseconds of this process, which holds the store too, for one page. */
    private double measure(ObjectStore store, int size, String name) {
        RequestPages pages = pages(store);
        RequestPages.Filter filter =
                new RequestPages.Filter(
                        Optional.of(RequestPages.State.OPEN),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of());
        Optional<RequestId> begin = Optional.empty();
        for (int i = 0; i < ROUNDS; i++) { // warms up
            pages.read(filter, "", begin, PAGE);
        }
        long cpu = cpuNanos();
        long begun = System.nanoTime();
        int found = 0;
        for (int i = 0; i < ROUNDS; i++) {
            found += pages.read(filter, "", begin, PAGE).items().size();
        }
        double wall = (System.nanoTime() - begun) / 1e6 / ROUNDS;
        double millis = (cpuNanos() - cpu) / 1e6 / ROUNDS;
        report.line("%d requests, %s: %d found a page", size, name, found / ROUNDS);
        report.figure(name + "_" + size + "_cpu_ms", millis, "ms");
        report.figure(name + "_" + size + "_wall_ms", wall, "ms");
        return millis;
    }

    private RequestPages pages(ObjectStore store) {
        RequestStatus status = new RequestStatus(store, events);
        return new RequestPages(store, status, events);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
