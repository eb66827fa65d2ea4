package voxfarm.frontend.split;

import java.io.IOException;
import java.io.Reader;
import voxfarm.common.plan.TextSpan;

/**
 * A caller's text without what only steers terminals and printers: escape sequences (ECMA-48, with
 * the links and titles of terminals), letters struck over with backspaces, and control characters.
 * Line ends, tabs and page ends stay; the separators of old data formats become blanks. Memory does
 * not grow with the text, but for the places of what is not forgotten. On one thread.
 */
public final class PrintableReader extends TracedReader {
    /** A link or a title that is longer, or not closed on its line, is read. */
    private static final int LONGEST_STRING = 4096;

    /** A sequence with more parameters is none. */
    private static final int LONGEST_SEQUENCE = 256;

    private static final int BLOCK = 8192;
    private static final char BELL = '\u0007';
    private static final char BACKSPACE = '\b';
    private static final char ESCAPE = '\u001b';
    private static final char FIRST_SEPARATOR = '\u001c';
    private static final char NEXT_LINE = '\u0085';
    private static final char SEQUENCE = '\u009b';
    private static final char STRING_END = '\u009c';

    private final Reader source;
    private final Unread unread;
    private final char[] block = new char[BLOCK];
    private final StringBuilder in = new StringBuilder();
    private final Places places = new Places();
    private int at;

    /** Characters of the source before {@code in}. */
    private int passed;

    /** Characters that were read of this. */
    private int given;

    private boolean allRead;

    public PrintableReader(Reader source, Unread unread) {
        this.source = source;
        this.unread = unread;
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
        int count = 0;
        while (count < length && more()) {
            char c = in.charAt(at);
            int struck = struckOver(c);
            if (struck > 0) {
                unread.control(passed + at, passed + at + struck);
                at += struck;
                places.copied(given + count, passed + at);
            } else if (printable(c)) {
                into[from + count++] = c;
                at++;
            } else if (c >= FIRST_SEPARATOR && c < ' ') {
                into[from + count++] = ' ';
                at++;
            } else if (c == NEXT_LINE) {
                into[from + count++] = '\n';
                at++;
            } else {
                int units = control(c);
                unread.control(passed + at, passed + at + units);
                at += units;
                places.copied(given + count, passed + at);
            }
        }
        given += count;
        return count == 0 && length > 0 ? -1 : count;
    }

    private static boolean printable(char c) {
        return (c >= ' ' && (c < '\u007f' || c > '\u009f')) || (c >= '\t' && c <= '\r');
    }

    /** How long a character and the backspace behind it are; 0 if there is none. */
    private int struckOver(char c) {
        int width = Character.isHighSurrogate(c) ? 2 : 1;
        return c > ' ' && printable(c) && peek(width) == BACKSPACE ? width + 1 : 0;
    }

    private char peek(int ahead) {
        return at + ahead < in.length() ? in.charAt(at + ahead) : '\0';
    }

    /** Whether there is a character, and enough behind it to judge it by. */
    private boolean more() throws IOException {
        if (!allRead && in.length() - at <= LONGEST_STRING) {
            in.delete(0, at);
            passed += at;
            at = 0;
            while (!allRead && in.length() <= LONGEST_STRING) {
                int n = source.read(block);
                allRead = n < 0;
                in.append(block, 0, Math.max(0, n));
            }
        }
        return at < in.length();
    }

    /** How long what begins with the control character is. */
    private int control(char c) {
        if (c == SEQUENCE) {
            return sequence(1);
        }
        if (c != ESCAPE) {
            // one character may stand for an escape and the one 64 below it
            return isString((char) (c - 0x40)) ? string(1) : 1;
        }
        char second = peek(1);
        if (second == '[') {
            return sequence(2);
        }
        if (isString(second)) {
            return string(2);
        }
        int end = behind(1, ' ', '/');
        char last = peek(end);
        return last >= '0' && last <= '~' ? end + 1 : 1;
    }

    /** What begins a string for the terminal behind an escape. */
    private static boolean isString(char second) {
        return second == ']' || second == 'P' || second == 'X' || second == '^' || second == '_';
    }

    /** Parameters, then a letter. */
    private int sequence(int from) {
        int end = behind(behind(from, '0', '?'), ' ', '/');
        char last = peek(end);
        return last >= '@' && last <= '~' ? end + 1 : from;
    }

    private int behind(int from, char first, char last) {
        int end = from;
        while (end < LONGEST_SEQUENCE && peek(end) >= first && peek(end) <= last) {
            end++;
        }
        return end;
    }

    private int string(int from) {
        for (int end = from; end < LONGEST_STRING - 1; end++) {
            char c = peek(end);
            if (c == BELL || c == STRING_END) {
                return end + 1;
            }
            if (c == ESCAPE && peek(end + 1) == '\\') {
                return end + 2;
            }
            if (!printable(c) || c == '\n' || c == '\r') {
                return from; // so that no character is looked at for two of them
            }
        }
        return from;
    }

    @Override
    void trace(int from, int to, TextSpan.Builder into) {
        places.trace(
                from,
                to,
                new Places.Trace() {
                    @Override
                    public void copied(int characters, int begin) {
                        into.copied(characters, begin);
                    }

                    @Override
                    public void standing(int characters, int begin, int end) {
                        into.standing(characters, new TextSpan(begin, end));
                    }
                });
    }

    @Override
    void forget(int before) {
        places.forget(before);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
