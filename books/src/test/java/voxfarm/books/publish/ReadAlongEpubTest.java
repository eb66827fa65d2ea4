package voxfarm.books.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.books.Book;
import voxfarm.books.archive.Archive;
import voxfarm.books.epub.EpubReader;
import voxfarm.common.tags.BookTags;

/** What epubcheck looks at and can be looked at without it; it was run over such a book by hand. */
class ReadAlongEpubTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("book.epub");
        try (var out = Files.newOutputStream(file)) {
            EpubBooks.write(out);
        }
    }

    private byte[] bytes(String name) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            assertThat(entry).as(name).isNotNull();
            try (InputStream in = zip.getInputStream(entry)) {
                return in.readAllBytes();
            }
        }
    }

    private Document xml(String name) throws IOException {
        return Jsoup.parse(new String(bytes(name), StandardCharsets.UTF_8), "", Parser.xmlParser());
    }

    @Test
    void mimetypeIsTheFirstFileAndNotPacked() throws IOException {
        byte[] head = Files.readAllBytes(file);

        assertThat(new String(head, 30, 28, StandardCharsets.US_ASCII))
                .isEqualTo("mimetypeapplication/epub+zip");
        assertThat(head[8]).as("method").isZero();
        assertThat(head[28]).as("extra fields").isZero();
    }

    @Test
    void everyFileIsInTheManifestAndEveryItemIsThere() throws IOException {
        Document book = xml("EPUB/package.opf");
        List<String> listed =
                book.select("manifest > item").stream()
                        .map(item -> "EPUB/" + item.attr("href"))
                        .sorted()
                        .toList();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<String> there =
                    Collections.list(zip.entries()).stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.startsWith("EPUB/") && !name.endsWith(".opf"))
                            .sorted()
                            .toList();
            assertThat(listed).isEqualTo(there);
        }
        List<String> ids = book.select("[id]").eachAttr("id");
        assertThat(ids).doesNotHaveDuplicates();
        for (String idref : book.select("spine > itemref").eachAttr("idref")) {
            assertThat(ids).contains(idref);
        }
        assertThat(bytes("EPUB/audio/c00001.mp3")).isEqualTo(EpubBooks.SOUND);
    }

    @Test
    void everySentenceThatIsHeardLightsUpAndTheTimesHaveNoGaps() throws IOException {
        Document smil = xml("EPUB/c00001.smil");
        Document text = xml("EPUB/c00001.xhtml");
        List<Element> pars = smil.select("par");
        assertThat(pars).hasSize(6);
        String end = "0.000s";
        for (Element par : pars) {
            String id = par.expectFirst("text").attr("src").replace("c00001.xhtml#", "");
            assertThat(text.select("span#" + id)).hasSize(1);
            Element audio = par.expectFirst("audio");
            assertThat(audio.attr("src")).isEqualTo("audio/c00001.mp3");
            assertThat(audio.attr("clipBegin")).isEqualTo(end);
            end = audio.attr("clipEnd");
        }
        assertThat(end).isEqualTo("4.600s");
        Document book = xml("EPUB/package.opf");
        assertThat(book.select("meta[property=media:duration]").eachText())
                .containsExactly("4.600s", "4.600s");
        assertThat(book.expectFirst("item#c00001").attr("media-overlay"))
                .isEqualTo("c00001-overlay");
        assertThat(book.expectFirst("item#c00002").hasAttr("media-overlay"))
                .as("nothing of it is heard")
                .isFalse();
        String style = new String(bytes("EPUB/style.css"), StandardCharsets.UTF_8);
        assertThat(style)
                .contains("." + book.expectFirst("meta[property=media:active-class]").text());
    }

    @Test
    void textIsShownAsItIsAndInItsShape() throws IOException {
        Document text = xml("EPUB/c00001.xhtml");

        assertThat(text.expectFirst("h1").text()).isEqualTo("One");
        assertThat(text.select("h1")).as("no title beside the heading").hasSize(1);
        assertThat(text.expectFirst("p").text()).isEqualTo("It is & <is>. It was.");
        assertThat(text.select("ul > li").eachText()).containsExactly("a", "b");
        assertThat(text.select("hr")).hasSize(1);
        assertThat(xml("EPUB/nav.xhtml").select("nav a").eachText())
                .containsExactly("One & <all>", "c00002");
    }

    @Test
    void saysWhatItIs() throws IOException {
        Document book = xml("EPUB/package.opf");

        assertThat(book.expectFirst("dc|title").text()).isEqualTo("Pride & <Prejudice>");
        assertThat(book.expectFirst("dc|identifier").text()).isEqualTo("urn:voxfarm:pride");
        assertThat(book.expectFirst("dc|language").text()).isEqualTo("en-GB");
        assertThat(book.select("dc|creator").eachText()).containsExactly("Jane Austen", "奥斯汀");
        assertThat(book.expectFirst("meta[property=dcterms:modified]").text())
                .isEqualTo("2026-11-27T18:00:00Z");
        assertThat(book.expectFirst("meta[property=group-position]").text()).isEqualTo("2");
        assertThat(xml("EPUB/title.xhtml").text()).contains(BookTags.MACHINE_SPEECH);
    }

    /** Our own reader takes it, too: what was made can be made again. */
    @Test
    void isABookThatCanBeRead() {
        Book book;
        try (Archive archive = Archive.open(file)) {
            book = EpubReader.read(archive);
        }

        assertThat(book.about().title()).contains("Pride & <Prejudice>");
        assertThat(book.read().getFirst().blocks().get(1).text())
                .isEqualTo("It is & <is>. It was.");
    }

    @Test
    void theSameBookIsTheSameFile() throws IOException {
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        EpubBooks.write(again);

        assertThat(again.toByteArray()).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void refusesABookWithoutChapters() throws IOException {
        ReadAlongEpub epub =
                new ReadAlongEpub(
                        new ByteArrayOutputStream(), EpubBooks.TAGS, "urn:x", Instant.EPOCH);

        assertThatThrownBy(epub::finish).isInstanceOf(IllegalStateException.class);
    }
}
