package voxfarm.frontend.ssml;

import java.io.IOException;
import java.io.Reader;
import java.util.regex.Pattern;

/** Tells a text in SSML from another. Stateless. */
public final class Ssml {
    /** A comment or a declaration before the root that is longer is not looked behind. */
    public static final int LONGEST_HEAD = 4096;

    private static final Pattern HEAD =
            Pattern.compile(
                    "\\ufeff?+\\s*+(?:<\\?xml\\s[^<>]{0,256}+>\\s*+)?+"
                            + "(?:<!--(?:(?!--)[\\s\\S])*+-->\\s*+)*+"
                            // a document type of another name is refused as any is
                            + "(?:<!(?i:DOCTYPE)\\s(?!\\s*+speak)[^<>\\[]{0,256}+(?:\\[[^\\]]*+\\]\\s*+)?+>\\s*+)?+"
                            + "<(?:!(?i:DOCTYPE)\\s++)?+speak[\\s/>\\[]");

    private Ssml() {}

    /** Whether a text begins with {@code <speak}, behind what XML lets stand before it. */
    public static boolean begins(CharSequence text) {
        return HEAD.matcher(text.subSequence(0, Math.min(text.length(), LONGEST_HEAD))).lookingAt();
    }

    /**
     * As the other.
     *
     * @param text stays where it is; supports marks
     */
    public static boolean begins(Reader text) throws IOException {
        char[] head = new char[LONGEST_HEAD];
        text.mark(LONGEST_HEAD);
        int length = 0;
        int n = 0;
        while (n >= 0 && length < head.length) {
            length += n;
            n = text.read(head, length, head.length - length);
        }
        text.reset();
        return begins(new String(head, 0, length));
    }
}
