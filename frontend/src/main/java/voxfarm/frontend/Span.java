package voxfarm.frontend;

/**
 * A stretch of the caller's text.
 *
 * @param begin first UTF-16 unit
 * @param end behind the last one; at least {@code begin}
 */
public record Span(int begin, int end) {
    public Span {
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("span: from " + begin + " to " + end);
        }
    }
}
