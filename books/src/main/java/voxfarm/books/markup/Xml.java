package voxfarm.books.markup;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.text.TextDecoder;

/**
 * Documents of markup out of bytes. Entities of their own and DTDs are not looked at, and nothing
 * is fetched: jsoup knows neither.
 */
public final class Xml {
    private static final Pattern DECLARED =
            Pattern.compile(
                    "(?:encoding|charset)\\s*=\\s*[\"']?([\\w.:-]{2,40})",
                    Pattern.CASE_INSENSITIVE);
    private static final int HEAD_BYTES = 1024;

    /**
     * Of one document. Each costs some two hundred bytes of memory when it is read; the pages of
     * whole novels have some ten thousand.
     */
    private static final int MOST_TAGS = 2_000_000;

    /** Blanks and quotes of one tag: reading its attributes costs the square of their number. */
    private static final int MOST_IN_TAG = 50_000;

    /** Stands for what could not be decoded. */
    private static final String GAP = "\ufffd";

    private Xml() {}

    /**
     * Of XML that is damaged too: what is not closed ends where its parent does.
     *
     * @param notes takes what a person should know
     * @throws VoxfarmException {@code INVALID_REQUEST} if it has more tags than a book has, or more
     *     attributes in one
     */
    public static Document xml(byte[] bytes, String name, Consumer<String> notes) {
        String text = text(bytes, name, notes);
        bound(text, name);
        return Jsoup.parse(text, "", Parser.xmlParser());
    }

    /**
     * Of a page: as XML where it says that it is, since HTML knows no elements that end at once.
     *
     * @param notes takes what a person should know
     * @throws VoxfarmException {@code INVALID_REQUEST} if it has more tags than a book has, or more
     *     attributes in one
     */
    public static Document page(byte[] bytes, String name, Consumer<String> notes) {
        String text = text(bytes, name, notes);
        bound(text, name);
        return isXhtml(text) ? Jsoup.parse(text, "", Parser.xmlParser()) : Jsoup.parse(text);
    }

    /** A page of some megabytes that is tags alone would take gigabytes as a tree. */
    private static void bound(String text, String name) {
        int tags = 0;
        int inTag = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '<') {
                tags++;
                inTag = i + 1 < text.length() && Character.isLetter(text.charAt(i + 1)) ? 0 : -1;
            } else if (c == '>') {
                inTag = -1;
            } else if (inTag >= 0 && (Character.isWhitespace(c) || c == '"' || c == '\'')) {
                inTag++;
            }
            if (tags > MOST_TAGS || inTag > MOST_IN_TAG) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "%s: expected at most %d tags, and %d blanks and quotes in one",
                        name,
                        MOST_TAGS,
                        MOST_IN_TAG);
            }
        }
    }

    private static boolean isXhtml(String text) {
        String head = text.substring(0, Math.min(text.length(), HEAD_BYTES)).stripLeading();
        return head.startsWith("<?xml") || head.contains("http://www.w3.org/1999/xhtml");
    }

    /**
     * In the encoding that it names, if all of it is in that; else in the one that it looks like;
     * and where it is damaged, with gaps, of which a note tells.
     */
    private static String text(byte[] bytes, String name, Consumer<String> notes) {
        Optional<Charset> declared = declared(bytes);
        if (declared.isPresent() && !declared.get().equals(StandardCharsets.UTF_8)) {
            try {
                return TextDecoder.decode(bytes, name, declared.get()).text();
            } catch (VoxfarmException e) {
                // it is not what it says
            }
        }
        try {
            TextDecoder.Decoded decoded = TextDecoder.decode(bytes, name, null);
            if (decoded.note().isPresent() && declared.isPresent()) {
                notes.accept(
                        name
                                + ": is not "
                                + declared.get().name()
                                + ", as it says; read as it looks");
            }
            return decoded.text();
        } catch (VoxfarmException e) {
            Charset charset = declared.orElse(StandardCharsets.UTF_8);
            notes.accept(
                    name + ": is damaged: what is not " + charset.name() + " in it is left out");
            return new String(bytes, charset).replace(GAP, "");
        }
    }

    /** Whether the name of an encoding, which was read byte by byte, could be read in it at all. */
    private static boolean isOfBytes(Charset charset) {
        return new String(new byte[] {'a', 'b'}, charset).equals("ab");
    }

    private static Optional<Charset> declared(byte[] bytes) {
        String head =
                new String(
                        bytes, 0, Math.min(bytes.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        Matcher found = DECLARED.matcher(head);
        if (!found.find()) {
            return Optional.empty();
        }
        String encoding = found.group(1).toLowerCase(Locale.ROOT);
        try {
            // pages say gb2312 and mean what contains it
            return Optional.of(Charset.forName(encoding.startsWith("gb") ? "GB18030" : encoding))
                    .filter(Xml::isOfBytes);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }
}
