package voxfarm.worker.process;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.worker.engine.LoadedVoice;

/**
 * {@code results/<id>/timings.json}: when each segment, word and phone of a request is heard, in
 * seconds from the start of the audio.
 */
final class Timings {
    private static final int MILLIONTHS = 6;

    private final ObjectNode document;
    private final ArrayNode segments;
    private double offset;

    Timings(RequestId id) {
        this.document = Json.object().put("schema", Schema.VERSION).put("request_id", id.value());
        this.segments = document.putArray("segments");
    }

    /** Adds the next segment; one without sound takes no time, and no pause follows it. */
    void add(Segment segment, LoadedVoice.Spoken spoken) {
        double duration = spoken.audio().durationSeconds();
        ObjectNode node =
                segments.addObject()
                        .put("index", segment.index())
                        .put("text", segment.text())
                        .put("start_s", seconds(offset))
                        .put("end_s", seconds(offset + duration));
        ArrayNode words = node.putArray("words");
        for (LoadedVoice.SpokenWord word : spoken.words()) {
            ObjectNode item =
                    words.addObject()
                            .put("text", word.text())
                            .put("start_s", seconds(offset + word.startSeconds()))
                            .put("end_s", seconds(offset + word.endSeconds()));
            ArrayNode phones = item.putArray("phones");
            for (LoadedVoice.SpokenPhone phone : word.phones()) {
                phones.addObject()
                        .put("phone", phone.phone())
                        .put("start_s", seconds(offset + phone.startSeconds()))
                        .put("end_s", seconds(offset + phone.endSeconds()));
            }
        }
        if (spoken.audio().samples().length > 0) {
            offset += duration + segment.pauseAfterSeconds();
        }
    }

    byte[] document() {
        return Json.prettyBytes(document);
    }

    private static BigDecimal seconds(double value) {
        return BigDecimal.valueOf(value).setScale(MILLIONTHS, RoundingMode.HALF_EVEN);
    }
}
