package voxfarm.books.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import voxfarm.books.About;
import voxfarm.books.Book;
import voxfarm.books.markup.HtmlBlocks;
import voxfarm.books.markup.Xml;

/** A book of one HTML page: its headings are its chapters. */
final class HtmlText {
    private HtmlText() {}

    static Book read(byte[] bytes, String name) {
        List<String> notes = new ArrayList<>();
        Document page = Xml.page(bytes, name, notes::add);
        Element body = page.selectFirst("body");
        HtmlBlocks.Page blocks = HtmlBlocks.of(body == null ? page : body);
        Sections.Found found = Sections.of(blocks.blocks());
        Element html = page.selectFirst("html");
        About about =
                About.of(
                        found.title().or(() -> text(page, "head > title")),
                        meta(page, "author").stream().toList(),
                        Optional.ofNullable(html)
                                .map(one -> one.attr("lang"))
                                .filter(one -> !one.isEmpty()),
                        Optional.empty(),
                        meta(page, "description"));
        if (blocks.notes() > 0) {
            notes.add("footnotes are left out: " + blocks.notes());
        }
        return new Book("HTML", about, found.chapters(), notes);
    }

    private static Optional<String> text(Document page, String selector) {
        Element element = page.selectFirst(selector);
        return Optional.ofNullable(element)
                .map(one -> one.text().strip())
                .filter(text -> !text.isEmpty());
    }

    private static Optional<String> meta(Document page, String name) {
        Element element = page.selectFirst("meta[name=" + name + "]");
        return Optional.ofNullable(element)
                .map(one -> one.attr("content").strip())
                .filter(text -> !text.isEmpty());
    }
}
