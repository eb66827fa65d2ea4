package voxfarm.frontend.split;

import java.io.IOException;
import java.io.Reader;
import voxfarm.frontend.Span;

/**
 * A text on its way, of which each character knows what of the caller's text it stands for. Places
 * count UTF-16 units from the beginning. On one thread.
 */
public abstract class TracedReader extends Reader {
    /** A text as its caller sent it, or one that is traced already. */
    static TracedReader of(Reader text) {
        return text instanceof TracedReader traced ? traced : new Original(text);
    }

    /**
     * What of the caller's text the characters between two places stand for. They were read, and
     * are not forgotten.
     */
    public abstract Span span(int from, int to);

    /** Nobody asks for the characters before one any more, so that memory does not grow. */
    abstract void forget(int before);

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
        public Span span(int from, int to) {
            return new Span(from, to);
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
