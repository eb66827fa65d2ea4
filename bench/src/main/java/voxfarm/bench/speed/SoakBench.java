package voxfarm.bench.speed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.common.json.Json;

/** {@code voxfarm bench soak}: memory over many short jobs. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = {
            "Speaks many short requests on the embedded farm, and follows the memory of its"
                    + " process and of the engine's.",
            "The ratio is that of the first tenth after warming up over the last: 1 means"
                    + " no growth."
        })
public final class SoakBench implements Callable<Integer> {
    private static final int WAIT_SECONDS = 300;
    private static final int CALLERS = 4;
    private static final int POINTS = 20;
    private static final List<String> WORDS = List.of("Yes.", "No.", "Go on.", "Here.", "Stop.");

    @Option(names = "--jobs", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int jobs = 20_000;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        soak();
        return 0;
    }

    /**
     * @param farm resident, before the collection that each point begins with
     * @param live heap of the farm behind it
     */
    private record Point(int jobs, double farm, double live, double engine) {}

    private void soak() throws Exception {
        List<Point> points = new ArrayList<>();
        try (BenchFarm farm = BenchFarm.start()) {
            for (int i = 1; i <= POINTS; i++) {
                speak(farm.client(), jobs / POINTS);
                Point point = measure(i * (jobs / POINTS));
                points.add(point);
                report.line(
                        "%6d jobs: farm %6.1f MiB, its live heap %5.1f MiB, engine %6.1f MiB",
                        point.jobs(), point.farm(), point.live(), point.engine());
            }
        }
        report.figure(
                "farm_slope", slope(points, Point::farm), "MiB per 1000 jobs, last three quarters");
        report.figure("live_heap_slope", slope(points, Point::live), "MiB per 1000 jobs");
        report.figure("engine_slope", slope(points, Point::engine), "MiB per 1000 jobs");
        Point warm = points.get(POINTS / 4);
        Point last = points.getLast();
        report.ratio(
                (warm.farm() + warm.engine()) / (last.farm() + last.engine()),
                "resident memory after a quarter of the jobs");
    }

    private static void speak(FarmClient client, int count) {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.execute(() -> {
                    while (next.getAndIncrement() < count) {
                        ObjectNode request =
                                Json.object()
                                        .put("model_id", BundledVoice.ID)
                                        .put("text", WORDS.get(next.get() % WORDS.size()));
                        if (client.submit(request, WAIT_SECONDS).status() != 200) {
                            throw new IllegalStateException("a request was not answered");
                        }
                    }
                });
            }
        }
    }

    private static Point measure(int jobs) throws IOException {
        ProcessHandle engine = BenchFarm.engine();
        double farm = IsolationBench.residentMebibytes(ProcessHandle.current().pid());
        System.gc();
        Runtime heap = Runtime.getRuntime();
        return new Point(
                jobs,
                farm,
                (heap.totalMemory() - heap.freeMemory()) / (double) (1 << 20),
                IsolationBench.residentMebibytes(engine.pid()));
    }

    /** Least squares over what comes after the first quarter. */
    private static double slope(List<Point> points, ToDoubleFunction<Point> what) {
        List<Point> late = points.subList(points.size() / 4, points.size());
        double meanX = late.stream().mapToDouble(p -> p.jobs() / 1000.0).average().orElse(0);
        double meanY = late.stream().mapToDouble(what).average().orElse(0);
        double above = 0;
        double below = 0;
        for (Point point : late) {
            double x = point.jobs() / 1000.0 - meanX;
            above += x * (what.applyAsDouble(point) - meanY);
            below += x * x;
        }
        return above / below;
    }
}
