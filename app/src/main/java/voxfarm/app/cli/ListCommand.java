package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

/** {@code voxfarm list}: the requests of a running farm. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the requests of a running farm, in the order of their ids.",
            "Ids that the farm gives begin with the time, so that its own come oldest first."
        })
public final class ListCommand implements Callable<Integer> {
    private static final int LARGEST_PAGE = 200;
    private static final int MOST = 1_000_000;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "open, ended, queued, running, completed, failed or cancelled.")
    @Nullable String status;

    @Option(names = "--voice", paramLabel = "ID", description = "Of this voice only.")
    @Nullable String voice;

    @Option(
            names = "--prefix",
            paramLabel = "BEGINNING",
            description = "Whose ids begin so, such as book-7-.")
    @Nullable String prefix;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Stops after so many. Default: ${DEFAULT-VALUE}; 0 lists all.")
    int limit = 50;

    @Option(names = "--json", description = "Prints one JSON array.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints the ids alone.")
    boolean quiet;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (limit < 0 || limit > MOST) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST, "--limit: expected 0 to %d, was %d", MOST, limit);
        }
        PrintWriter print = spec.commandLine().getOut();
        ArrayNode all = Json.object().putArray("requests");
        boolean head = !json && !quiet;
        int wanted = limit == 0 ? MOST : limit;
        try (FarmClient client = farms.running()) {
            Map<String, String> query = query();
            int shown = 0;
            while (shown < wanted) {
                query.put("limit", String.valueOf(Math.min(LARGEST_PAGE, wanted - shown)));
                ObjectNode page = client.requests(query);
                if (head) { // not above a refusal
                    print.println(row("REQUEST", "STATUS", "VOICE", "SEGMENTS", "AUDIO"));
                    head = false;
                }
                for (JsonNode request : page.path("requests")) {
                    shown++;
                    if (json) {
                        all.add(request);
                    } else {
                        print.println(quiet ? request.path("request_id").asText() : row(request));
                    }
                }
                print.flush();
                if (page.path("next_cursor").asText("").isEmpty()) {
                    break;
                }
                query.put("cursor", page.path("next_cursor").asText());
            }
        }
        if (json) {
            JsonOutput.print(print, all);
        }
        return 0;
    }

    private Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        if (status != null) {
            query.put("status", status);
        }
        if (voice != null) {
            query.put("model_id", voice);
        }
        if (prefix != null) {
            query.put("prefix", prefix);
        }
        return query;
    }

    private static String row(JsonNode request) {
        JsonNode audio = request.path("result").path("audio");
        int segments = request.path("segments").asInt();
        int done =
                request.has("result")
                        ? segments
                        : request.path("progress").path("segments_done").asInt();
        return row(
                request.path("request_id").asText(),
                request.path("status").asText(),
                request.path("model_id").asText(),
                done + "/" + segments,
                audio.has("duration_s")
                        ? String.format(Locale.ROOT, "%.1f s", audio.path("duration_s").asDouble())
                        : request.path("result").path("error").path("code").asText());
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "%-32s %-10s %-28s %9s  %s", (Object[]) cells)
                .stripTrailing();
    }
}
