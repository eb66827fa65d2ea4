package voxfarm.frontend.split;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.plan.TextSpan;
import voxfarm.frontend.Marks;

/**
 * Text as somebody would read it aloud who sees it set: marks of Markdown and tags that shape it
 * are gone, and what they said of its shape is told by signs that are white space to everybody
 * else. Text without such marks passes as it is. Of a line it looks at the first thousands of
 * characters, so memory does not grow with the text, but for the places of what is not forgotten.
 * On one thread.
 */
public final class MarkdownReader extends TracedReader {
    /** Stands where a scene ends. */
    static final char SCENE = '\u001c';

    /** Stands before and behind a heading. */
    static final char HEADING = '\u001d';

    /** Stands before and behind an item of a list and a row of a table. */
    static final char LIST_ITEM = '\u001e';

    private static final int LOOK_AHEAD = 8192;
    private static final int LONGEST_LINK = 2000;
    private static final int LONGEST_RULE = 500;
    private static final int LONGEST_MARK = 200;

    /** A comment or a script that is longer is read aloud. */
    private static final int LONGEST_HIDDEN = 1 << 16;

    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final String COMMENT_END = "-->";

    private static final String SCENE_MARKS = "-*_~=•·※◆◇☆★＊—–";
    private static final String LONE_SCENE_MARKS = "*#⁂※◆◇☆★＊";
    private static final Pattern FENCE = Pattern.compile("\\s*(?:`{3,}|~{3,})[\\w+-]*\\s*");
    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(?:={3,}|-{3,})\\s*");
    private static final Pattern HEADING_MARK =
            Pattern.compile(" {0,3}(?:#{1,6}[ \\t\\u3000]+|#{2,6})(?=[^#\\s])");
    private static final Pattern QUOTE_MARK = Pattern.compile("\\s*(?:>[ \\t]?)+");
    private static final Pattern BULLET =
            Pattern.compile("\\s*[-*+•‣◦▪●○][ \\t\\u3000]+(?:\\[[ xX]\\][ \\t]+)?(?=\\S)");
    private static final Pattern NUMBERED =
            Pattern.compile("(\\s*)(\\d{1,3})[.)][ \\t\\u3000]+(?=\\S)");
    private static final Pattern SECOND = Pattern.compile("\\n[^\\S\\n]{0,20}+2[.)][ \\t\\u3000]");
    private static final int LONGEST_SECOND = 24;
    private static final Pattern TABLE_ROW = Pattern.compile("\\s*\\|(.*)\\|\\s*");
    private static final Pattern TABLE_RULE =
            Pattern.compile(
                    "\\s*+(?:\\|\\s*+)?+:?+-{2,}+:?+\\s*+"
                            + "(?:\\|\\s*+:?+-{2,}+:?+\\s*+)++(?:\\|\\s*+)?+");
    private static final Pattern LINK =
            Pattern.compile(
                    "!?\\[((?:[^\\[\\]\\n]++|\\[[^\\[\\]\\n]*+\\])*+)\\]"
                            + "\\([^()\\s]*+(?:\\([^()\\s]*+\\)[^()\\s]*+)*+"
                            + "(?:[ \\t]+\"[^\"\\n]*+\")?\\)");
    private static final Pattern NOTE = Pattern.compile("\\[\\^[^\\]\\s]{1,40}\\]:?");

    private enum Block {
        NONE,
        TEXT,
        HEADING,
        ITEM
    }

    private final TracedReader source;
    private final boolean shapes;
    private final Unread unread;
    private final StringBuilder in = new StringBuilder();

    /** For each character of {@code in} its place in the source. */
    private int[] origins = new int[3 * LOOK_AHEAD];

    private final StringBuilder out = new StringBuilder();

    /** What of the source the characters of this stand for. */
    private final Places places = new Places();

    private final char[] block = new char[LOOK_AHEAD];
    private final Ahead commentEnd = new Ahead(Pattern.compile(COMMENT_END), COMMENT_END.length());
    private final Ahead second = new Ahead(SECOND, LONGEST_SECOND);
    private final Map<String, Ahead> closingTags = new HashMap<>();
    private int at;

    /** Characters that were read of the source. */
    private int taken;

    /** Characters that were read of this. */
    private int given;

    private boolean allRead;
    private boolean begun;
    private boolean lineStart = true;
    private boolean fenced;
    private Block open = Block.NONE;
    private int counted;
    private char before = '\n';

    /**
     * @param shapes whether the signs are given; else a line end stands for each
     */
    public MarkdownReader(Reader source, boolean shapes) {
        this(source, shapes, new Unread());
    }

    /**
     * As the other.
     *
     * @param unread takes what is not read
     */
    public MarkdownReader(Reader source, boolean shapes, Unread unread) {
        this.source = TracedReader.of(source);
        this.shapes = shapes;
        this.unread = unread;
    }

    /** A text as its words, with a line end for whatever parts them. */
    public static String words(String text) {
        Unread unread = new Unread();
        Reader printable = new PrintableReader(new StringReader(text), unread);
        try (Reader in = new MarkdownReader(printable, false, unread)) {
            return in.readAllAsString().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text in memory gives none
        }
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
        while (out.length() < length && more()) {
            step();
        }
        int count = Math.min(length, out.length());
        if (count == 0) {
            return length == 0 ? 0 : -1;
        }
        out.getChars(0, count, into, from);
        out.delete(0, count);
        given += count;
        return count;
    }

    /** Whether there is a character, and enough behind it to judge it by. */
    private boolean more() throws IOException {
        if (!allRead && in.length() - at < LOOK_AHEAD) {
            forget();
            fill(2 * LOOK_AHEAD);
        }
        return at < in.length();
    }

    /** As far as something hidden may reach. */
    private void lookFar() throws IOException {
        if (at > LOOK_AHEAD) {
            forget();
        }
        fill(at + LONGEST_HIDDEN);
    }

    private void forget() {
        replace(0, at, "", new int[0]);
        at = 0;
    }

    private void fill(int length) throws IOException {
        while (!allRead && in.length() < length) {
            int n = source.read(block);
            allRead = n < 0;
            append(Math.max(0, n));
        }
    }

    /**
     * Puts other characters in the place of some.
     *
     * @param byOrigins of each of them its place in the source
     */
    private void replace(int from, int to, CharSequence by, int[] byOrigins) {
        int behind = from + by.length();
        int rest = in.length() - to;
        reserve(behind + rest);
        System.arraycopy(origins, to, origins, behind, rest);
        System.arraycopy(byOrigins, 0, origins, from, by.length());
        in.replace(from, to, by.toString());
        commentEnd.replaced(from, to, by.length());
        second.replaced(from, to, by.length());
        closingTags.values().forEach(tag -> tag.replaced(from, to, by.length()));
    }

    private int within(int characters) {
        return Math.min(in.length(), at + characters);
    }

    /** The signs are nobody's but ours. */
    private void append(int count) {
        reserve(in.length() + count);
        for (int i = 0; i < count; i++) {
            char c = block[i];
            origins[in.length()] = taken + i;
            in.append(c >= SCENE && c <= LIST_ITEM ? ' ' : c);
        }
        taken += count;
    }

    private void reserve(int characters) {
        if (characters > origins.length) {
            origins = Arrays.copyOf(origins, 2 * characters);
        }
    }

    /** Where in the source a character of {@code in} comes from, or the next one to be read. */
    private int origin(int index) {
        return index < in.length() ? origins[index] : taken;
    }

    /** What is made next comes from what stands at a place of {@code in}. */
    private void note(int index) {
        places.copied(given + out.length(), origin(index));
    }

    /** What is made next, up to the next note, stands for these characters of {@code in}. */
    private void note(int from, int to) {
        places.standing(given + out.length(), origins[from], origins[to - 1] + 1);
    }

    /** In the caller's text. */
    private TextSpan where(int from, int to) {
        return source.span(origins[from], origins[to - 1] + 1);
    }

    private void copy(int from, int to) {
        for (int i = from; i < to; i++) {
            note(i);
            out.append(in.charAt(i));
        }
    }

    private void step() throws IOException {
        if (!begun) {
            begun = true;
            if (frontMatter()) {
                return;
            }
        }
        if (lineStart) {
            lineStart = false;
            if (startLine() || at == in.length()) {
                return; // the line is done with, or a mark is all that it has
            }
        }
        char c = in.charAt(at);
        int mark = Marks.end(in, at);
        if (mark > at && !isLabel(mark)) {
            copy(at, mark); // of the voice, and nothing in it shapes the text
            before = ']';
            at = mark;
            return;
        }
        switch (c) {
            case '\r' -> endLineAt(Math.min(in.length(), at + (peek(1) == '\n' ? 2 : 1)));
            case '\n' -> endLineAt(at + 1);
            case '*', '_', '`', '~' -> marks(c);
            case '[', '!' -> link(c);
            case '#' -> closing();
            case '&' -> entity();
            case '<' -> tag();
            case '\\' -> escaped();
            default -> put(c);
        }
    }

    /** Passes over it, if there is one. */
    private boolean frontMatter() throws IOException {
        if (in.charAt(at) == BYTE_ORDER_MARK) {
            at++;
        }
        if (!FrontMatter.mayBegin(in, at)) {
            return false;
        }
        lookFar();
        OptionalInt end = FrontMatter.end(in, at, within(LONGEST_HIDDEN));
        if (end.isEmpty()) {
            return false;
        }
        unread.frontMatter(where(at, end.getAsInt()));
        at = end.getAsInt();
        return true;
    }

    private char peek(int ahead) {
        return at + ahead < in.length() ? in.charAt(at + ahead) : '\n';
    }

    private void put(char c) {
        note(at);
        out.append(c);
        before = c;
        at++;
    }

    private void sign(char sign) {
        note(at);
        out.append(shapes ? sign : '\n');
        before = '\n';
    }

    // lines

    /** The line that begins there, without its end, or its beginning if it is long. */
    private String line(int from) {
        int to = from;
        int most = Math.min(in.length(), from + LOOK_AHEAD / 2);
        while (to < most && in.charAt(to) != '\n' && in.charAt(to) != '\r') {
            to++;
        }
        return in.substring(from, to);
    }

    private static boolean scene(String line) {
        String marks = line.strip();
        if (marks.length() == 1) {
            return LONE_SCENE_MARKS.contains(marks);
        }
        char first = marks.charAt(0);
        return SCENE_MARKS.indexOf(first) >= 0
                && marks.chars().allMatch(c -> c == first || Character.isWhitespace(c))
                && marks.chars().filter(c -> c == first).count() >= 3;
    }

    private static boolean tableRule(String line) {
        return line.length() < LONGEST_RULE && TABLE_RULE.matcher(line).matches();
    }

    /** Whether the line is done with. */
    private boolean startLine() {
        String line = line(at);
        if (line.isBlank()) {
            if (open == Block.ITEM || open == Block.HEADING) {
                note(at);
                out.append('\n'); // its line's own end was a sign
            }
            open = Block.NONE;
            return false;
        }
        if (FENCE.matcher(line).matches()) {
            fenced = !fenced;
            note(at);
            out.append("\n\n");
            pass(line);
            return true;
        }
        if (fenced) {
            return false;
        }
        if (open == Block.HEADING) {
            open = Block.NONE;
        }
        if (scene(line)) {
            pass(line);
            sign(SCENE);
            return true;
        }
        if (tableRule(line)) {
            pass(line);
            return true;
        }
        skip(QUOTE_MARK, line);
        startBlock(line(at));
        return false;
    }

    private void startBlock(String line) {
        Matcher numbered = NUMBERED.matcher(line);
        Matcher row = TABLE_ROW.matcher(line);
        if (skip(HEADING_MARK, line)) {
            sign(HEADING);
            open = Block.HEADING;
        } else if (skip(BULLET, line)) {
            sign(LIST_ITEM);
            open = Block.ITEM;
        } else if (numbered.lookingAt() && counts(Integer.parseInt(numbered.group(2)))) {
            sign(LIST_ITEM);
            open = Block.ITEM;
            copy(at + numbered.start(2), at + numbered.end(2));
            note(at + numbered.end(2), at + numbered.end());
            out.append(", "); // a dot would end a sentence
            at += numbered.end();
        } else if (line.length() < LONGEST_LINK && row.matches()) {
            sign(LIST_ITEM);
            open = Block.ITEM;
            replaceRow(at, at + line.length(), at + row.start(1), at + row.end(1));
        } else if (open == Block.NONE) {
            open = Block.TEXT;
        }
    }

    /** The cells of a row of a table, between two places, with commas in the row's place. */
    private void replaceRow(int rowBegin, int rowEnd, int from, int to) {
        StringBuilder cells = new StringBuilder();
        int[] cellOrigins = new int[2 * (to - from)]; // a comma and a blank for each bar
        int cell = from;
        for (int i = from; i < to; ) {
            int mark = Marks.end(in, i);
            if (mark < 0 && in.charAt(i) == '|') {
                addCell(cell, i, cells, cellOrigins);
                Arrays.fill(cellOrigins, cells.length(), cells.length() + 2, origins[i]);
                cells.append(", ");
                cell = i + 1;
            }
            i = Math.max(i + 1, mark);
        }
        addCell(cell, to, cells, cellOrigins);
        replace(rowBegin, rowEnd, cells, cellOrigins);
    }

    private void addCell(int begin, int end, StringBuilder cells, int[] cellOrigins) {
        int from = begin;
        while (from < end && Character.isWhitespace(in.charAt(from))) {
            from++;
        }
        int to = end;
        while (to > from && Character.isWhitespace(in.charAt(to - 1))) {
            to--;
        }
        System.arraycopy(origins, from, cellOrigins, cells.length(), to - from);
        cells.append(in, from, to);
    }

    /** A number goes on with a list, or begins one that goes on: "1. Mai" is a date. */
    private boolean counts(int number) {
        boolean goesOn = number == counted + 1 && counted > 0;
        boolean begins = number == 1 && second.from(in, at, within(LOOK_AHEAD / 2)).isPresent();
        if (goesOn || begins) {
            counted = number;
        }
        return goesOn || begins;
    }

    private boolean skip(Pattern mark, String line) {
        Matcher found = mark.matcher(line).region(0, Math.min(line.length(), LONGEST_MARK));
        found.useTransparentBounds(true);
        if (!found.lookingAt()) {
            return false;
        }
        at += found.end();
        return true;
    }

    /** Passes over a line and its end. */
    private void pass(String line) {
        at += line.length();
        if (at < in.length() && in.charAt(at) == '\r') {
            at++;
        }
        if (at < in.length() && in.charAt(at) == '\n') {
            at++;
        }
        lineStart = true;
        open = Block.NONE;
    }

    private void endLineAt(int next) {
        note(at);
        at = next;
        lineStart = true;
        String following = line(next);
        if (open == Block.TEXT && UNDERLINE.matcher(following).matches()) {
            pass(following);
            sign(HEADING);
        } else if (open == Block.HEADING) {
            sign(HEADING);
        } else if (open == Block.ITEM && (following.isBlank() || beginsBlock(following))) {
            sign(LIST_ITEM);
        } else {
            out.append('\n');
            before = '\n';
        }
    }

    private static boolean beginsBlock(String line) {
        return HEADING_MARK.matcher(line).lookingAt()
                || BULLET.matcher(line).lookingAt()
                || NUMBERED.matcher(line).lookingAt()
                || scene(line)
                || TABLE_ROW.matcher(line).matches()
                || tableRule(line);
    }

    // within a line

    /** Marks of emphasis and of code: they touch a word, and are not between two. */
    private void marks(char mark) {
        int end = at;
        while (end < in.length() && in.charAt(end) == mark) {
            end++;
        }
        int count = end - at;
        char behind = end < in.length() ? in.charAt(end) : '\n';
        if (shapesText(mark, count, behind)) {
            at = end;
            return;
        }
        for (int i = 0; i < count; i++) {
            put(mark);
        }
    }

    private boolean shapesText(char mark, int count, char behind) {
        if (fenced || count > 3) {
            return false;
        }
        if (mark == '`') {
            return true;
        }
        boolean touches = !Character.isWhitespace(before) || !Character.isWhitespace(behind);
        boolean within = Character.isLetterOrDigit(before) && Character.isLetterOrDigit(behind);
        boolean han = wide(before) || wide(behind);
        return touches
                && switch (mark) {
                    case '~' -> count == 2;
                    case '_' -> !within && (wordy(before) || wordy(behind));
                    default -> !within || han || (count > 1 && !digits(before, behind));
                };
    }

    /** What words begin and end with. */
    private static boolean wordy(char c) {
        return !Character.isWhitespace(c);
    }

    private static boolean wide(char c) {
        return c >= '\u2e80';
    }

    private static boolean digits(char a, char b) {
        return Character.isDigit(a) && Character.isDigit(b);
    }

    /** Whether the mark that begins here is what is seen of a link, as {@code [[1]](#note)}. */
    private boolean isLabel(int markEnd) {
        return !fenced
                && markEnd < in.length()
                && in.charAt(markEnd) == '('
                && Marks.isBare(in, at, markEnd)
                && LINK.matcher(in).region(at, within(LONGEST_LINK)).lookingAt();
    }

    /** A link is read by its text, a picture by its description, the sign of a footnote not. */
    private void link(char c) {
        int to = within(LONGEST_LINK);
        if (!fenced && (c == '[' || peek(1) == '[')) {
            Matcher note = NOTE.matcher(in).region(at, to);
            if (note.lookingAt()) {
                at = note.end();
                return;
            }
            Matcher link = LINK.matcher(in).region(at, to);
            if (link.lookingAt()) {
                int[] seen = Arrays.copyOfRange(origins, link.start(1), link.end(1));
                replace(at, link.end(), link.group(1), seen);
                return;
            }
        }
        put(c);
    }

    /** Marks behind a heading. */
    private void closing() {
        if (open == Block.HEADING && Character.isWhitespace(before)) {
            int end = behind(behind(at, "#"), " \t");
            if (end == in.length() || "\r\n".indexOf(in.charAt(end)) >= 0) {
                at = end;
                return;
            }
        }
        put('#');
    }

    private int behind(int from, String characters) {
        int to = from;
        int most = within(LOOK_AHEAD / 2);
        while (to < most && characters.indexOf(in.charAt(to)) >= 0) {
            to++;
        }
        return to;
    }

    /** An entity stands for its character, which shapes nothing. */
    private void entity() {
        Optional<Markup.Found> entity =
                fenced ? Optional.empty() : Markup.entity(in, at, within(LONGEST_MARK));
        entity.ifPresentOrElse(this::append, () -> put('&'));
    }

    private void tag() throws IOException {
        if (fenced) {
            put('<');
            return;
        }
        if (peek(1) == '!' && peek(2) == '-' && peek(3) == '-') {
            comment();
            return;
        }
        Optional<Markup.Found> tag = Markup.tag(in, at, within(LOOK_AHEAD));
        if (tag.isEmpty()) {
            put('<');
            return;
        }
        int begin = at;
        if (!tag.get().tag().isEmpty()) {
            unread.tag(tag.get().tag(), () -> where(begin, tag.get().end()));
        }
        append(tag.get());
        if (tag.get().hides()) {
            hide(tag.get().tag());
        }
    }

    private void comment() throws IOException {
        lookFar();
        OptionalInt end = commentEnd.from(in, at + 2, within(LONGEST_HIDDEN));
        if (end.isEmpty()) {
            put('<');
            return;
        }
        at = end.getAsInt() + COMMENT_END.length();
    }

    /** Passes over what the tag holds, if it is closed. */
    private void hide(String tag) throws IOException {
        lookFar();
        at = closing(tag).from(in, at, within(LONGEST_HIDDEN)).orElse(at);
    }

    private Ahead closing(String tag) {
        return closingTags.computeIfAbsent(
                tag,
                name ->
                        new Ahead(
                                Pattern.compile("</" + name + "[\\s/>]", Pattern.CASE_INSENSITIVE),
                                name.length() + 3));
    }

    private void append(Markup.Found found) {
        note(at, found.end());
        out.append(found.text().replace("[", "\\[")); // begins no mark of a reading
        if (!found.text().isEmpty()) {
            before = found.text().charAt(found.text().length() - 1);
        }
        at = found.end();
    }

    private void escaped() {
        if (!fenced && peek(1) == '[') {
            put('\\'); // stays, so that no mark of a reading begins here, nor a link
            put('[');
            return;
        }
        if (!fenced && "*_#`~|>+-".indexOf(peek(1)) >= 0) {
            at++;
        }
        put(in.charAt(at));
    }

    @Override
    void trace(int from, int to, TextSpan.Builder into) {
        places.trace(
                from,
                to,
                new Places.Trace() {
                    @Override
                    public void copied(int characters, int begin) {
                        source.trace(begin, begin + characters, into);
                    }

                    @Override
                    public void standing(int characters, int begin, int end) {
                        into.standing(characters, source.span(begin, end));
                    }
                });
    }

    @Override
    void forget(int before) {
        places.forget(before);
        source.forget(places.begin(before));
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
