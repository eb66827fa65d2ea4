package voxfarm.common.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.language.Language;

/**
 * {@code requests/<id>/plan-<sha256>.json}, written and read segment by segment because a plan may
 * be a whole book; and the list of segments inside a job.
 */
public final class PlanCodec {
    private PlanCodec() {}

    /** How large a plan is. */
    public record Size(int segments, int parts) {}

    /** Writes a plan; the stream stays open. */
    public static Size write(Iterator<PlannedSegment> plan, OutputStream out) throws IOException {
        int segments = 0;
        int parts = 0;
        try (JsonGenerator json = Json.generator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("schema", Schema.VERSION);
            json.writeArrayFieldStart("segments");
            while (plan.hasNext()) {
                PlannedSegment next = plan.next();
                ObjectNode node = write(next.segment());
                if (next.part() > 0) {
                    node.put("part", next.part());
                }
                json.writeTree(node);
                segments++;
                parts = next.part() + 1;
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return new Size(segments, parts);
    }

    public static ArrayNode writeSegments(List<Segment> segments) {
        ArrayNode list = Json.array();
        segments.forEach(segment -> list.add(write(segment)));
        return list;
    }

    private static ObjectNode write(Segment segment) {
        ObjectNode node =
                Json.object()
                        .put("index", segment.index())
                        .put("text", segment.text())
                        .put("language", segment.language().code())
                        .put("pause_after_s", segment.pauseAfterSeconds());
        segment.manner().write(node);
        segment.span().ifPresent(span -> span.write(node));
        segment.languages().write(node);
        return node;
    }

    /**
     * Reads a plan as it is asked for. The iterator throws {@code INVALID_PLAN} where the document
     * is no plan or its segments are not 0, 1, 2 …, and {@code STORE_UNAVAILABLE} where the stream,
     * which stays the caller's to close, cannot be read.
     */
    public static Iterator<PlannedSegment> read(InputStream document) {
        return PlanReader.ofDocument(document);
    }

    /**
     * @throws VoxfarmException {@code INVALID_PLAN} if an item is not a segment, or another problem
     *     was noted before
     */
    public static List<Segment> readSegments(Fields fields, String name) {
        List<Segment> segments = new ArrayList<>();
        for (Fields item : fields.objects(name)) {
            segments.add(readSegment(item));
        }
        fields.problems().throwIfAny(ErrorCode.INVALID_PLAN);
        return segments;
    }

    static Segment readSegment(Fields item) {
        long index = item.integer("index", 0, Integer.MAX_VALUE);
        String text = item.text("text");
        Language language = item.parsed("language", Language::new, Language.ZH);
        double pause = item.number("pause_after_s", 0, Pauses.MAX_SECONDS);
        Manner manner = Manner.read(item);
        Optional<TextSpan> span = TextSpan.read(item);
        LanguageRuns languages = LanguageRuns.read(item);
        item.problems().throwIfAny(ErrorCode.INVALID_PLAN);
        return new Segment((int) index, text, language, pause, manner, span, languages);
    }
}
