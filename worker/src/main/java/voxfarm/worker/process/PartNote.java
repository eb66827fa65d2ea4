package voxfarm.worker.process;

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
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.Segment;

/**
 * {@code requests/<id>/parts/<i>.json}: the clips that a part of a long request is made of, in
 * order. Written when all of them are stored.
 *
 * @param clips hash by segment, in order
 */
record PartNote(int part, List<PartClip> clips) {
    PartNote {
        clips = List.copyOf(clips);
    }

    record PartClip(Segment segment, String hash) {}

    byte[] write() {
        ObjectNode node = Json.object().put("schema", Schema.VERSION).put("part", part);
        ArrayNode list = PlanCodec.writeSegments(clips.stream().map(PartClip::segment).toList());
        for (int i = 0; i < clips.size(); i++) {
            ((ObjectNode) list.get(i)).put("clip", clips.get(i).hash());
        }
        node.set("segments", list);
        return Json.bytes(node);
    }

    /**
     * @throws VoxfarmException {@code INTERNAL} if the document is damaged
     */
    static PartNote read(byte[] document) {
        Fields fields =
                new Fields(Json.readObject(document, "part", ErrorCode.INTERNAL), new Problems());
        Schema.check(fields, "part");
        int part = (int) fields.integer("part", 0, Integer.MAX_VALUE);
        List<Segment> segments = PlanCodec.readSegments(fields, "segments");
        List<String> hashes =
                fields.objects("segments").stream().map(item -> item.text("clip")).toList();
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        List<PartClip> clips = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            clips.add(new PartClip(segments.get(i), hashes.get(i)));
        }
        return new PartNote(part, clips);
    }
}
