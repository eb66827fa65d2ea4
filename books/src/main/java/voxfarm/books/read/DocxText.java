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
import voxfarm.books.Book;
import voxfarm.books.archive.Archive;
import voxfarm.books.markup.Xml;

/** A book of Word (ECMA-376): paragraphs, headings by their styles, what was deleted not. */
final class DocxText {
    static final String DOCUMENT = "word/document.xml";

    private static final String RELATIONS = "_rels/.rels";
    private static final Pattern PICTURE =
            Pattern.compile(".+\\.(jpe?g|png)", Pattern.CASE_INSENSITIVE);
    private static final Pattern HEADING = Pattern.compile("heading ([1-6])");

    private DocxText() {}

    static Book read(Archive archive) {
        List<String> notes = new ArrayList<>();
        Map<String, Integer> headings = headings(archive, notes);
        Document document = Xml.xml(archive.read(DOCUMENT), DOCUMENT, notes::add);
        DocxBlocks.Read read = DocxBlocks.of(document, headings);
        if (read.boxes() > 0) {
            notes.add("boxes of text beside the lines are left out: " + read.boxes());
        }
        Sections.Found found = Sections.of(read.blocks());
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

    private static About about(Archive archive, Optional<String> heading, List<String> notes) {
        return properties(archive, heading, notes).with(thumbnail(archive, notes));
    }

    /** The picture of its first page, if whoever wrote the file kept one that we take. */
    private static Optional<String> thumbnail(Archive archive, List<String> notes) {
        if (!archive.has(RELATIONS)) {
            return Optional.empty();
        }
        Document relations = Xml.xml(archive.read(RELATIONS), RELATIONS, notes::add);
        for (Element one : relations.getElementsByTag("Relationship")) {
            String target = one.attr("Target").replaceFirst("^/", "");
            if (one.attr("Type").endsWith("/metadata/thumbnail")
                    && PICTURE.matcher(target).matches()
                    && archive.has(target)) {
                return Optional.of(target);
            }
        }
        return Optional.empty();
    }

    private static About properties(Archive archive, Optional<String> heading, List<String> notes) {
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
