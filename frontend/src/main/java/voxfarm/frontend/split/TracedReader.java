package voxfarm.frontend.split;

import java.io.IOException;
import java.io.Reader;
import voxfarm.common.plan.TextSpan;

/**
 * A text on its way, of which each character knows what of the caller's text it comes from. Places
 * count UTF-16 units from the beginning. On one thread.
 */
public abstract class TracedReader extends Reader {
    /** A text as its caller sent it, or one that is traced already. */
    static TracedReader of(Reader text) {
        return text instanceof TracedReader traced ? traced : new Original(text);
    }

    /**
     * Says what of the caller's text the characters between two places come from. They were read,
     * and are not forgotten.
     */
    abstract void trace(int from, int to, TextSpan.Builder into);

    /** Nobody asks for the characters before one any more, so that memory does not grow. */
    abstract void forget(int before);

    /** What of the caller's text the characters between two places come from, at least one. */
    public final TextSpan span(int from, int to) {
        return span(from, to, 0);
    }

    /**
     * @param least nothing of the caller's before it belongs to the span
     */
    final TextSpan span(int from, int to, int least) {
        TextSpan.Builder span = new TextSpan.Builder();
        trace(from, to, span);
        return span.build(least);
    }

    private static final class Original extends TracedReader {
        private final Reader text;

        Original(Reader text) {
            this.text = text;
        }

        @Override
        public int read(char[] into, int from, int length) throws IOException {
            return text.read(into, from, length);
        }

        @Override
        void trace(int from, int to, TextSpan.Builder into) {
            into.copied(to - from, from);
        }

        @Override
        void forget(int before) {
            // nothing is kept
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }
}
