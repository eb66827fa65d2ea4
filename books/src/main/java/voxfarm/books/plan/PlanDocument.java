package voxfarm.books.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.books.About;
import voxfarm.common.json.Json;

/** A plan to look at, for programs: without its texts, with how long each is. */
public final class PlanDocument {
    private PlanDocument() {}

    /**
     * {@code format}; what is told of the book; {@code chapters}, each with {@code title}, {@code
     * part}, {@code characters} and {@code estimated_s}, or why it is {@code left_out}; {@code
     * estimated_s} of all; {@code notes}.
     *
     * @param format of the book's file
     * @param costs of the chapters, in their order
     * @param notes of whoever read the file
     */
    public static ObjectNode of(
            String format, BookPlan plan, List<PlanCost> costs, List<String> notes) {
        ObjectNode document = Json.object().put("format", format);
        about(plan.about(), document);
        ArrayNode chapters = document.putArray("chapters");
        PlanCost whole = PlanCost.NOTHING;
        for (int i = 0; i < costs.size(); i++) {
            PlannedChapter chapter = plan.chapters().get(i);
            whole = whole.plus(costs.get(i));
            ObjectNode one = chapters.addObject().put("title", chapter.title());
            chapter.part().ifPresent(part -> one.put("part", part));
            if (chapter.isRead()) {
                one.put("characters", chapter.text().length())
                        .put("estimated_s", tenths(costs.get(i).soundSeconds()));
            }
            chapter.skip().ifPresent(why -> one.put("left_out", why));
        }
        document.put("estimated_s", tenths(whole.soundSeconds()));
        notes.forEach(document.putArray("notes")::add);
        return document;
    }

    private static void about(About about, ObjectNode document) {
        Map<String, Optional<String>> told = new LinkedHashMap<>();
        told.put("title", about.title());
        told.put("language", about.language());
        told.put("identifier", about.identifier());
        told.put("publisher", about.publisher());
        told.put("date", about.date());
        told.put("description", about.description());
        told.put("series", about.series());
        told.forEach((name, value) -> value.ifPresent(text -> document.put(name, text)));
        about.authors().forEach(document.putArray("authors")::add);
    }

    /** Of a second. */
    public static double tenths(double seconds) {
        return Math.round(seconds * 10) / 10.0;
    }
}
