package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/**
 * Something in a completed request that its caller may want to mend.
 *
 * @param code a stable name such as {@code not_spoken}
 */
public record Warning(String code, String message) {
    /** As they stand in every document. */
    public static ArrayNode write(List<Warning> warnings) {
        ArrayNode list = Json.array();
        for (Warning warning : warnings) {
            list.addObject().put("code", warning.code()).put("message", warning.message());
        }
        return list;
    }

    /** The member {@code warnings}. Problems go to the fields' collector. */
    public static List<Warning> read(Fields fields) {
        return fields.objects("warnings").stream()
                .map(item -> new Warning(item.text("code"), item.text("message")))
                .toList();
    }
}
