package voxfarm.books.markup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;
import voxfarm.books.Block;

/**
 * The blocks of an HTML page in reading order, as somebody reads it aloud: without what is hidden,
 * without the signs of footnotes and the notes, ruby as a reading of what it stands beside. Meant
 * for one page, on one thread.
 */
public final class HtmlBlocks {
    private static final Set<String> BLOCKS =
            Set.of(
                    "address",
                    "article",
                    "aside",
                    "blockquote",
                    "body",
                    "caption",
                    "center",
                    "dd",
                    "details",
                    "div",
                    "dl",
                    "dt",
                    "fieldset",
                    "figcaption",
                    "figure",
                    "footer",
                    "form",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "header",
                    "hr",
                    "html",
                    "li",
                    "main",
                    "ol",
                    "p",
                    "pre",
                    "section",
                    "summary",
                    "table",
                    "tbody",
                    "tfoot",
                    "thead",
                    "tr",
                    "ul");
    private static final Set<String> HIDDEN =
            Set.of(
                    "script",
                    "style",
                    "template",
                    "head",
                    "noscript",
                    "rp",
                    "audio",
                    "video",
                    "object",
                    "iframe",
                    "math",
                    "select",
                    "textarea",
                    "button");
    private static final Pattern SCENE =
            Pattern.compile("(?:[*•·※◆◇☆★＊⁂~_=—–\\-]\\s*+){3,}+|[*※◆◇☆★＊⁂❦❧☙]");
    private static final Pattern NOTE_SIGN =
            Pattern.compile("[\\[(（〔【]?(?:注|註)?\\s*(?:\\d{1,4}|[*†‡§¶※])[\\])）〕】]?");
    private static final long MOST_NODES_OF_SIGN = 32;
    private static final Pattern BREAK = Pattern.compile("(?:page-)?break|pagebreak");

    private final List<Block> blocks = new ArrayList<>();
    private final Map<String, Integer> anchors = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Block.Ruby> rubies = new ArrayList<>();
    private Block.Kind kind = Block.Kind.PARAGRAPH;
    private int level;

    /** How many items each open list had, the innermost first. */
    private final Deque<Integer> lists = new ArrayDeque<>();

    private int rubyBegin;
    private @Nullable StringBuilder reading;

    /** How deep the element lies of which nothing is read; -1 where none does. */
    private int hiddenAt = -1;

    private int notes;
    private boolean preserved;
    private String prefix = "";

    private HtmlBlocks() {}

    /**
     * @param blocks in reading order
     * @param anchors which block is the first at or behind an element's id
     * @param notes how many footnotes are left out
     */
    public record Page(List<Block> blocks, Map<String, Integer> anchors, int notes) {
        /** Which block an anchor stands before; empty if the page has no such anchor. */
        public OptionalInt at(String anchor) {
            Integer at = anchors.get(anchor);
            return at == null ? OptionalInt.empty() : OptionalInt.of(at);
        }
    }

    /** Of an element and all below it. */
    public static Page of(Element root) {
        HtmlBlocks page = new HtmlBlocks();
        NodeTraversor.traverse(
                new NodeVisitor() {
                    @Override
                    public void head(Node node, int depth) {
                        page.enter(node, depth);
                    }

                    @Override
                    public void tail(Node node, int depth) {
                        page.leave(node, depth);
                    }
                },
                root);
        page.flush();
        return new Page(List.copyOf(page.blocks), Map.copyOf(page.anchors), page.notes);
    }

    private void enter(Node node, int depth) {
        if (hiddenAt >= 0) {
            return;
        }
        if (node instanceof TextNode words) {
            append(words.getWholeText());
        } else if (node instanceof Element element) {
            enter(element, depth);
        }
    }

    private void enter(Element element, int depth) {
        String tag = tag(element);
        if (BLOCKS.contains(tag)) {
            flush();
        }
        anchor(element);
        if (isHidden(element, tag)) {
            hiddenAt = depth;
            return;
        }
        switch (tag) {
            case "h1", "h2", "h3", "h4", "h5", "h6" ->
                    begin(Block.Kind.HEADING, tag.charAt(1) - '0');
            case "ul", "ol" -> lists.push(0);
            case "li" -> {
                begin(Block.Kind.ITEM, Math.max(1, lists.size()));
                number(element);
            }
            case "tr" -> begin(Block.Kind.ROW, 0);
            case "hr" -> blocks.add(Block.scene());
            case "br" -> lineEnd();
            case "img", "image" -> picture(element);
            case "pre" -> preserved = true;
            case "ruby" -> rubyBegin = text.length();
            case "rt" -> reading = new StringBuilder();
            default -> {
                // an element within a line, or one whose blocks are its own
            }
        }
    }

    private void leave(Node node, int depth) {
        if (hiddenAt >= 0) {
            if (hiddenAt == depth) {
                hiddenAt = -1;
            }
            return;
        }
        if (!(node instanceof Element element)) {
            return;
        }
        String tag = tag(element);
        switch (tag) {
            case "ul", "ol" -> lists.poll();
            case "pre" -> preserved = false;
            case "td", "th" -> cell(element);
            case "rt" -> ruby();
            default -> {
                // nothing ends with it
            }
        }
        if (BLOCKS.contains(tag)) {
            flush();
            kind = Block.Kind.PARAGRAPH;
            level = 0;
            prefix = tag.equals("li") ? "" : prefix; // an item without words has no number
        }
    }

    private void begin(Block.Kind begun, int at) {
        kind = begun;
        level = at;
    }

    /** The number that a page shows before an item of an outer list. */
    private void number(Element item) {
        if (lists.isEmpty()) {
            return;
        }
        int number = lists.pop() + 1;
        lists.push(number);
        Element list = item.parent();
        if (lists.size() == 1 && list != null && tag(list).equals("ol")) {
            prefix = number + ". ";
        }
    }

    private void append(String words) {
        if (reading != null) {
            reading.append(words.strip());
            return;
        }
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (preserved && c == '\n') {
                lineEnd();
            } else if (!Character.isWhitespace(c) && c != '\u00a0') {
                text.append(c);
            } else if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
                text.append(' ');
            }
        }
    }

    /** Two in turn part paragraphs. */
    private void lineEnd() {
        trimEnd();
        if (text.isEmpty()) {
            return;
        }
        if (text.charAt(text.length() - 1) == '\n') {
            Block.Kind same = kind;
            int at = level;
            flush();
            begin(same, at);
        } else {
            text.append('\n');
        }
    }

    private void trimEnd() {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
    }

    private void cell(Element cell) {
        trimEnd();
        if (!text.isEmpty() && cell.nextElementSibling() != null) {
            text.append(", ");
        }
    }

    private void ruby() {
        String said = reading == null ? "" : reading.toString();
        reading = null;
        trimEnd();
        if (!said.isEmpty() && rubyBegin < text.length()) {
            rubies.add(new Block.Ruby(rubyBegin, text.length(), said));
        }
        rubyBegin = text.length();
    }

    /** A letter that is drawn begins its word; any other picture is a block of its own. */
    private void picture(Element picture) {
        String alt = picture.attr("alt").strip();
        if (alt.codePointCount(0, alt.length()) == 1 && text.isEmpty()) {
            text.append(alt);
        } else if (!alt.isEmpty() && text.isEmpty()) {
            blocks.add(new Block(Block.Kind.PICTURE, 0, alt, List.of()));
        }
    }

    private void anchor(Element element) {
        mark(element.id());
        if (tag(element).equals("a")) {
            mark(element.attr("name"));
        }
    }

    private void mark(String id) {
        if (!id.isEmpty()) {
            anchors.putIfAbsent(id, blocks.size());
        }
    }

    private boolean isHidden(Element element, String tag) {
        if (HIDDEN.contains(tag)
                || element.hasAttr("hidden")
                || element.attr("style").replace(" ", "").contains("display:none")) {
            return true;
        }
        String type = types(element);
        if (BREAK.matcher(type.strip()).matches()) {
            return true;
        }
        if (type.contains("footnote ") || type.contains("endnote ") || type.contains("rearnote ")) {
            notes++;
            return true;
        }
        return type.contains("noteref ") || isNoteSign(element, tag);
    }

    /** What the element is, in the words of EPUB and of ARIA, each with a blank behind it. */
    private static String types(Element element) {
        String aria = element.attr("role").replace("doc-", "");
        String types = element.attr("epub:type") + " " + aria;
        return types.isBlank() ? "" : types.toLowerCase(Locale.ROOT).strip() + " ";
    }

    /** A raised number that leads somewhere. */
    private static boolean isNoteSign(Element element, String tag) {
        boolean raised = tag.equals("sup");
        boolean leads =
                tag.equals("a")
                        && element.attr("href").contains("#")
                        && element.previousSibling() != null;
        // what is no sign may hold a book, and others that would each look through it
        return (raised || leads)
                && element.nodeStream().limit(MOST_NODES_OF_SIGN + 1).count() <= MOST_NODES_OF_SIGN
                && (leads || element.selectFirst("a[href*=#]") != null)
                && NOTE_SIGN.matcher(element.text().strip()).matches();
    }

    private void flush() {
        int begin = 0;
        while (begin < text.length() && Character.isWhitespace(text.charAt(begin))) {
            begin++;
        }
        int end = text.length();
        while (end > begin && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        String words = text.substring(begin, end);
        if (kind != Block.Kind.HEADING && SCENE.matcher(words).matches()) {
            blocks.add(Block.scene());
        } else if (!words.isEmpty()) {
            List<Block.Ruby> beside = new ArrayList<>();
            for (Block.Ruby ruby : rubies) {
                if (ruby.begin() >= begin && ruby.end() <= end) {
                    beside.add(
                            new Block.Ruby(
                                    ruby.begin() - begin + prefix.length(),
                                    ruby.end() - begin + prefix.length(),
                                    ruby.reading()));
                }
            }
            blocks.add(new Block(kind, level, prefix + words, beside));
            prefix = "";
        }
        text.setLength(0);
        rubies.clear();
        rubyBegin = 0;
    }

    private static String tag(Element element) {
        String name = element.normalName();
        return name.substring(name.indexOf(':') + 1);
    }
}
