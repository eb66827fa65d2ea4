package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;

/** {@code voxfarm voices}: what the farm can speak with. */
@Command(
        name = "voices",
        mixinStandardHelpOptions = true,
        description = "Lists the voices of a running farm.")
public final class VoicesCommand implements Callable<Integer> {
    private static final int LISTED_SPEAKERS = 5;

    @Option(names = "--json", description = "Prints the farm's answer as JSON.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints the ids alone.")
    boolean quiet;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (FarmClient client = farms.running()) {
            PrintWriter print = spec.commandLine().getOut();
            if (json) {
                JsonOutput.print(print, client.voices());
                return 0;
            }
            if (quiet) {
                client.voices()
                        .path("voices")
                        .forEach(voice -> print.println(voice.path("model_id").asText()));
                print.flush();
                return 0;
            }
            JsonNode answer = client.voices();
            print.println(row("VOICE", "KIND", "LANGUAGES", "RATE", "SPEAKERS"));
            for (JsonNode voice : answer.path("voices")) {
                print.println(
                        row(
                                voice.path("model_id").asText(),
                                voice.path("kind").asText(),
                                texts(voice.path("languages")),
                                voice.path("sample_rate").asText() + " Hz",
                                speakers(voice.path("speakers")) + styles(voice.path("styles"))));
            }
            print.flush();
            Unserved.print(answer, spec.commandLine().getErr());
        }
        return 0;
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "%-32s %-12s %-10s %-9s %s", (Object[]) cells);
    }

    private static String texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return String.join(",", texts);
    }

    /** Of voices that have some, behind their speakers. */
    private static String styles(JsonNode list) {
        return list.isEmpty() ? "" : "; styles: " + texts(list).replace(",", ", ");
    }

    private static String speakers(JsonNode list) {
        List<String> names = new ArrayList<>();
        for (JsonNode speaker : list) {
            if (names.size() == LISTED_SPEAKERS) {
                names.add("… (" + list.size() + ")");
                break;
            }
            names.add(speaker.path("name").asText());
        }
        return String.join(", ", names);
    }
}
