package voxfarm.bench.speed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;
import voxfarm.embedded.EmbeddedFarm;

/** {@code voxfarm bench parts}: what a long request costs beside its inference. */
@Command(
        name = "parts",
        mixinStandardHelpOptions = true,
        description = {
            "Speaks long texts of sentences whose clips exist, so that nothing but the farm's own"
                + " work is left: processor time of a part at the beginning and at the end of each"
                + " text, and of the assembly.",
            "The ratio is the cost of a part of the shortest text over one at the end of"
                    + " the longest: about 1 where it does not grow."
        })
public final class PartsBench implements Callable<Integer> {
    private static final int SENTENCES = 60;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final double LEAST = 0.5;

    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "N",
            description = "Sizes of the texts, in parts. Default: 200,1000.")
    List<Integer> sizes = List.of(200, 1000);

    @Mixin Report report = new Report();

    /** How far a request was at a time. */
    private record Look(int segments, double cpuSeconds, double seconds) {}

    @Override
    public Integer call() throws Exception {
        report.machine();
        EmbeddedFarm.StandIns standIns =
                new EmbeddedFarm.StandIns(
                        Optional.of(new SleepingEngine(Duration.ZERO)), UnaryOperator.identity());
        try (BenchFarm farm = BenchFarm.start(FarmConfig.DEFAULTS, standIns)) {
            speak(farm.client(), "warm", 60); // makes the clips, and the JIT compiler's part
            List<Double> first = new ArrayList<>();
            double last = 0;
            for (int parts : sizes) {
                String id = "text-" + parts;
                List<Look> looks = speak(farm.client(), id, parts);
                ObjectNode ended = farm.client().request(new RequestId(id));
                int all = ended.path("parts").asInt();
                int segments = ended.path("segments").asInt();
                double perPart = (double) segments / all;
                first.add(millisAPart(looks, 0, segments / 4, perPart));
                last = millisAPart(looks, segments * 3 / 4, segments, perPart);
                report.figure(id + "_parts", all, "");
                report.figure(id + "_first_quarter", first.getLast(), "CPU ms a part");
                report.figure(id + "_last_quarter", last, "CPU ms a part");
                Look spoken =
                        looks.stream()
                                .filter(look -> look.segments() >= segments)
                                .findFirst()
                                .orElseThrow();
                double cpu = looks.getLast().cpuSeconds() - spoken.cpuSeconds();
                double wall = looks.getLast().seconds() - spoken.seconds();
                report.figure(id + "_assembly_cpu", cpu * 1e3 / segments, "CPU ms a clip");
                report.figure(id + "_assembly_wall", wall * 1e3 / segments, "ms a clip");
            }
            double ratio = first.getFirst() / last;
            report.ratio(ratio, "a part at the end of the longest text");
            return ratio >= LEAST ? 0 : 1;
        }
    }

    private static String text(int parts) {
        StringBuilder text = new StringBuilder();
        // 0.07 s a character and 0.3 s a pause: some sixteen sentences a part
        for (int i = 0; i < parts * 16; i++) {
            text.append("This is sentence number ");
            text.append(10 + i % SENTENCES).append(" of so many of them. ");
        }
        return text.toString();
    }

    private static List<Look> speak(FarmClient client, String id, int parts)
            throws InterruptedException {
        var _ =
                client.submit(
                        Json.object()
                                .put("request_id", id)
                                .put("model_id", BundledVoice.ID)
                                .put("lane", "bulk")
                                .put("text", text(parts)),
                        0);
        List<Look> looks = new ArrayList<>();
        while (true) {
            ObjectNode state = client.request(new RequestId(id));
            boolean ended = state.has("result");
            int segments = state.path("segments").asInt();
            looks.add(
                    new Look(
                            ended ? segments : state.path("progress").path("segments_done").asInt(),
                            cpuSeconds(),
                            System.nanoTime() / 1e9));
            if (ended) {
                return looks;
            }
            Thread.sleep(LOOK);
        }
    }

    private static double cpuSeconds() {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    private static double millisAPart(List<Look> looks, int from, int to, double perPart) {
        Look begin = at(looks, from);
        Look end = at(looks, to);
        return (end.cpuSeconds() - begin.cpuSeconds())
                * 1e3
                / ((end.segments() - begin.segments()) / perPart);
    }

    private static Look at(List<Look> looks, int segments) {
        return looks.stream()
                .filter(look -> look.segments() >= segments)
                .findFirst()
                .orElse(looks.getLast());
    }
}
