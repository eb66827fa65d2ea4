package voxfarm.frontend.ssml;

import java.io.IOException;
import java.io.Reader;

/**
 * The characters of an XML document with their places, each looked at once. Memory does not grow
 * with the text. On one thread.
 */
final class XmlCharacters {
    private static final int BLOCK = 8192;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Reader source;
    private final char[] block = new char[BLOCK];
    private int filled;
    private int at;
    private boolean allRead;
    private int offset;
    private int line = 1;
    private int column = 1;

    XmlCharacters(Reader source) {
        this.source = source;
    }

    /** Of the next character, in UTF-16 units. */
    int offset() {
        return offset;
    }

    /** One of the next characters, of which {@link #more} said that it is there. */
    char peek(int ahead) {
        return block[at + ahead];
    }

    /** At the head of the text, where nobody sees it. */
    void skipByteOrderMark() throws IOException {
        if (looksAt(BYTE_ORDER_MARK)) {
            at++;
            offset++;
        }
    }

    XmlToken.Place place() {
        return new XmlToken.Place(offset, line, column);
    }

    /** Whether there are so many characters yet; they lie in the block then. */
    boolean more(int characters) throws IOException {
        while (filled - at < characters && !allRead) {
            System.arraycopy(block, at, block, 0, filled - at);
            filled -= at;
            at = 0;
            int n = source.read(block, filled, block.length - filled);
            allRead = n < 0;
            filled += Math.max(0, n);
        }
        return filled - at >= characters;
    }

    boolean looksAt(char c) throws IOException {
        return more(1) && block[at] == c;
    }

    boolean looksAt(String text) throws IOException {
        if (!more(text.length())) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (block[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    void skip(int characters) throws IOException {
        for (int i = 0; i < characters; i++) {
            read();
        }
    }

    boolean skipBlanks() throws IOException {
        boolean any = false;
        while (more(1) && isBlank(block[at])) {
            read();
            any = true;
        }
        return any;
    }

    /** The next character; line ends are of one kind. There is one. */
    int read() throws IOException {
        XmlToken.Place place = place();
        boolean pair = more(2) && Character.isSurrogatePair(block[at], block[at + 1]);
        int c = pair ? Character.toCodePoint(block[at], block[at + 1]) : block[at];
        if (!isCharacter(c)) {
            throw XmlTokens.fault(place, "%s is no character of XML", XmlTokens.shown(c));
        }
        int units = pair || (c == '\r' && more(2) && block[at + 1] == '\n') ? 2 : 1;
        at += units;
        offset += units;
        if (c == '\r' || c == '\n') {
            line++;
            column = 1;
            return '\n';
        }
        column++;
        return c;
    }

    static boolean isCharacter(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= ' ' && c < Character.MIN_SURROGATE)
                || (c > Character.MAX_SURROGATE && c < 0xfffe)
                || (c > 0xffff && c <= Character.MAX_CODE_POINT);
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    static boolean isNameStart(char c) {
        return c == '_' || c == ':' || Character.isLetter(c);
    }

    static boolean isInName(char c) {
        return isNameStart(c)
                || c == '-'
                || c == '.'
                || c == '\u00b7'
                || Character.isDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }
}
