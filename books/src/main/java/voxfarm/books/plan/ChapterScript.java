package voxfarm.books.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chapter as requests: one for each role that speaks in it, so that a dialogue of hundred turns
 * costs two and not hundred, and where in their texts what is heard one after the other stands. The
 * segments of a request that begin within a piece are the piece's sound; no segment reaches from
 * one piece into another, since they are paragraphs of their own.
 *
 * @param requests in the order in which their roles first speak; the first is the narrator's in a
 *     chapter without a heading's voice
 * @param pieces in the order in which they are heard
 */
public record ChapterScript(List<Request> requests, List<Piece> pieces) {
    /**
     * @param text Markdown, with marks of readings
     */
    public record Request(Role role, String text) {}

    /**
     * @param request whose sound it is, from 0
     * @param begin in UTF-16 units of the request's text
     * @param end behind it
     * @param pauseSeconds behind it, in place of the request's own
     */
    public record Piece(int request, int begin, int end, double pauseSeconds) {}

    public ChapterScript {
        requests = List.copyOf(requests);
        pieces = List.copyOf(pieces);
    }

    /**
     * Of a chapter that is read.
     *
     * @throws voxfarm.common.error.VoxfarmException as {@link Casting#of}
     */
    public static ChapterScript of(BookPlan plan, PlannedChapter chapter) {
        return of(Casting.of(plan, chapter));
    }

    /** Of stretches in the order in which they are heard. */
    public static ChapterScript of(List<Stretch> stretches) {
        Map<Role, StringBuilder> texts = new LinkedHashMap<>();
        List<Role> roles = new ArrayList<>();
        List<Piece> pieces = new ArrayList<>();
        for (Stretch stretch : stretches) {
            StringBuilder text =
                    texts.computeIfAbsent(
                            stretch.role(),
                            role -> {
                                roles.add(role);
                                return new StringBuilder();
                            });
            text.append(text.isEmpty() ? "" : "\n\n");
            int begin = text.length();
            text.append(stretch.text());
            pieces.add(
                    new Piece(
                            roles.indexOf(stretch.role()),
                            begin,
                            text.length(),
                            stretch.pauseSeconds()));
        }
        return new ChapterScript(
                roles.stream()
                        .map(role -> new Request(role, String.valueOf(texts.get(role))))
                        .toList(),
                pieces);
    }
}
