package voxfarm.books.publish;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import voxfarm.common.tags.BookTags;
import voxfarm.common.tags.CoverImage;

/**
 * A book to read along: EPUB 3 with media overlays. Chapters are written one after another, each
 * its text, when each sentence is heard, and its sound. Of a chapter of which nothing is heard
 * there is the text alone. In memory are the paragraphs of one chapter, and of the others titles
 * and lengths. The same book is the same file. On one thread; the stream stays the caller's.
 */
public final class ReadAlongEpub {
    public static final String CONTENT_TYPE = "application/epub+zip";

    private static final String XHTML = "application/xhtml+xml";
    private static final String ROOT = "EPUB/";
    private static final String ACTIVE = "-epub-media-overlay-active";
    private static final String TITLE_PAGE = "title.xhtml";
    private static final int COPIED_AT_ONCE = 1 << 16;
    private static final String STYLE =
            """
            body { margin: 1em; line-height: 1.5; }
            h1, h2, h3, h4, h5, h6 { line-height: 1.2; }
            img { max-width: 100%; max-height: 90vh; }
            .-epub-media-overlay-active { background-color: #ffe9a8; color: #000; }
            """;

    private final ZipOutputStream zip;
    private final BookTags book;
    private final String identifier;
    private final String language;
    private final Instant modified;
    private final List<Made> chapters = new ArrayList<>();

    /**
     * The sound of a chapter.
     *
     * @param extension of its file, without the dot
     * @param contentType {@code audio/mpeg}, {@code audio/mp4}, or {@code audio/ogg} of Opus: what
     *     readers of EPUB must know
     * @param seconds its length
     */
    public record Sound(String extension, String contentType, double seconds, Opening file) {
        /** Opens the file; it is read once, and closed. */
        @FunctionalInterface
        public interface Opening {
            InputStream open() throws IOException;
        }
    }

    /** What the package document says of a chapter. */
    private record Made(String name, String title, Sound sound, long heardMillis) {
        String text() {
            return name + ".xhtml";
        }

        String overlay() {
            return name + ".smil";
        }

        String audio() {
            return "audio/" + name + "." + sound.extension();
        }

        boolean heard() {
            return heardMillis > 0;
        }
    }

    /**
     * @param identifier of this publication where the book has none: a URI that is no other's
     * @param modified when the book was made; decides nothing but what the file says of it
     */
    public ReadAlongEpub(OutputStream out, BookTags book, String identifier, Instant modified)
            throws IOException {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        this.book = book;
        this.identifier = book.identifier().orElse(identifier);
        this.language = book.language().flatMap(ReadAlongEpub::language).orElse("und");
        this.modified = modified.truncatedTo(ChronoUnit.SECONDS);
        writeMimetype();
        entry("META-INF/container.xml", this::writeContainer);
        entry(ROOT + "style.css", out2 -> out2.write(STYLE.getBytes(StandardCharsets.UTF_8)));
        if (book.cover().isPresent()) {
            CoverImage cover = book.cover().get();
            store(ROOT + coverName(cover), out2 -> out2.write(cover.bytes()));
        }
        entry(ROOT + TITLE_PAGE, this::writeTitlePage);
    }

    /** As BCP 47 has it; empty if it is none. */
    private static Optional<String> language(String name) {
        try {
            String tag =
                    new Locale.Builder()
                            .setLanguageTag(name.replace('_', '-'))
                            .build()
                            .toLanguageTag();
            return Optional.of(tag);
        } catch (IllformedLocaleException e) {
            return Optional.empty();
        }
    }

    private static String coverName(CoverImage cover) {
        return "cover." + cover.kind().extension();
    }

    /** Writes an entry. */
    @FunctionalInterface
    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    private ZipEntry named(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.ofInstant(modified, ZoneOffset.UTC));
        return entry;
    }

    private void entry(String name, Content content) throws IOException {
        zip.setLevel(Deflater.DEFAULT_COMPRESSION);
        write(name, content);
    }

    /** Of what is packed already. */
    private void store(String name, Content content) throws IOException {
        zip.setLevel(Deflater.NO_COMPRESSION);
        write(name, content);
    }

    private void write(String name, Content content) throws IOException {
        zip.putNextEntry(named(name));
        content.write(zip);
        zip.closeEntry();
    }

    /** The first file, as it is, so that its place and length are fixed. */
    private void writeMimetype() throws IOException {
        byte[] type = CONTENT_TYPE.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(type);
        ZipEntry entry = named("mimetype");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(type.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(type);
        zip.closeEntry();
    }

    private void writeContainer(OutputStream out) throws IOException {
        XmlOut xml = new XmlOut(out);
        xml.open(
                "container",
                "version",
                "1.0",
                "xmlns",
                "urn:oasis:names:tc:opendocument:xmlns:container");
        xml.open("rootfiles")
                .empty(
                        "rootfile",
                        "full-path",
                        ROOT + "package.opf",
                        "media-type",
                        "application/oebps-package+xml");
        xml.close().close().line().end();
    }

    private XmlOut page(OutputStream out, String title) throws IOException {
        XmlOut xml = new XmlOut(out).doctype("<!DOCTYPE html>");
        xml.open(
                "html",
                "xmlns",
                "http://www.w3.org/1999/xhtml",
                "xmlns:epub",
                "http://www.idpf.org/2007/ops",
                "lang",
                language,
                "xml:lang",
                language);
        xml.line().open("head").line();
        xml.element("title", title.isBlank() ? book.title() : title);
        xml.empty("link", "rel", "stylesheet", "type", "text/css", "href", "style.css");
        xml.close().line().open("body").line();
        return xml;
    }

    private static void endPage(XmlOut xml) throws IOException {
        xml.close().line().close().line().end();
    }

    private void writeTitlePage(OutputStream out) throws IOException {
        XmlOut xml = page(out, book.title());
        xml.open("section", "epub:type", "titlepage").line();
        if (book.cover().isPresent()) {
            xml.open("p").empty("img", "src", coverName(book.cover().get()), "alt", book.title());
            xml.close().line();
        }
        xml.element("h1", book.title());
        if (book.author().isPresent()) {
            xml.element("p", book.author().get());
        }
        xml.element("p", BookTags.MACHINE_SPEECH, "lang", "en", "xml:lang", "en");
        xml.close().line();
        endPage(xml);
    }

    /**
     * Adds the next chapter.
     *
     * @param title as the contents show it
     * @param paragraphs with the times of their sentences, which ascend
     */
    public void addChapter(String title, List<ReadAlong.Paragraph> paragraphs, Sound sound)
            throws IOException {
        String name = String.format(Locale.ROOT, "c%05d", chapters.size() + 1);
        String shown = BookTags.clean(title).isEmpty() ? name : BookTags.clean(title);
        Overlay overlay = new Overlay(paragraphs, sound.seconds());
        Made made = new Made(name, shown, sound, overlay.heardMillis());
        entry(ROOT + made.text(), out -> writeText(out, made, paragraphs));
        if (made.heard()) {
            entry(ROOT + made.overlay(), out -> overlay.write(out, made));
            store(ROOT + made.audio(), out -> copy(sound, out));
        }
        chapters.add(made);
    }

    private static void copy(Sound sound, OutputStream out) throws IOException {
        try (InputStream in = sound.file().open()) {
            byte[] block = new byte[COPIED_AT_ONCE];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while a book was written");
                }
                out.write(block, 0, n);
            }
        }
    }

    private void writeText(OutputStream out, Made made, List<ReadAlong.Paragraph> paragraphs)
            throws IOException {
        XmlOut xml = page(out, made.title());
        xml.open("section", "epub:type", "chapter").line();
        boolean headed =
                !paragraphs.isEmpty() && paragraphs.getFirst().kind() == ReadAlong.Kind.HEADING;
        if (!headed) {
            xml.element("h1", made.title());
        }
        int number = 0;
        boolean list = false;
        for (ReadAlong.Paragraph paragraph : paragraphs) {
            boolean item = paragraph.kind() == ReadAlong.Kind.ITEM;
            if (item && !list) {
                xml.open("ul").line();
            } else if (list && !item) {
                xml.close().line();
            }
            list = item;
            number = write(xml, paragraph, number);
        }
        if (list) {
            xml.close().line();
        }
        xml.close().line();
        endPage(xml);
    }

    private static int write(XmlOut xml, ReadAlong.Paragraph paragraph, int sentences)
            throws IOException {
        int number = sentences;
        switch (paragraph.kind()) {
            case HEADING -> xml.open("h" + Math.clamp(paragraph.level(), 1, 6));
            case PARAGRAPH -> xml.open("p");
            case ITEM -> xml.open("li");
            case SCENE -> {
                xml.empty("hr");
                return number;
            }
        }
        for (ReadAlong.Sentence sentence : paragraph.sentences()) {
            if (sentence.spaced()) {
                xml.space();
            }
            xml.open("span", "id", "s" + ++number).text(sentence.text()).close();
        }
        xml.close().line();
        return number;
    }

    /**
     * When each sentence of a chapter lights up: until the next one does, so that pauses are heard
     * too, the first from the beginning and the last to the end.
     */
    private static final class Overlay {
        private final List<long[]> heard = new ArrayList<>();

        Overlay(List<ReadAlong.Paragraph> paragraphs, double seconds) {
            int number = 0;
            for (ReadAlong.Paragraph paragraph : paragraphs) {
                for (ReadAlong.Sentence sentence : paragraph.sentences()) {
                    number++;
                    if (sentence.clip().isPresent()) {
                        long from = Math.round(sentence.clip().get().from() * 1000);
                        add(number, heard.isEmpty() ? 0 : from);
                    }
                }
            }
            if (!heard.isEmpty()) {
                heard.getLast()[2] = Math.max(heard.getLast()[1] + 1, (long) (seconds * 1000));
            }
        }

        private void add(int number, long from) {
            if (!heard.isEmpty()) {
                long[] last = heard.getLast();
                if (from <= last[1]) {
                    return; // shorter than a thousandth of a second
                }
                last[2] = from;
            }
            heard.add(new long[] {number, from, from});
        }

        long heardMillis() {
            return heard.stream().mapToLong(one -> one[2] - one[1]).sum();
        }

        void write(OutputStream out, Made made) throws IOException {
            XmlOut xml = new XmlOut(out);
            xml.open(
                    "smil",
                    "xmlns",
                    "http://www.w3.org/ns/SMIL",
                    "xmlns:epub",
                    "http://www.idpf.org/2007/ops",
                    "version",
                    "3.0");
            xml.line().open("body", "epub:textref", made.text(), "epub:type", "chapter").line();
            for (long[] one : heard) {
                xml.open("par");
                xml.empty("text", "src", made.text() + "#s" + one[0]);
                xml.empty(
                        "audio",
                        "src",
                        made.audio(),
                        "clipBegin",
                        seconds(one[1]),
                        "clipEnd",
                        seconds(one[2]));
                xml.close().line();
            }
            xml.close().line().close().line().end();
        }
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%d.%03ds", millis / 1000, millis % 1000);
    }

    /** Writes what tells of all chapters, and ends the file. */
    public void finish() throws IOException {
        if (chapters.isEmpty()) {
            throw new IllegalStateException("expected a chapter, had none");
        }
        entry(ROOT + "nav.xhtml", this::writeNavigation);
        entry(ROOT + "package.opf", this::writePackage);
        zip.finish();
    }

    private void writeNavigation(OutputStream out) throws IOException {
        XmlOut xml = page(out, book.title());
        xml.open("nav", "epub:type", "toc", "id", "toc").line();
        xml.element("h1", book.title());
        xml.open("ol").line();
        for (Made chapter : chapters) {
            xml.open("li").open("a", "href", chapter.text()).text(chapter.title());
            xml.close().close().line();
        }
        xml.close().line().close().line();
        endPage(xml);
    }

    private void writePackage(OutputStream out) throws IOException {
        XmlOut xml = new XmlOut(out);
        xml.open(
                "package",
                "xmlns",
                "http://www.idpf.org/2007/opf",
                "version",
                "3.0",
                "unique-identifier",
                "id",
                "xml:lang",
                language);
        xml.line().open("metadata", "xmlns:dc", "http://purl.org/dc/elements/1.1/").line();
        describeBook(xml);
        describeAccess(xml);
        describeDurations(xml);
        xml.close().line();
        manifest(xml);
        xml.open("spine").line();
        xml.empty("itemref", "idref", "title");
        for (Made chapter : chapters) {
            xml.empty("itemref", "idref", chapter.name());
        }
        xml.close().line().close().line().end();
    }

    private void describeBook(XmlOut xml) throws IOException {
        xml.element("dc:identifier", identifier, "id", "id");
        xml.element("dc:title", book.title());
        xml.element("dc:language", language);
        int number = 0;
        for (String author : book.authors()) {
            person(xml, "dc:creator", "a" + ++number, author, "aut");
        }
        if (book.narrator().isPresent()) {
            person(xml, "dc:contributor", "narrator", book.narrator().get(), "nrt");
            meta(xml, "media:narrator", book.narrator().get());
        }
        optional(xml, "dc:publisher", book.publisher());
        optional(
                xml,
                "dc:date",
                book.date().filter(date -> date.matches("\\d{4}(-\\d\\d(-\\d\\d)?)?")));
        optional(xml, "dc:description", book.description());
        if (book.seriesName().isPresent()) {
            meta(xml, "belongs-to-collection", book.seriesName().get(), "id", "series");
            meta(xml, "collection-type", "series", "refines", "#series");
            if (book.seriesPart().isPresent()) {
                meta(xml, "group-position", book.seriesPart().get(), "refines", "#series");
            }
        }
        meta(xml, "dcterms:modified", modified.toString());
        meta(xml, "dcterms:provenance", BookTags.MACHINE_SPEECH);
    }

    private static void describeAccess(XmlOut xml) throws IOException {
        for (String mode : List.of("textual", "auditory")) {
            meta(xml, "schema:accessMode", mode);
        }
        meta(xml, "schema:accessModeSufficient", "textual");
        meta(xml, "schema:accessModeSufficient", "auditory");
        for (String feature : List.of("synchronizedAudioText", "tableOfContents")) {
            meta(xml, "schema:accessibilityFeature", feature);
        }
        meta(xml, "schema:accessibilityHazard", "none");
    }

    private void describeDurations(XmlOut xml) throws IOException {
        meta(xml, "media:active-class", ACTIVE);
        long all = 0;
        for (Made chapter : chapters) {
            if (chapter.heard()) {
                all += chapter.heardMillis();
                meta(
                        xml,
                        "media:duration",
                        seconds(chapter.heardMillis()),
                        "refines",
                        "#" + chapter.name() + "-overlay");
            }
        }
        meta(xml, "media:duration", seconds(all));
    }

    private static void person(XmlOut xml, String element, String id, String name, String role)
            throws IOException {
        xml.element(element, name, "id", id);
        meta(xml, "role", role, "refines", "#" + id, "scheme", "marc:relators");
    }

    private static void optional(XmlOut xml, String element, Optional<String> text)
            throws IOException {
        if (text.isPresent()) {
            xml.element(element, text.get());
        }
    }

    private static void meta(XmlOut xml, String property, String value, String... attributes)
            throws IOException {
        String[] all = new String[attributes.length + 2];
        all[0] = "property";
        all[1] = property;
        System.arraycopy(attributes, 0, all, 2, attributes.length);
        xml.element("meta", value, all);
    }

    private void manifest(XmlOut xml) throws IOException {
        xml.open("manifest").line();
        item(xml, "nav", "nav.xhtml", XHTML, "properties", "nav");
        item(xml, "style", "style.css", "text/css");
        item(xml, "title", TITLE_PAGE, XHTML);
        if (book.cover().isPresent()) {
            CoverImage cover = book.cover().get();
            item(
                    xml,
                    "cover",
                    coverName(cover),
                    cover.kind().contentType(),
                    "properties",
                    "cover-image");
        }
        for (Made chapter : chapters) {
            String overlay = chapter.name() + "-overlay";
            if (chapter.heard()) {
                item(xml, chapter.name(), chapter.text(), XHTML, "media-overlay", overlay);
                item(xml, overlay, chapter.overlay(), "application/smil+xml");
                item(
                        xml,
                        chapter.name() + "-sound",
                        chapter.audio(),
                        chapter.sound().contentType());
            } else {
                item(xml, chapter.name(), chapter.text(), XHTML);
            }
        }
        xml.close().line();
    }

    private static void item(XmlOut xml, String id, String href, String type, String... attributes)
            throws IOException {
        String[] all = new String[attributes.length + 6];
        String[] first = {"id", id, "href", href, "media-type", type};
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(attributes, 0, all, first.length, attributes.length);
        xml.empty("item", all);
    }
}
