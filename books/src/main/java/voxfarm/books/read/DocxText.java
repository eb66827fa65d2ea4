package voxfarm.books.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import voxfarm.books.About;
import voxfarm.books.Block;
import voxfarm.books.Book;
import voxfarm.books.archive.Archive;
import voxfarm.books.markup.Xml;

/** A book of Word (ECMA-376): paragraphs, headings by their styles, what was deleted not. */
final class DocxText {
    static final String DOCUMENT = "word/document.xml";

    /** Stands in the file twice, once for older programs. */
    private static final String TEXT_BOX = "w|txbxContent";

    /** Where words stood before they were moved; and the reading beside others. */
    private static final String NOT_READ = "w|moveFrom, w|rt";

    private static final String FOR_OLDER = "mc|Fallback";

    private static final Pattern HEADING = Pattern.compile("heading ([1-6])");

    private DocxText() {}

    static Book read(Archive archive) {
        List<String> notes = new ArrayList<>();
        Map<String, Integer> headings = headings(archive, notes);
        Document document = Xml.xml(archive.read(DOCUMENT), DOCUMENT, notes::add);
        List<Block> blocks = new ArrayList<>();
        for (Element paragraph : document.getElementsByTag("w:p")) {
            if (paragraph.closest(TEXT_BOX) == null) {
                block(paragraph, headings).ifPresent(blocks::add);
            }
        }
        long boxes =
                document.getElementsByTag("w:txbxContent").stream()
                        .filter(box -> box.closest(FOR_OLDER) == null && !box.text().isBlank())
                        .count();
        if (boxes > 0) {
            notes.add("boxes of text beside the lines are left out: " + boxes);
        }
        Sections.Found found = Sections.of(blocks);
        return new Book("Word", about(archive, found.title(), notes), found.chapters(), notes);
    }

    /** Levels of the styles that are headings, by the name that no translation changes. */
    private static Map<String, Integer> headings(Archive archive, List<String> notes) {
        Map<String, Integer> headings = new HashMap<>();
        if (archive.has("word/styles.xml")) {
            Document styles =
                    Xml.xml(archive.read("word/styles.xml"), "word/styles.xml", notes::add);
            for (Element style : styles.getElementsByTag("w:style")) {
                Element name = style.getElementsByTag("w:name").first();
                String called = name == null ? "" : name.attr("w:val").toLowerCase(Locale.ROOT);
                Matcher heading = HEADING.matcher(called);
                if (heading.matches()) {
                    headings.put(style.attr("w:styleId"), Integer.parseInt(heading.group(1)));
                } else if (called.equals("title")) {
                    headings.put(style.attr("w:styleId"), 1);
                }
            }
        }
        return headings;
    }

    private static Optional<Block> block(Element paragraph, Map<String, Integer> headings) {
        StringBuilder text = new StringBuilder();
        for (Element run : paragraph.getElementsByTag("w:r")) {
            if (run.closest(TEXT_BOX) != null || run.closest(NOT_READ) != null) {
                continue;
            }
            for (Element child : run.children()) {
                switch (child.normalName()) {
                    case "w:t" -> text.append(child.wholeText());
                    case "w:nobreakhyphen" -> text.append('-');
                    case "w:tab" -> text.append(' ');
                    case "w:br", "w:cr" -> text.append('\n');
                    default -> {
                        // pictures, fields' codes, signs of footnotes
                    }
                }
            }
        }
        String words = text.toString().strip();
        if (words.isEmpty()) {
            return Optional.empty();
        }
        Element style = paragraph.getElementsByTag("w:pStyle").first();
        Integer level = style == null ? null : headings.get(style.attr("w:val"));
        if (level != null) {
            return Optional.of(Block.heading(level, words));
        }
        boolean item = !paragraph.getElementsByTag("w:numPr").isEmpty();
        return Optional.of(
                new Block(
                        item ? Block.Kind.ITEM : Block.Kind.PARAGRAPH,
                        item ? 1 : 0,
                        words,
                        List.of()));
    }

    private static About about(Archive archive, Optional<String> heading, List<String> notes) {
        if (!archive.has("docProps/core.xml")) {
            return About.titled(heading);
        }
        Document core = Xml.xml(archive.read("docProps/core.xml"), "docProps/core.xml", notes::add);
        return About.of(
                one(core, "dc:title").or(() -> heading),
                one(core, "dc:creator").stream().toList(),
                one(core, "dc:language"),
                one(core, "dcterms:created"),
                one(core, "dc:description"));
    }

    private static Optional<String> one(Document core, String tag) {
        return Optional.ofNullable(core.getElementsByTag(tag).first())
                .map(element -> element.text().strip())
                .filter(text -> !text.isEmpty());
    }
}
