package voxfarm.common.clip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/** Words of a spoken segment as JSON. */
public final class SpokenWordsCodec {
    private SpokenWordsCodec() {}

    public static ArrayNode write(List<SpokenWord> words) {
        ArrayNode list = Json.array();
        for (SpokenWord word : words) {
            ArrayNode phones =
                    list.addObject()
                            .put("text", word.text())
                            .put("start_s", word.startSeconds())
                            .put("end_s", word.endSeconds())
                            .putArray("phones");
            for (SpokenWord.SpokenPhone phone : word.phones()) {
                phones.addObject()
                        .put("phone", phone.phone())
                        .put("start_s", phone.startSeconds())
                        .put("end_s", phone.endSeconds());
            }
        }
        return list;
    }

    /** Problems go to the fields' collector. */
    public static List<SpokenWord> read(Fields fields) {
        return fields.objects("words").stream().map(SpokenWordsCodec::readWord).toList();
    }

    private static SpokenWord readWord(Fields word) {
        List<SpokenWord.SpokenPhone> phones =
                word.objects("phones").stream()
                        .map(phone ->
                                new SpokenWord.SpokenPhone(
                                        phone.text("phone"),
                                        phone.number("start_s", 0, Double.MAX_VALUE),
                                        phone.number("end_s", 0, Double.MAX_VALUE)))
                        .toList();
        return new SpokenWord(
                word.text("text"),
                word.number("start_s", 0, Double.MAX_VALUE),
                word.number("end_s", 0, Double.MAX_VALUE),
                phones);
    }
}
