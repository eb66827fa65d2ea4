package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;

/** {@code requests/<id>/plan-<sha256>.json}, and the list of segments inside a job. */
public final class PlanCodec {
    private PlanCodec() {}

    public static byte[] write(SynthesisPlan plan) {
        ObjectNode node = Json.object().put("schema", Schema.VERSION);
        node.set("segments", writeSegments(plan.segments()));
        return Json.prettyBytes(node);
    }

    public static ArrayNode writeSegments(List<Segment> segments) {
        ArrayNode list = Json.array();
        for (Segment segment : segments) {
            list.addObject()
                    .put("index", segment.index())
                    .put("text", segment.text())
                    .put("language", segment.language())
                    .put("pause_after_s", segment.pauseAfterSeconds());
        }
        return list;
    }

    /**
     * @throws VoxfarmException {@code INVALID_PLAN} if the document is not a plan
     */
    public static SynthesisPlan read(byte[] document) {
        Fields fields =
                new Fields(
                        Json.readObject(document, "plan", ErrorCode.INVALID_PLAN), new Problems());
        Schema.check(fields, "plan");
        List<Segment> segments = readSegments(fields, "segments");
        return new SynthesisPlan(segments);
    }

    /**
     * @throws VoxfarmException {@code INVALID_PLAN} if an item is not a segment, or another problem
     *     was noted before
     */
    public static List<Segment> readSegments(Fields fields, String name) {
        record Raw(long index, String text, String language, double pause) {}
        List<Raw> raw = new ArrayList<>();
        for (Fields item : fields.objects(name)) {
            raw.add(
                    new Raw(
                            item.integer("index", 0, Integer.MAX_VALUE),
                            item.text("text"),
                            item.text("language"),
                            item.number("pause_after_s", 0, SplitSettings.MAX_PAUSE_SECONDS)));
        }
        fields.problems().throwIfAny(ErrorCode.INVALID_PLAN);
        return raw.stream()
                .map(r -> new Segment((int) r.index(), r.text(), r.language(), r.pause()))
                .toList();
    }
}
