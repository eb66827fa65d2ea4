package voxfarm.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.json.Json;

/** {@code voxfarm bench redelivery}: how soon another worker takes the job of one that is gone. */
@Command(
        name = "redelivery",
        mixinStandardHelpOptions = true,
        description = {
            "Kills, then freezes, the worker that speaks a job, and waits until another begins it.",
            "The ratio is what is promised over the worst that was measured: 1 or more holds."
        })
public final class RedeliveryBench implements Callable<Integer> {
    private static final double PROMISED_AFTER_KILL = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Option(names = "--trials", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int trials = 5;

    @Spec CommandSpec spec = CommandSpec.create();

    private final List<JsonNode> seen = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (TemporaryFolder folder = TemporaryFolder.create("redelivery-");
                ChaosFarm farm = new ChaosFarm(folder.path())) {
            farm.start();
            farm.awaitWorkers(2, PATIENCE);
            try (EventTopic events = EventTopic.fromNow(farm.kafka());
                    ChaosLoad load = new ChaosLoad(farm, 1, 1)) {
                List<Double> killed = trials(farm, load, events, true);
                List<Double> frozen = trials(farm, load, events, false);
                double promisedAfterFreeze = ChaosFarm.LOCK.toMillis() / 1e3 + 2;
                double worstKill = worst(out, "kill -9", killed);
                double worstFreeze = worst(out, "SIGSTOP", frozen);
                out.printf(
                        Locale.ROOT,
                        "ratio %.3f against 5 s after a kill, lock time (%.0f s) plus 2 s after a"
                                + " freeze%n",
                        Math.min(
                                PROMISED_AFTER_KILL / worstKill, promisedAfterFreeze / worstFreeze),
                        promisedAfterFreeze - 2);
                out.flush();
                return worstKill <= PROMISED_AFTER_KILL && worstFreeze <= promisedAfterFreeze
                        ? 0
                        : 1;
            }
        }
    }

    private static double worst(PrintWriter out, String what, List<Double> seconds) {
        double worst = seconds.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        out.printf(Locale.ROOT, "%-8s redelivered after %s s, worst %.2f%n", what, seconds, worst);
        out.flush();
        return worst;
    }

    private List<Double> trials(ChaosFarm farm, ChaosLoad load, EventTopic events, boolean kill)
            throws Exception {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            String id = (kill ? "kill" : "freeze") + i;
            load.put(id, request(i + (kill ? 0 : 100)));
            String worker = farm.roleOf(awaitStarted(events, id, 1)).orElseThrow();
            long begun = System.nanoTime();
            if (kill) {
                farm.kill(worker);
            } else {
                farm.signal(worker, "STOP");
            }
            awaitStarted(events, id, 2);
            seconds.add(Math.round((System.nanoTime() - begun) / 1e7) / 100.0);
            if (!kill) {
                farm.signal(worker, "CONT");
            }
            awaitEnd(events, id);
            farm.awaitWorkers(2, PATIENCE);
        }
        return seconds;
    }

    /** A job of many short segments: it lasts, and it is one job. */
    private static ObjectNode request(int number) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 26; i++) {
            text.append("Sentence ").append(i).append(" of ").append(number).append(" is here. ");
        }
        return Json.object()
                .put("model_id", "en_US-joe-medium")
                .put("text", text.toString())
                .put("seed", number);
    }

    private String awaitStarted(EventTopic events, String id, int attempt) throws Exception {
        return await(
                        events,
                        event ->
                                event.path("request_id").asText().equals(id)
                                        && event.path("type").asText().equals("started")
                                        && event.path("attempt").asInt() >= attempt)
                .path("worker_id")
                .asText();
    }

    private void awaitEnd(EventTopic events, String id) throws Exception {
        await(
                events,
                event ->
                        event.path("request_id").asText().equals(id)
                                && event.path("type").asText().equals("completed"));
    }

    private JsonNode await(EventTopic events, Predicate<JsonNode> wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<JsonNode> found = seen.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            for (ConsumerRecord<String, String> record : events.poll(Duration.ofMillis(20))) {
                seen.add(Json.mapper().readTree(record.value().getBytes(StandardCharsets.UTF_8)));
            }
        }
        throw new IllegalStateException("the event did not come within " + PATIENCE);
    }
}
