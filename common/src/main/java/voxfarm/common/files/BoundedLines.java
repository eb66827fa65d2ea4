package voxfarm.common.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/**
 * The lines of a text that nobody vouches for: a line above a bound is passed over, and never held
 * whole. Lines end with {@code \n}, {@code \r\n} or the text.
 */
public final class BoundedLines implements Closeable {
    private static final int END = -1;

    private final Reader reader;
    private final int most;

    /**
     * @param reader reads ahead by itself; closed with this
     * @param most characters of a line, its end not counted
     */
    public BoundedLines(Reader reader, int most) {
        this.reader = reader;
        this.most = most;
    }

    /** The next line within the bound, without its end; empty behind the last. */
    public Optional<String> next() throws IOException {
        for (int c = reader.read(); c != END; c = reader.read()) {
            StringBuilder line = new StringBuilder();
            for (; c != '\n' && c != END; c = reader.read()) {
                // room for the \r, and for one more that shows what is too long
                if (line.length() < most + 2) {
                    line.append((char) c);
                }
            }
            if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
                line.setLength(line.length() - 1);
            }
            if (line.length() <= most) {
                return Optional.of(line.toString());
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
