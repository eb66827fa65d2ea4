package voxfarm.frontend.ssml;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * Cuts an XML document into tokens, each with its place in the caller's text. There is nothing in
 * it that grows or reaches outside: document type declarations, references other than the five of
 * XML and to characters, and instructions that name other documents are refused. Every character is
 * looked at once, and names, attributes, depth are bounded, so that time is linear in the text and
 * memory does not grow with it. On one thread.
 *
 * <p>Namespaces are not resolved: a prefix is a part of the name. The parser of the JDK would lose
 * the places of characters behind references and line ends.
 */
final class XmlTokens {
    static final int MAX_DEPTH = 64;
    static final int MAX_NAME = 128;
    static final int MAX_ATTRIBUTES = 32;
    static final int MAX_VALUE = 8192;

    private static final int LONGEST_REFERENCE = 32;
    private static final int NONE = -1;
    private static final int MAX_DECLARATION = 256;
    private static final Pattern DECLARATION =
            Pattern.compile(
                    "\\s+version\\s*=\\s*(?:'1\\.[01]'|\"1\\.[01]\")"
                            + "(?:\\s+encoding\\s*=\\s*(?:'[A-Za-z][A-Za-z0-9._-]*'"
                            + "|\"[A-Za-z][A-Za-z0-9._-]*\"))?"
                            + "(?:\\s+standalone\\s*=\\s*(?:'(?:yes|no)'|\"(?:yes|no)\"))?\\s*");
    private static final Map<String, Character> ENTITIES =
            Map.of("amp", '&', "lt", '<', "gt", '>', "quot", '"', "apos", '\'');

    private final XmlCharacters in;
    private final Deque<XmlToken.Open> open = new ArrayDeque<>();
    private boolean begun;
    private boolean rootSeen;
    private boolean inCdata;
    private boolean closesAtOnce;

    /** How many of the last characters were brackets: two and a sign that closes end no text. */
    private int brackets;

    XmlTokens(Reader source) {
        this.in = new XmlCharacters(source);
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} with line and column where it is no XML, or
     *     holds what is refused
     */
    XmlToken next() throws IOException {
        if (!begun) {
            begin();
        }
        if (closesAtOnce) {
            closesAtOnce = false;
            XmlToken.Open last = open.pop();
            return new XmlToken.Close(last.name(), last.place(), last.end());
        }
        while (true) {
            XmlToken.Place place = in.place();
            if (!in.more(1)) {
                return end(place);
            }
            XmlToken token = step(place);
            if (token != null) {
                return token;
            }
        }
    }

    /** Null where something is passed over. */
    private @Nullable XmlToken step(XmlToken.Place place) throws IOException {
        if (inCdata) {
            return cdata(place);
        }
        return in.looksAt('<') ? markup(place) : text(place);
    }

    private void begin() throws IOException {
        begun = true;
        in.skipByteOrderMark();
        in.skipBlanks(); // XML wants none before its declaration; people leave lines
        if (in.looksAt("<?xml") && in.more(6) && XmlCharacters.isBlank(in.peek(5))) {
            declaration(in.place());
        }
    }

    private void declaration(XmlToken.Place place) throws IOException {
        in.skip("<?xml".length());
        StringBuilder content = new StringBuilder();
        while (in.more(1) && !in.looksAt("?>") && content.length() < MAX_DECLARATION) {
            content.appendCodePoint(in.read());
        }
        if (!in.looksAt("?>") || !DECLARATION.matcher(content).matches()) {
            throw fault(place, "expected <?xml version=\"1.0\"?>, was another declaration");
        }
        in.skip("?>".length());
    }

    private XmlToken end(XmlToken.Place place) {
        if (inCdata) {
            throw fault(place, "the text ends within <![CDATA[; close it with ]]>");
        }
        if (!open.isEmpty()) {
            XmlToken.Open last = open.element();
            throw fault(
                    place,
                    "the text ends before </%s>, which was opened at %s",
                    last.name(),
                    last.place());
        }
        if (!rootSeen) {
            throw fault(place, "expected <speak>, the text ends");
        }
        return new XmlToken.End();
    }

    // text

    private @Nullable XmlToken text(XmlToken.Place place) throws IOException {
        int c = in.read();
        if (open.isEmpty()) {
            if (XmlCharacters.isBlank(c)) {
                return null;
            }
            throw rootSeen
                    ? fault(place, "expected nothing behind the document's end, was %s", shown(c))
                    : fault(place, "expected <speak>, was %s", shown(c));
        }
        if (c == '&') {
            brackets = 0;
            return new XmlToken.Text(reference(place), place, in.offset());
        }
        if (c == '>' && brackets >= 2) {
            throw fault(place, "]]> may not stand in a text; write ]]&gt;");
        }
        brackets = c == ']' ? brackets + 1 : 0;
        return new XmlToken.Text(c, place, in.offset());
    }

    private @Nullable XmlToken cdata(XmlToken.Place place) throws IOException {
        if (in.looksAt("]]>")) {
            in.skip(3);
            inCdata = false;
            return null;
        }
        return new XmlToken.Text(in.read(), place, in.offset());
    }

    /** Behind the sign that begins a reference. */
    private int reference(XmlToken.Place place) throws IOException {
        StringBuilder name = new StringBuilder();
        while (in.more(1)
                && !in.looksAt(';')
                && name.length() < LONGEST_REFERENCE
                && inReference()) {
            name.appendCodePoint(in.read());
        }
        if (name.isEmpty() || !in.looksAt(';')) {
            throw fault(
                    place,
                    "a & begins a reference such as &amp;; for the sign itself, write" + " &amp;");
        }
        in.read();
        if (name.charAt(0) == '#') {
            return character(name.substring(1), place);
        }
        Character stands = ENTITIES.get(name.toString());
        if (stands == null) {
            throw fault(
                    place,
                    "the entity &%s; is none of the five of XML (amp, lt, gt, quot, apos); write"
                            + " the character itself",
                    name);
        }
        return stands;
    }

    private boolean inReference() {
        char c = in.peek(0);
        return c == '#' || (c < 0x80 && Character.isLetterOrDigit(c)) || XmlCharacters.isInName(c);
    }

    private static int character(String number, XmlToken.Place place) {
        boolean hex = number.startsWith("x");
        String digits = hex ? number.substring(1) : number;
        boolean wellFormed =
                !digits.isEmpty()
                        && digits.chars()
                                .allMatch(c -> c < 0x80 && Character.digit(c, hex ? 16 : 10) >= 0);
        if (!wellFormed) {
            throw fault(place, "&#%s; is no reference to a character", number);
        }
        String plain = digits.replaceFirst("^0+(?=.)", "");
        int code = plain.length() > 7 ? NONE : Integer.parseInt(plain, hex ? 16 : 10);
        if (!XmlCharacters.isCharacter(code)) {
            throw fault(place, "&#%s; stands for no character of XML", number);
        }
        return code;
    }

    // markup

    private @Nullable XmlToken markup(XmlToken.Place place) throws IOException {
        brackets = 0;
        if (in.looksAt("<!--")) {
            comment(place);
            return null;
        }
        if (in.looksAt("<![CDATA[")) {
            if (open.isEmpty()) {
                throw fault(place, "<![CDATA[ stands within elements alone");
            }
            in.skip("<![CDATA[".length());
            inCdata = true;
            return null;
        }
        if (in.looksAt("<!")) {
            throw fault(
                    place,
                    "declarations such as <!DOCTYPE and <!ENTITY are not read; leave them out");
        }
        if (in.looksAt("<?")) {
            return instruction(place);
        }
        return in.looksAt("</") ? close(place) : open(place);
    }

    private void comment(XmlToken.Place place) throws IOException {
        in.skip("<!--".length());
        while (!in.looksAt("--")) {
            if (!in.more(1)) {
                throw fault(place, "the comment has no end; close it with -->");
            }
            in.read();
        }
        if (!in.looksAt("-->")) {
            throw fault(in.place(), "-- ends a comment, and > was expected behind it");
        }
        in.skip("-->".length());
    }

    private XmlToken instruction(XmlToken.Place place) throws IOException {
        in.skip("<?".length());
        String target = name("the target of a processing instruction");
        if (target.toLowerCase(Locale.ROOT).startsWith("xml")) {
            throw fault(
                    place,
                    target.equalsIgnoreCase("xml")
                            ? "<?%s may stand at the head of the text alone"
                            : "<?%s names another document, and none is read beside the text",
                    target);
        }
        if (!in.looksAt("?>") && !(in.more(1) && XmlCharacters.isBlank(in.peek(0)))) {
            throw fault(in.place(), "expected a blank or ?> behind <?%s", target);
        }
        while (!in.looksAt("?>")) {
            if (!in.more(1)) {
                throw fault(place, "<?%s has no end; close it with ?>", target);
            }
            in.read();
        }
        in.skip("?>".length());
        return new XmlToken.Instruction(target, place, in.offset());
    }

    private XmlToken close(XmlToken.Place place) throws IOException {
        in.skip("</".length());
        String name = name("the name of an element");
        in.skipBlanks();
        expect('>', place, "</" + name);
        if (open.isEmpty()) {
            throw fault(place, "</%s> closes nothing", name);
        }
        XmlToken.Open last = open.pop();
        if (!last.name().equals(name)) {
            throw fault(
                    place,
                    "expected </%s>, which was opened at %s, was </%s>",
                    last.name(),
                    last.place(),
                    name);
        }
        return new XmlToken.Close(name, place, in.offset());
    }

    private XmlToken open(XmlToken.Place place) throws IOException {
        in.skip(1);
        if (!in.more(1) || !XmlCharacters.isNameStart(in.peek(0))) {
            throw fault(place, "a < begins a tag such as <p>; for the sign itself, write &lt;");
        }
        String name = name("the name of an element");
        if (open.isEmpty() && rootSeen) {
            throw fault(place, "expected nothing behind the document's end, was <%s>", name);
        }
        Map<String, String> attributes = attributes(name, place);
        boolean empty = in.looksAt('/');
        if (empty) {
            in.read();
        }
        expect('>', place, "<" + name);
        if (open.size() == MAX_DEPTH) {
            throw fault(
                    place,
                    "<%s> lies in %d others, and at most that many are read",
                    name,
                    MAX_DEPTH);
        }
        XmlToken.Open opened = new XmlToken.Open(name, attributes, place, in.offset());
        open.push(opened);
        rootSeen = true;
        closesAtOnce = empty;
        return opened;
    }

    private Map<String, String> attributes(String element, XmlToken.Place place)
            throws IOException {
        Map<String, String> attributes = new LinkedHashMap<>();
        while (true) {
            boolean blank = in.skipBlanks();
            if (!in.more(1) || in.looksAt('>') || in.looksAt('/')) {
                return attributes;
            }
            XmlToken.Place here = in.place();
            if (!blank) {
                throw fault(here, "expected a blank between what stands in <%s", element);
            }
            String name = name("the name of an attribute of <" + element);
            in.skipBlanks();
            expect('=', here, name);
            in.skipBlanks();
            String value = value(name);
            if (attributes.putIfAbsent(name, value) != null) {
                throw fault(here, "<%s has two attributes %s", element, name);
            }
            if (attributes.size() > MAX_ATTRIBUTES) {
                throw fault(place, "<%s has more than %d attributes", element, MAX_ATTRIBUTES);
            }
        }
    }

    private String value(String attribute) throws IOException {
        XmlToken.Place place = in.place();
        if (!in.looksAt('"') && !in.looksAt('\'')) {
            throw fault(place, "expected a value in quotes behind %s=", attribute);
        }
        int quote = in.read();
        StringBuilder value = new StringBuilder();
        while (!in.looksAt((char) quote)) {
            XmlToken.Place here = in.place();
            if (!in.more(1)) {
                throw fault(place, "the value of %s has no end", attribute);
            }
            int c = in.read();
            if (c == '<') {
                throw fault(here, "a < in the value of %s; write &lt;", attribute);
            }
            value.appendCodePoint(c == '&' ? reference(here) : XmlCharacters.isBlank(c) ? ' ' : c);
            if (value.length() > MAX_VALUE) {
                throw fault(
                        place,
                        "the value of %s is longer than %d characters",
                        attribute,
                        MAX_VALUE);
            }
        }
        in.read();
        return value.toString();
    }

    private String name(String what) throws IOException {
        XmlToken.Place place = in.place();
        StringBuilder name = new StringBuilder();
        while (in.more(1)
                && (name.isEmpty()
                        ? XmlCharacters.isNameStart(in.peek(0))
                        : XmlCharacters.isInName(in.peek(0)))) {
            name.appendCodePoint(in.read());
            if (name.length() > MAX_NAME) {
                throw fault(place, "%s is longer than %d characters", what, MAX_NAME);
            }
        }
        if (name.isEmpty()) {
            throw fault(place, "expected %s", what);
        }
        if (!isPrefixed(name.toString())) {
            throw fault(place, "expected one colon at most within %s, was %s", what, name);
        }
        return name.toString();
    }

    /** With one prefix or none. */
    private static boolean isPrefixed(String name) {
        int colon = name.indexOf(':');
        return colon < 0
                || (colon > 0
                        && colon == name.lastIndexOf(':')
                        && colon + 1 < name.length()
                        && XmlCharacters.isNameStart(name.charAt(colon + 1)));
    }

    private void expect(char c, XmlToken.Place begin, String behind) throws IOException {
        XmlToken.Place place = in.place();
        if (!in.more(1)) {
            throw fault(begin, "%s has no end", behind);
        }
        int found = in.read();
        if (found != c) {
            throw fault(place, "expected %s behind %s, was %s", c, behind, shown(found));
        }
    }

    static String shown(int c) {
        return c > ' '
                        && c != 0x7f
                        && Character.isDefined(c)
                        && !Character.isISOControl(c)
                        && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                ? Problems.quote(Character.toString(c))
                : String.format(Locale.ROOT, "U+%04X", c);
    }

    /** What is wrong, and where. */
    @FormatMethod
    static VoxfarmException fault(
            XmlToken.Place place, @FormatString String what, Object... values) {
        return new VoxfarmException(
                ErrorCode.INVALID_REQUEST,
                "text: SSML, "
                        + place
                        + " (character "
                        + place.offset()
                        + "): "
                        + String.format(Locale.ROOT, what, values));
    }
}
