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
            int own = utterance.readings().byWord().size();
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
        Map<Readings, Integer> numbers = new HashMap<>();
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
            group.put(
                    "dictionary",
                    numbers.computeIfAbsent(
                            first.readings(),
                            readings -> {
                                write(readings, dictionaries.addArray());
                                return dictionaries.size() - 1;
                            }));
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

    /** Word, reading, word, reading: names of members may not be as long as words. */
    private static void write(Readings readings, ArrayNode into) {
        readings.byWord().forEach((word, reading) -> into.add(word).add(reading));
    }

    private static Readings readings(JsonNode words) {
        Map<String, String> byWord = new LinkedHashMap<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            byWord.put(words.path(i).asText(), words.path(i + 1).asText());
        }
        return Readings.of(byWord);
    }

    /** Problems go to the fields' collector. */
    static List<Utterance> read(Fields call) {
        List<Readings> dictionaries =
                call.list("dictionaries").stream().map(UtterancesCodec::readings).toList();
        List<Utterance> utterances = new ArrayList<>();
        for (Fields group : call.objects("groups")) {
            SpeechSettings settings = SpeechSettingsCodec.read(group.object("settings"));
            int number = (int) group.integer("dictionary", 0, dictionaries.size() - 1L);
            Readings readings =
                    number < dictionaries.size() ? dictionaries.get(number) : Readings.NONE;
            for (Segment segment : PlanCodec.readSegments(group, "segments")) {
                utterances.add(new Utterance(segment, settings, readings));
            }
        }
        return utterances;
    }
}
