package voxfarm.worker.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/** Words of a spoken segment as JSON. */
public final class SpokenWords {
    private SpokenWords() {}

    public static ArrayNode write(List<LoadedVoice.SpokenWord> words) {
        ArrayNode list = Json.array();
        for (LoadedVoice.SpokenWord word : words) {
            ArrayNode phones =
                    list.addObject()
                            .put("text", word.text())
                            .put("start_s", word.startSeconds())
                            .put("end_s", word.endSeconds())
                            .putArray("phones");
            for (LoadedVoice.SpokenPhone phone : word.phones()) {
                phones.addObject()
                        .put("phone", phone.phone())
                        .put("start_s", phone.startSeconds())
                        .put("end_s", phone.endSeconds());
            }
        }
        return list;
    }

    /** Problems go to the fields' collector. */
    public static List<LoadedVoice.SpokenWord> read(Fields fields) {
        return fields.objects("words").stream().map(SpokenWords::readWord).toList();
    }

    private static LoadedVoice.SpokenWord readWord(Fields word) {
        List<LoadedVoice.SpokenPhone> phones =
                word.objects("phones").stream()
                        .map(phone ->
                                new LoadedVoice.SpokenPhone(
                                        phone.text("phone"),
                                        phone.number("start_s", 0, Double.MAX_VALUE),
                                        phone.number("end_s", 0, Double.MAX_VALUE)))
                        .toList();
        return new LoadedVoice.SpokenWord(
                word.text("text"),
                word.number("start_s", 0, Double.MAX_VALUE),
                word.number("end_s", 0, Double.MAX_VALUE),
                phones);
    }
}
