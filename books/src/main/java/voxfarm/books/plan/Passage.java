package voxfarm.books.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import voxfarm.common.plan.PauseKind;

/**
 * A paragraph, a heading, an item of a list or the end of a scene in the Markdown of a chapter.
 *
 * @param ends what ends with it
 * @param begin in UTF-16 units of the chapter's text
 * @param end behind its last line's words
 */
record Passage(PauseKind ends, int begin, int end) {
    private static final Pattern HEADING = Pattern.compile(" {0,3}#{1,6}(?:\\s.*)?");
    private static final Pattern SCENE =
            Pattern.compile("\\s*+(?:(?:[-*_]\\s*+){3,}+|[*※◆◇☆★＊⁂❦❧☙])\\s*");
    private static final Pattern ITEM = Pattern.compile("\\s*+(?:[-*+]|\\d{1,3}[.)])\\s.*");

    boolean isProse() {
        return ends == PauseKind.PARAGRAPH || ends == PauseKind.LIST_ITEM;
    }

    /** All of a text, in their order; blank lines are in none. */
    static List<Passage> of(String text) {
        List<Passage> passages = new ArrayList<>();
        int begin = -1;
        int end = 0;
        PauseKind kind = PauseKind.PARAGRAPH;
        int at = 0;
        while (at < text.length()) {
            int lineEnd = text.indexOf('\n', at);
            lineEnd = lineEnd < 0 ? text.length() : lineEnd;
            String line = text.substring(at, lineEnd);
            PauseKind starts = kindOf(line);
            if (begin >= 0 && (line.isBlank() || starts != PauseKind.PARAGRAPH)) {
                passages.add(new Passage(kind, begin, end));
                begin = -1;
            }
            if (!line.isBlank()) {
                end = at + line.stripTrailing().length();
                if (starts == PauseKind.HEADING || starts == PauseKind.SCENE) {
                    passages.add(new Passage(starts, at, end));
                } else if (begin < 0) {
                    begin = at;
                    kind = starts;
                }
            }
            at = lineEnd + 1;
        }
        if (begin >= 0) {
            passages.add(new Passage(kind, begin, end));
        }
        return passages;
    }

    private static PauseKind kindOf(String line) {
        if (HEADING.matcher(line).matches()) {
            return PauseKind.HEADING;
        }
        if (SCENE.matcher(line).matches()) {
            return PauseKind.SCENE;
        }
        return ITEM.matcher(line).matches() ? PauseKind.LIST_ITEM : PauseKind.PARAGRAPH;
    }
}
