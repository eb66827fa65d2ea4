package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import voxfarm.frontend.Span;
import voxfarm.frontend.SpokenText.NotSpoken;

/**
 * Pieces of a text that have no reading, told by who reads it from its front to its end and knows
 * no places: each stands where it is written next. On one thread.
 */
final class UnreadPieces {
    /** A piece that is not written so near by is said to be of all the text: time is linear. */
    private static final int LONGEST_GAP = 2000;

    private final String text;
    private final List<NotSpoken> pieces = new ArrayList<>();
    private int from;

    UnreadPieces(String text) {
        this.text = text;
    }

    /** A piece whose place is known. */
    void add(NotSpoken piece) {
        pieces.add(piece);
    }

    /** The next piece, as it is written or in small letters. */
    void add(String piece) {
        int most = Math.min(from + LONGEST_GAP, text.length() - piece.length());
        for (int at = from; at <= most; at++) {
            if (text.regionMatches(true, at, piece, 0, piece.length())) {
                from = at + piece.length();
                pieces.add(new NotSpoken(piece, new Span(at, from)));
                return;
            }
        }
        pieces.add(new NotSpoken(piece, new Span(0, text.length())));
    }

    List<NotSpoken> pieces() {
        return pieces;
    }
}
