package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import voxfarm.common.json.Json;

/**
 * One picture of a farm, as it is drawn into so many columns and rows: what matters first, and what
 * has no room counted instead.
 *
 * @param farm its address
 * @param at time of day, for people
 * @param readiness what {@code /readyz} says
 * @param workers as {@code /v1/workers} has them
 * @param queue as {@code /v1/queue} has it
 * @param before the picture before, for what is done meanwhile; itself where there was none
 */
record TopView(
        String farm,
        String at,
        ObjectNode readiness,
        List<JsonNode> workers,
        ObjectNode queue,
        Pace before) {
    private static final double MIB = 1 << 20;
    private static final int SECONDS_PER_MINUTE = 60;

    TopView {
        workers = List.copyOf(workers);
    }

    /**
     * How much was spoken at a moment.
     *
     * @param audioSeconds by all workers since they began
     * @param nanos of a steady clock
     */
    record Pace(double audioSeconds, long nanos) {}

    static Pace pace(List<JsonNode> workers, long nanos) {
        return new Pace(
                workers.stream().mapToDouble(w -> w.path("audio_s").asDouble()).sum(), nanos);
    }

    /**
     * Seconds of sound that the farm makes in a second: since the picture before, or, where there
     * is none or a worker left meanwhile, nothing that could be told.
     *
     * @param now of this picture
     */
    double speed(Pace now) {
        double seconds = (now.nanos() - before.nanos()) / 1e9;
        double made = now.audioSeconds() - before.audioSeconds();
        return seconds > 0 && made >= 0 ? made / seconds : Double.NaN;
    }

    /** For machines: all of it. */
    ObjectNode json(Pace now) {
        ObjectNode all = Json.object().put("farm", farm).put("at", at);
        all.set("readiness", readiness);
        all.set("queue", queue);
        double speed = speed(now);
        if (Double.isFinite(speed)) {
            all.put("speed", speed);
        }
        workers.forEach(all.putArray("workers")::add);
        return all;
    }

    /**
     * At most so many lines, none longer than so many characters; none holds a control character.
     */
    List<String> render(Pace now, int columns, int rows) {
        List<String> lines = new ArrayList<>();
        lines.add("voxfarm top  " + farm + "  " + status() + "  " + at);
        lines.add(summary(now));
        List<String> waiting = queue.path("waiting").valueStream().map(TopView::place).toList();
        List<String> working = workers.stream().map(TopView::worker).toList();
        List<String> troubles = troubles();
        lines.addAll(troubles.stream().map(trouble -> "! " + trouble).toList());
        int left = Math.max(0, rows - lines.size() - 4); // two heads and what parts the tables
        int half = Math.max(left / 2, left - working.size());
        section(
                lines,
                "",
                "VOICE                     LANE          JOBS      SOUND",
                waiting,
                half);
        section(
                lines,
                "",
                "WORKER                DEVICE   SLOTS  CPU    VOICES      MEMORY      SPEED   "
                        + " SPOKEN",
                working,
                left - Math.min(waiting.size(), half));
        return lines.stream()
                .limit(Math.max(1, rows))
                .map(line -> cut(line.replaceAll("\\p{C}", "?"), columns))
                .toList();
    }

    private static void section(
            List<String> to, String space, String head, List<String> rows, int room) {
        to.add(space);
        to.add(head);
        if (rows.size() <= room) {
            to.addAll(rows.isEmpty() ? List.of("  none") : rows);
            return;
        }
        int shown = Math.max(0, room - 1);
        to.addAll(rows.subList(0, shown));
        to.add("  and " + (rows.size() - shown) + " more");
    }

    private static String cut(String line, int columns) {
        return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 1)) + "~";
    }

    private String status() {
        return readiness.path("status").asText("no status");
    }

    private String summary(Pace now) {
        double speed = speed(now);
        return "waits "
                + minutes(queue.path("audio_s").asDouble())
                + " of sound in "
                + queue.path("jobs").asLong()
                + " jobs   speed "
                + (Double.isFinite(speed) ? number(speed) + "x" : "-")
                + "   ends "
                + number(queue.path("ends_per_s").asDouble())
                + "/s   dead letters "
                + queue.path("dead_letters").asLong()
                + "   workers "
                + workers.size();
    }

    /** What is not as it should be, in lines of its own. */
    private List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        if (!status().equals("ready")) {
            String missing =
                    readiness
                            .propertyStream()
                            .filter(one -> one.getValue().isBoolean())
                            .filter(one -> !one.getKey().equals("history"))
                            .filter(one -> !one.getValue().asBoolean())
                            .map(java.util.Map.Entry::getKey)
                            .collect(Collectors.joining(", "));
            troubles.add("not ready" + (missing.isEmpty() ? "" : ": " + missing));
        }
        if (workers.isEmpty()) {
            troubles.add("no worker is heard of");
        }
        for (JsonNode worker : workers) {
            worker.path("set_aside")
                    .valueStream()
                    .forEach(voice ->
                            troubles.add(
                                    worker.path("worker_id").asText()
                                            + " has set "
                                            + voice.path("model_id").asText()
                                            + " aside: "
                                            + voice.path("reason").asText()));
        }
        return troubles.size() <= MOST_TROUBLES
                ? troubles
                : List.of(
                        troubles.get(0),
                        troubles.get(1),
                        (troubles.size() - 2) + " more; see voxfarm status");
    }

    private static final int MOST_TROUBLES = 3;

    private static String place(JsonNode place) {
        return String.format(
                Locale.ROOT,
                "%-25.25s %-11s %6d %10s",
                place.path("model_id").asText(),
                place.path("lane").asText(),
                place.path("jobs").asLong(),
                place.has("audio_s") ? minutes(place.path("audio_s").asDouble()) : "?");
    }

    private static String worker(JsonNode worker) {
        double budget = worker.path("budget_bytes").asDouble();
        String held = number(worker.path("voices_bytes").asDouble() / MIB);
        return String.format(
                Locale.ROOT,
                "%-21.21s %-8.8s %5d %3.0f%% %9d %11s %9s %9s",
                worker.path("worker_id").asText(),
                worker.path("device").asText(),
                worker.path("slots").asInt(),
                worker.path("machine").path("cpu_percent").asDouble(),
                worker.path("voices").asInt(),
                budget > 0 ? held + "/" + Math.round(budget / MIB) : held,
                worker.has("speed") ? number(worker.path("speed").asDouble()) + "x" : "-",
                minutes(worker.path("audio_s").asDouble()));
    }

    private static String minutes(double seconds) {
        return seconds < SECONDS_PER_MINUTE
                ? number(seconds) + " s"
                : number(seconds / SECONDS_PER_MINUTE) + " min";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }
}
