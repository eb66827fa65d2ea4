package voxfarm.frontend.mixed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import voxfarm.frontend.Marks;
import voxfarm.frontend.split.SentenceSplitter;

/** Bars in a text of several languages: each cuts, without a pause, as on the original's page. */
public final class Bars {
    private Bars() {}

    /**
     * What stands between bars.
     *
     * @param begin of it in the whole text
     */
    record Part(String text, int begin) {}

    /** What stands between the bars that are in no mark, none blank, trimmed. */
    static List<Part> cut(String text) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= text.length(); ) {
            int mark = at < text.length() ? Marks.end(text, at) : -1;
            if (mark > at) {
                at = mark;
                continue;
            }
            if (at == text.length() || text.charAt(at) == '|') {
                String part = text.substring(from, at);
                if (!part.isBlank()) {
                    int blanks = part.length() - part.stripLeading().length();
                    parts.add(new Part(part.strip(), from + blanks));
                }
                from = at + 1;
            }
            at++;
        }
        return parts;
    }

    /** Pieces with the bars in them as cuts. */
    public static Iterator<SentenceSplitter.Piece> cut(Iterator<SentenceSplitter.Piece> pieces) {
        return new Cut(pieces);
    }

    private static final class Cut implements Iterator<SentenceSplitter.Piece> {
        private final Iterator<SentenceSplitter.Piece> pieces;
        private final Deque<SentenceSplitter.Piece> ready = new ArrayDeque<>();

        Cut(Iterator<SentenceSplitter.Piece> pieces) {
            this.pieces = pieces;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && pieces.hasNext()) {
                SentenceSplitter.Piece piece = pieces.next();
                if (piece.text().indexOf('|') < 0) {
                    ready.add(piece);
                    break;
                }
                List<Part> parts = cut(piece.text());
                for (int i = 0; i < parts.size(); i++) {
                    ready.add(
                            new SentenceSplitter.Piece(
                                    parts.get(i).text(),
                                    piece.span()
                                            .part(
                                                    parts.get(i).begin(),
                                                    parts.get(i).begin()
                                                            + parts.get(i).text().length()),
                                    i == parts.size() - 1 ? piece.pause() : Optional.empty()));
                }
            }
            return !ready.isEmpty();
        }

        @Override
        public SentenceSplitter.Piece next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }
    }
}
