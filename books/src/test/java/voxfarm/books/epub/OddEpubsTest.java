package voxfarm.books.epub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static voxfarm.books.epub.EpubFile.point;
import static voxfarm.books.epub.EpubFile.xhtml;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import voxfarm.books.Book;
import voxfarm.books.Chapter;
import voxfarm.books.plan.BookPlan;
import voxfarm.books.plan.BookPlanCodec;
import voxfarm.books.read.BookFiles;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

/** Odd books, each made here: their chapters are right, or they are refused with the reason. */
class OddEpubsTest {
    @TempDir Path folder;

    /**
     * @param chapters titles of those that are read
     * @param says a word of the last chapter, or of the refusal where there are no chapters
     */
    record Odd(String name, Supplier<EpubFile> book, List<String> chapters, String says) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Odd read(String name, Supplier<EpubFile> book, String says, String... titles) {
        return new Odd(name, book, List.of(titles), says);
    }

    private static Odd refused(String name, Supplier<EpubFile> book, String says) {
        return new Odd(name, book, List.of(), says);
    }

    private static EpubFile two(String first, String second) {
        return new EpubFile().page("1.xhtml", first).page("2.xhtml", second);
    }

    private static EpubFile page(String body) {
        return new EpubFile().page("1.xhtml", body);
    }

    private static EpubFile raw(byte[] page) {
        return new EpubFile().page("1.xhtml", page, "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Odd> books() {
        return Stream.concat(readable(), unreadable());
    }

    private static Stream<Odd> readable() {
        return Stream.of(
                read(
                        "EPUB 2 with an NCX alone, its points out of order",
                        () ->
                                two("<p>a</p>", "<p>b last</p>")
                                        .ncx(
                                                point("Two", "2.xhtml", "")
                                                        + point("One", "1.xhtml", "")),
                        "last",
                        "One",
                        "Two"),
                read(
                        "nested navigation of three levels",
                        () ->
                                two(
                                                "<h1>Part</h1><h2 id='a'>A</h2><p>a</p><h2"
                                                        + " id='b'>B</h2><p>b</p>",
                                                "<h2>C</h2><p>c</p>")
                                        .nav(
                                                "<ol><li><a href='1.xhtml'>Part</a><ol><li><a"
                                                    + " href='1.xhtml#a'>A</a></li><li><a"
                                                    + " href='1.xhtml#b'>B</a></li></ol></li><li><a"
                                                    + " href='2.xhtml'>C</a></li></ol>"),
                        "c",
                        "Part",
                        "A",
                        "B",
                        "C"),
                read(
                        "no titles anywhere",
                        () -> two("<p>one</p>", "<p>two</p>"),
                        "two",
                        "Page 1",
                        "Page 2"),
                read(
                        "footnotes within and behind the text",
                        () ->
                                page(
                                        "<h1>One</h1><p>Words<sup><a"
                                                + " href='#n'>1</a></sup>.</p><aside"
                                                + " epub:type='footnote' id='n'>NOT READ</aside>"),
                        "Words.",
                        "One"),
                read(
                        "ruby of Japanese",
                        () ->
                                page("<h1>一</h1><p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>だ。</p>")
                                        .metadata("<dc:language>ja</dc:language>"),
                        "漢字だ。",
                        "一"),
                read(
                        "pages from right to left, with spreads",
                        () ->
                                new EpubFile()
                                        .page(
                                                "1.xhtml",
                                                bytes(xhtml("<h1>一</h1><p>右</p>")),
                                                "properties='page-spread-right'")
                                        .page(
                                                "2.xhtml",
                                                bytes(xhtml("<h1>二</h1><p>左</p>")),
                                                "properties='page-spread-left'"),
                        "左",
                        "一",
                        "二"),
                read(
                        "GB18030 inside",
                        () ->
                                raw(
                                        "<html><head><meta charset='gb2312'/></head><body><h1>第一章 镕</h1><p>好的。</p></body></html>"
                                                .getBytes(Charset.forName("GB18030"))),
                        "好的。",
                        "第一章 镕"),
                read(
                        "UTF-16 with its mark",
                        () ->
                                raw(
                                        xhtml("<h1>One</h1><p>Sixteen.</p>")
                                                .replace("utf-8", "utf-16")
                                                .getBytes(StandardCharsets.UTF_16)),
                        "Sixteen.",
                        "One"),
                read(
                        "UTF-8 with a mark",
                        () -> raw(bytes("\ufeff" + xhtml("<h1>One</h1><p>Marked.</p>"))),
                        "Marked.",
                        "One"),
                read(
                        "broken XHTML",
                        () -> page("<h1>One</p><p>Never <b>closed<p>and <i>crossed</b> on.</i>"),
                        "on.",
                        "One"),
                read(
                        "a page that ends in the middle of a tag",
                        () -> raw(bytes("<html><body><h1>One</h1><p>Half</p><p clas")),
                        "Half",
                        "One"),
                read(
                        "a page that is missing and one that is there",
                        () ->
                                page("<h1>One</h1><p>There.</p>")
                                        .inSpine(
                                                "<item id='x' href='x.xhtml'"
                                                        + " media-type='application/xhtml+xml'/>",
                                                "x"),
                        "There.",
                        "One"),
                read(
                        "a table that leads in circles and out of the book",
                        () ->
                                page("<h1>One</h1><p>Here.</p>")
                                        .nav(
                                                "<ol><li><a"
                                                    + " href='nav.xhtml'>Contents</a></li><li><a"
                                                    + " href='../../../etc/passwd'>Out</a></li><li><a"
                                                    + " href='1.xhtml'>One</a></li><li><a"
                                                    + " href='1.xhtml'>One</a></li></ol>"),
                        "Here.",
                        "One"),
                read(
                        "names with blanks and signs",
                        () ->
                                new EpubFile()
                                        .file("OPS/a b+ü.xhtml", xhtml("<h1>One</h1><p>Found.</p>"))
                                        .inSpine(
                                                "<item id='x' href='a%20b+%C3%BC.xhtml'"
                                                        + " media-type='application/xhtml+xml'/>",
                                                "x"),
                        "Found.",
                        "One"),
                read(
                        "names in other capitals",
                        () ->
                                new EpubFile()
                                        .file("ops/ONE.XHTML", xhtml("<h1>One</h1><p>Found.</p>"))
                                        .inSpine(
                                                "<item id='x' href='one.xhtml'"
                                                        + " media-type='application/xhtml+xml'/>",
                                                "x"),
                        "Found.",
                        "One"),
                read(
                        "front and back matter",
                        () ->
                                new EpubFile()
                                        .page("1.xhtml", "<h1>Copyright</h1><p>All rights.</p>")
                                        .page("2.xhtml", "<h1>One</h1><p>Story.</p>")
                                        .page("3.xhtml", "<h1>Index</h1><p>a, 1</p>"),
                        "Story.",
                        "One"),
                read(
                        "entities of a DTD that would be a gigabyte",
                        () ->
                                raw(
                                        bytes(
                                                "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a"
                                                        + " 'ha'>"
                                                        + IntStream.range(0, 30)
                                                                .mapToObj(i ->
                                                                        "<!ENTITY e"
                                                                                + i
                                                                                + " '&a;&a;'>")
                                                                .collect(Collectors.joining())
                                                        + "]><html"
                                                        + " xmlns='http://www.w3.org/1999/xhtml'><body><h1>One</h1><p>&e29;"
                                                        + " Short.</p></body></html>")),
                        "Short.",
                        "One"),
                read(
                        "a page twenty thousand elements deep",
                        () -> page("<h1>One</h1>" + "<div>".repeat(20_000) + "<p>Deep.</p>"),
                        "Deep.",
                        "One"),
                read(
                        "fonts that are scrambled and text that is not",
                        () ->
                                page("<h1>One</h1><p>Plain.</p>")
                                        .file(
                                                "META-INF/encryption.xml",
                                                encryption("http://www.idpf.org/2008/embedding")),
                        "Plain.",
                        "One"),
                read(
                        "words in a drawing and in a hidden part",
                        () ->
                                page(
                                        "<h1>One</h1><div style='display: none'>NOT"
                                            + " READ</div><script>NOT READ</script><p>Seen.</p>"),
                        "Seen.",
                        "One"));
    }

    private static String encryption(String algorithm) {
        return "<encryption xmlns:enc='http://www.w3.org/2001/04/xmlenc#'><enc:EncryptedData>"
                + "<enc:EncryptionMethod Algorithm='"
                + algorithm
                + "'/></enc:EncryptedData></encryption>";
    }

    private static Stream<Odd> unreadable() {
        return Stream.of(
                refused(
                        "DRM",
                        () ->
                                page("<p>x</p>")
                                        .file(
                                                "META-INF/encryption.xml",
                                                encryption(
                                                        "http://www.w3.org/2001/04/xmlenc#aes256-cbc")),
                        "encrypted (DRM)"),
                refused("a bomb", () -> raw(new byte[(64 << 20) + 1]), "is it a bomb?"),
                refused(
                        "a page of tags alone",
                        () -> raw(bytes(xhtml("<b>".repeat(2_100_000)))),
                        "expected at most 2000000 tags"),
                refused(
                        "a tag of attributes alone",
                        () -> raw(bytes(xhtml("<b " + "a b ".repeat(100_000) + ">x</b>"))),
                        "blanks and quotes in one"),
                refused(
                        "pictures alone",
                        () -> page("<img src='1.jpg' alt=''/>"),
                        "no text that could be read"),
                refused(
                        "a container that leads nowhere",
                        () -> page("<p>x</p>").file("META-INF/container.xml", "<container/>"),
                        "does not say where the package document lies"),
                refused(
                        "a package document that is not there",
                        () ->
                                page("<p>x</p>")
                                        .file(
                                                "META-INF/container.xml",
                                                "<container><rootfiles><rootfile"
                                                    + " full-path='../../etc/passwd'/></rootfiles></container>"),
                        "there is no"),
                refused(
                        "no order of reading",
                        () -> new EpubFile().file("OPS/1.xhtml", xhtml("<p>x</p>")),
                        "names no files of the book"));
    }

    @ParameterizedTest
    @MethodSource("books")
    void chaptersAreRightOrTheReasonIsSaid(Odd odd) {
        Path file = odd.book().get().write(folder);
        if (odd.chapters().isEmpty()) {
            assertThatThrownBy(() -> BookFiles.read(file, null))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining(odd.says());
            return;
        }
        Book book = BookFiles.read(file, null);

        assertThat(book.read()).extracting(Chapter::title).isEqualTo(odd.chapters());
        String all =
                book.read().stream()
                        .flatMap(chapter -> chapter.blocks().stream())
                        .map(block -> block.text())
                        .collect(Collectors.joining("\n"));
        assertThat(all).contains(odd.says()).doesNotContain("NOT READ", "root:");
        BookPlan plan = BookPlan.of(book);
        assertThat(BookPlanCodec.read(Json.bytes(BookPlanCodec.write(plan)))).isEqualTo(plan);
        assertThat(plan.read()).hasSameSizeAs(book.read());
    }
}
