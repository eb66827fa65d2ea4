package voxfarm.frontend.split;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The sentence cutter of Bert-VITS2's own server ({@code cut_sent} of {@code re_matching.py}),
 * piece for piece: behind the full-width end marks and the ASCII semicolon and question mark, but
 * not behind a dot or an ASCII exclamation mark. Each rule takes the character behind the mark with
 * it, so that in a run of marks every second cut is missed, as there.
 */
public final class CutSent {
    private static final List<Pattern> RULES =
            List.of(
                    Pattern.compile("([。！;？?])([^”’])", Pattern.DOTALL),
                    Pattern.compile("(\\.{6})([^”’])", Pattern.DOTALL),
                    Pattern.compile("(…{2})([^”’])", Pattern.DOTALL),
                    Pattern.compile("([。！？?][”’])([^，。！？?])", Pattern.DOTALL));

    private CutSent() {}

    /**
     * @param text may be blank
     * @param begin where in the whole it begins
     */
    public record Piece(String text, int begin) {}

    /** The texts of all {@link #pieces}. */
    public static List<String> split(String text) {
        return pieces(text).stream().map(Piece::text).toList();
    }

    /** In order; of an empty text, one empty piece. */
    public static List<Piece> pieces(String text) {
        String marked = text;
        for (Pattern rule : RULES) {
            marked = rule.matcher(marked).replaceAll("$1\n$2");
        }
        int end = marked.length();
        while (end > 0 && isPythonSpace(marked.charAt(end - 1))) {
            end--;
        }
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        for (String piece : marked.substring(0, end).split("\n", -1)) {
            pieces.add(new Piece(piece, at));
            at += piece.length();
            if (at < text.length() && text.charAt(at) == '\n') {
                at++; // a line end of the text's own
            }
        }
        return List.copyOf(pieces);
    }

    /** What {@code str.rstrip} takes off. */
    private static boolean isPythonSpace(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || c == '\u0085'
                || (c >= '\u001c' && c <= '\u001f');
    }
}
