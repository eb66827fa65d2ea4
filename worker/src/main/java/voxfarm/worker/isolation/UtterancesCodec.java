package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpeechSettingsCodec;
import voxfarm.frontend.Readings;
import voxfarm.worker.engine.Utterance;

/**
 * Utterances on their way into the engine's process. Readings are written once a call, whoever
 * shares them, and settings once for neighbours that share them: dictionaries are long.
 */
final class UtterancesCodec {
    /** The farm's 100,000, a voice's and those of a request, with room to spare. */
    static final int MAX_WORDS = 250_000;

    private UtterancesCodec() {}

    /**
     * The utterances, in their order, in as many calls as their readings take.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if those of one utterance are too many
     */
    static List<List<Utterance>> calls(List<Utterance> utterances) {
        List<List<Utterance>> calls = new ArrayList<>();
        List<Utterance> call = new ArrayList<>();
        Set<Readings> readings = new LinkedHashSet<>();
        int words = 0;
        for (Utterance utterance : utterances) {
            int own = utterance.readings().size();
            if (own > MAX_WORDS) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "dictionaries: expected at most %d words together, was %d",
                        MAX_WORDS,
                        own);
            }
            boolean more = !readings.contains(utterance.readings());
            if (more && words + own > MAX_WORDS) {
                calls.add(List.copyOf(call));
                call.clear();
                readings.clear();
                words = 0;
            }
            if (readings.add(utterance.readings())) {
                words += own;
            }
            call.add(utterance);
        }
        if (!call.isEmpty()) {
            calls.add(List.copyOf(call));
        }
        return calls;
    }

    static void write(List<Utterance> utterances, ObjectNode call) {
        Map<Readings.Words, Integer> numbers = new HashMap<>();
        ArrayNode dictionaries = call.putArray("dictionaries");
        ArrayNode groups = call.putArray("groups");
        for (int from = 0, to; from < utterances.size(); from = to) {
            Utterance first = utterances.get(from);
            to = from + 1;
            while (to < utterances.size() && alike(first, utterances.get(to))) {
                to++;
            }
            ObjectNode group = groups.addObject();
            SpeechSettingsCodec.write(first.settings(), group.putObject("settings"));
            ArrayNode layers = group.putArray("layers");
            for (Readings.Words words : first.readings().layers()) {
                layers.add(
                        numbers.computeIfAbsent(
                                words,
                                one -> {
                                    write(one, dictionaries.addArray());
                                    return dictionaries.size() - 1;
                                }));
            }
            group.set(
                    "segments",
                    PlanCodec.writeSegments(
                            utterances.subList(from, to).stream()
                                    .map(Utterance::segment)
                                    .toList()));
        }
    }

    private static boolean alike(Utterance one, Utterance other) {
        return one.settings().equals(other.settings()) && one.readings().equals(other.readings());
    }

    /** Layer, word, reading, word, reading: names of members may not be as long as words. */
    private static void write(Readings.Words words, ArrayNode into) {
        into.add(words.layer().wireName());
        words.byWord().forEach((word, reading) -> into.add(word).add(reading));
    }

    private static Readings readings(JsonNode words) {
        Map<String, String> byWord = new LinkedHashMap<>();
        for (int i = 1; i + 1 < words.size(); i += 2) {
            byWord.put(words.path(i).asText(), words.path(i + 1).asText());
        }
        String name = words.path(0).asText();
        return Stream.of(Readings.Layer.values())
                .filter(layer -> layer.wireName().equals(name))
                .findFirst()
                .map(layer -> Readings.of(layer, byWord))
                .orElse(Readings.NONE);
    }

    /** Problems go to the fields' collector. */
    static List<Utterance> read(Fields call) {
        List<Readings> dictionaries =
                call.list("dictionaries").stream().map(UtterancesCodec::readings).toList();
        List<Utterance> utterances = new ArrayList<>();
        for (Fields group : call.objects("groups")) {
            SpeechSettings settings = SpeechSettingsCodec.read(group.object("settings"));
            Readings readings = Readings.NONE;
            for (JsonNode layer : group.list("layers")) {
                int number = layer.asInt(-1);
                if (number < 0 || number >= dictionaries.size()) {
                    group.problem("layers", "expected numbers of dictionaries");
                    break;
                }
                readings = readings.before(dictionaries.get(number));
            }
            for (Segment segment : PlanCodec.readSegments(group, "segments")) {
                utterances.add(new Utterance(segment, settings, readings));
            }
        }
        return utterances;
    }
}
