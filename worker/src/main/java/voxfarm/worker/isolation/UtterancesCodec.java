package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import voxfarm.common.json.Fields;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpeechSettingsCodec;
import voxfarm.frontend.Readings;
import voxfarm.worker.engine.Utterance;

/**
 * Utterances on their way into the engine's process. What neighbours share, their settings and
 * readings, is written once: dictionaries are long.
 */
final class UtterancesCodec {
    private UtterancesCodec() {}

    static void write(List<Utterance> utterances, ObjectNode call) {
        ArrayNode groups = call.putArray("groups");
        for (int from = 0, to; from < utterances.size(); from = to) {
            Utterance first = utterances.get(from);
            to = from + 1;
            while (to < utterances.size() && alike(first, utterances.get(to))) {
                to++;
            }
            ObjectNode group = groups.addObject();
            SpeechSettingsCodec.write(first.settings(), group.putObject("settings"));
            ObjectNode words = group.putObject("words");
            first.readings().byWord().forEach(words::put);
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

    /** Problems go to the fields' collector. */
    static List<Utterance> read(Fields call) {
        List<Utterance> utterances = new ArrayList<>();
        for (Fields group : call.objects("groups")) {
            SpeechSettings settings = SpeechSettingsCodec.read(group.object("settings"));
            Readings readings = Readings.of(group.textMap("words"));
            for (Segment segment : PlanCodec.readSegments(group, "segments")) {
                utterances.add(new Utterance(segment, settings, readings));
            }
        }
        return utterances;
    }
}
