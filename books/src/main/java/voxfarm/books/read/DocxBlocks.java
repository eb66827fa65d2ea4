package voxfarm.books.read;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;
import voxfarm.books.Block;

/**
 * The paragraphs of a Word document in one walk over it, however they lie within each other:
 * without what was moved away, boxes of text, and what stands there once more for older programs.
 * For one document, on one thread.
 */
final class DocxBlocks implements NodeVisitor {
    private final Map<String, Integer> headings;
    private final List<Block> blocks = new ArrayList<>();
    private final Deque<Paragraph> open = new ArrayDeque<>();

    /** How deep the element lies of which nothing is read; -1 where none does. */
    private int hiddenAt = -1;

    private int boxes;

    /** Of a reading, while it is walked over. */
    private @Nullable StringBuilder reading;

    private DocxBlocks(Map<String, Integer> headings) {
        this.headings = headings;
    }

    /**
     * @param boxes that are left out
     */
    record Read(List<Block> blocks, long boxes) {}

    /** A paragraph that is not over. */
    private static final class Paragraph {
        final StringBuilder text = new StringBuilder();
        final List<Block.Ruby> rubies = new ArrayList<>();
        String style = "";
        boolean item;
        String reading = "";
        int rubyBegin;
    }

    /**
     * @param headings levels of the styles that are headings
     */
    static Read of(Element document, Map<String, Integer> headings) {
        DocxBlocks walk = new DocxBlocks(headings);
        NodeTraversor.traverse(walk, document);
        return new Read(walk.blocks, walk.boxes);
    }

    @Override
    public void head(Node node, int depth) {
        if (hiddenAt >= 0 || !(node instanceof Element element)) {
            return;
        }
        String tag = element.normalName();
        switch (tag) {
            case "w:txbxcontent" -> {
                boxes += element.hasText() ? 1 : 0;
                hiddenAt = depth;
            }
            case "w:movefrom", "mc:fallback" -> hiddenAt = depth;
            case "w:p" -> open.push(new Paragraph());
            default -> {
                if (!open.isEmpty()) {
                    inParagraph(open.peek(), tag, element);
                }
            }
        }
    }

    private void inParagraph(Paragraph paragraph, String tag, Element element) {
        StringBuilder into = reading == null ? paragraph.text : reading;
        switch (tag) {
            case "w:pstyle" -> {
                if (paragraph.style.isEmpty()) {
                    paragraph.style = element.attr("w:val");
                }
            }
            case "w:numpr" -> paragraph.item = true;
            case "w:rt" -> reading = new StringBuilder();
            case "w:rubybase" -> paragraph.rubyBegin = paragraph.text.length();
            case "w:t" -> into.append(element.wholeText());
            case "w:nobreakhyphen" -> into.append('-');
            case "w:tab" -> {
                if (isOfRun(element)) {
                    into.append(' '); // and no stop of the paragraph's settings
                }
            }
            case "w:br", "w:cr" -> into.append('\n');
            default -> {
                // pictures, fields' codes, signs of footnotes
            }
        }
    }

    private static boolean isOfRun(Element element) {
        Element parent = element.parent();
        return parent != null && parent.normalName().equals("w:r");
    }

    @Override
    public void tail(Node node, int depth) {
        if (hiddenAt >= 0) {
            hiddenAt = depth == hiddenAt ? -1 : hiddenAt;
            return;
        }
        if (!(node instanceof Element element) || open.isEmpty()) {
            return;
        }
        Paragraph paragraph = open.peek();
        switch (element.normalName()) {
            case "w:p" -> end(open.pop());
            case "w:rt" -> {
                paragraph.reading = reading == null ? "" : reading.toString().strip();
                reading = null;
            }
            case "w:rubybase" -> {
                if (!paragraph.reading.isEmpty() && paragraph.rubyBegin < paragraph.text.length()) {
                    paragraph.rubies.add(
                            new Block.Ruby(
                                    paragraph.rubyBegin,
                                    paragraph.text.length(),
                                    paragraph.reading));
                }
                paragraph.reading = "";
            }
            default -> {
                // nothing ends with it
            }
        }
    }

    private void end(Paragraph paragraph) {
        String words = paragraph.text.toString().strip();
        if (words.isEmpty()) {
            return;
        }
        Integer level = headings.get(paragraph.style);
        if (level != null) {
            blocks.add(Block.heading(level, words));
            return;
        }
        int before = paragraph.text.indexOf(words);
        List<Block.Ruby> rubies =
                paragraph.rubies.stream()
                        .map(ruby ->
                                new Block.Ruby(
                                        ruby.begin() - before, ruby.end() - before, ruby.reading()))
                        .filter(ruby -> ruby.begin() >= 0 && ruby.end() <= words.length())
                        .toList();
        Block.Kind kind = paragraph.item ? Block.Kind.ITEM : Block.Kind.PARAGRAPH;
        blocks.add(new Block(kind, paragraph.item ? 1 : 0, words, rubies));
    }
}
