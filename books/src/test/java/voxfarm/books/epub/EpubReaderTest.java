package voxfarm.books.epub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.books.Block;
import voxfarm.books.Book;
import voxfarm.books.Chapter;
import voxfarm.books.ChapterText;
import voxfarm.books.LeftOut;
import voxfarm.books.read.BookFiles;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.tags.Pictures;

class EpubReaderTest {
    @TempDir Path folder;

    private Book read(EpubFile epub) {
        return BookFiles.read(epub.write(folder), null);
    }

    private static List<String> titles(Book book) {
        return book.read().stream().map(Chapter::title).toList();
    }

    private static List<String> texts(Chapter chapter) {
        return chapter.blocks().stream().map(Block::text).toList();
    }

    private static List<LeftOut> leftOut(Book book) {
        return book.chapters().stream().map(Chapter::leftOut).flatMap(Optional::stream).toList();
    }

    @Test
    void chaptersAreThoseOfTheTableOfContents() {
        Book book =
                read(
                        new EpubFile()
                                .page("cover.xhtml", "<img src='c.jpg' alt='Cover'/>")
                                .page("1.xhtml", "<h2>One</h2><p>First &nbsp; words.</p>")
                                .page("2.xhtml", "<p>Second words.</p>")
                                .page("3.xhtml", "<p>More of the second.</p>")
                                .nav(
                                        "<ol><li><a href='1.xhtml'>Chapter One</a></li><li><a"
                                                + " href='2.xhtml'>Chapter Two</a></li></ol>"));

        assertThat(book.format()).isEqualTo("EPUB 3");
        assertThat(titles(book)).containsExactly("Chapter One", "Chapter Two");
        assertThat(texts(book.read().getFirst())).containsExactly("One", "First words.");
        assertThat(texts(book.read().getLast()))
                .as("announced, though its page does not show it")
                .containsExactly("Chapter Two", "Second words.", "More of the second.");
        assertThat(leftOut(book)).containsExactly(LeftOut.EMPTY);
    }

    @Test
    void anOldBookHasAnNcxAlone() {
        Book book =
                read(
                        new EpubFile()
                                .metadata(
                                        "<dc:creator opf:role='aut'>Ann"
                                            + " Author</dc:creator><dc:creator opf:role='trl'>Tom"
                                            + " Translator</dc:creator><meta name='calibre:series'"
                                            + " content='Tales'/><meta name='calibre:series_index'"
                                            + " content='2.0'/>")
                                .page("title.html", "<p>A Book</p>")
                                .page(
                                        "all.html",
                                        "<h1 id='a'>I</h1><p>x</p><h1 id='b'>II</h1><p>y</p>")
                                .guide("<reference type='title-page' href='title.html'/>")
                                .ncx(
                                        EpubFile.point("The First", "all.html#a", "")
                                                + EpubFile.point("The Second", "all.html#b", "")));

        assertThat(book.format()).isEqualTo("EPUB 2");
        assertThat(titles(book)).containsExactly("The First", "The Second");
        assertThat(texts(book.read().getLast())).containsExactly("II", "y");
        assertThat(leftOut(book)).containsExactly(LeftOut.TITLE_PAGE);
        assertThat(book.about().authors()).containsExactly("Ann Author");
        assertThat(book.about().series()).contains("Tales 2");
    }

    @Test
    void partsHaveChaptersAndChaptersHaveSections() {
        Book book =
                read(
                        new EpubFile()
                                .page("p1.xhtml", "<h1>Part One</h1>")
                                .page(
                                        "1.xhtml",
                                        "<h2>One</h2><p>x</p><h3 id='s'>A section</h3><p>y</p>")
                                .page("2.xhtml", "<h2>Two</h2><p>z</p>")
                                .nav(
                                        "<ol><li><a href='p1.xhtml'>Part One</a><ol><li><a"
                                            + " href='1.xhtml'>One</a><ol><li><a href='1.xhtml#s'>A"
                                            + " section</a></li></ol></li><li><a"
                                            + " href='2.xhtml'>Two</a></li></ol></li></ol>"));

        assertThat(titles(book)).containsExactly("Part One", "One", "Two");
        assertThat(book.read().get(1).part()).contains("Part One");
        assertThat(texts(book.read().get(1))).containsExactly("One", "x", "A section", "y");
    }

    @Test
    void chaptersOfOnePageBelowAPartOfTheSamePage() {
        Book book =
                read(
                        new EpubFile()
                                .page(
                                        "all.xhtml",
                                        "<h1 id='p'>Book the First</h1><h2 id='a'>One</h2><p>x</p>"
                                                + "<h2 id='b'>Two</h2><p>y</p>")
                                .nav(
                                        "<ol><li><a href='all.xhtml#p'>Book the First</a><ol><li><a"
                                            + " href='all.xhtml#a'>One</a></li><li><a"
                                            + " href='all.xhtml#b'>Two</a></li></ol></li></ol>"));

        assertThat(book.read().stream().map(chapter -> texts(chapter).getLast()))
                .as("no text is lost or told twice")
                .endsWith("x", "y");
    }

    /** Whatever the files are called. */
    @ParameterizedTest
    @CsvSource({"a, b", "b, a", "z9, Aa", "1, 2", "2, 1"})
    void pagesBehindOneThatIsLeftOutAreOneChapter(String first, String second) {
        Book book =
                read(
                        new EpubFile()
                                .page(
                                        "t.xhtml",
                                        "<section epub:type='titlepage'><p>A Book</p></section>")
                                .page(first + ".xhtml", "<p>x</p>")
                                .page(second + ".xhtml", "<p>y</p>")
                                .page("last.xhtml", "<p>z</p>")
                                .nav("<ol><li><a href='last.xhtml'>The Chapter</a></li></ol>"));

        assertThat(book.read()).hasSize(2);
        assertThat(texts(book.read().getFirst())).containsExactly("x", "y");
    }

    /** Half a character is in no encoding: such a title could not be written. */
    @Test
    void aLongTitleIsCutBetweenCharacters() {
        Book book =
                read(
                        new EpubFile()
                                .page("1.xhtml", "<p>x</p>")
                                .nav(
                                        "<ol><li><a href='1.xhtml'>"
                                                + "t".repeat(199)
                                                + "😀😀</a></li></ol>"));

        assertThat(titles(book)).containsExactly("t".repeat(199));
    }

    @Test
    void aTableMayNamePlacesAsLinksAreWritten() {
        Book book =
                read(
                        new EpubFile()
                                .page(
                                        "all.xhtml",
                                        "<h1 id='一'>甲</h1><p>x</p><h1 id='二'>乙</h1><p>y</p>")
                                .nav(
                                        "<ol><li><a href='all.xhtml#%E4%B8%80'>甲</a></li><li><a"
                                                + " href='all.xhtml#%E4%BA%8C'>乙</a></li></ol>"));

        assertThat(titles(book)).containsExactly("甲", "乙");
        assertThat(texts(book.read().getLast())).containsExactly("乙", "y");
    }

    @Test
    void whatIsToBeReadAndIsNoPageIsReadOrTold() {
        EpubFile file =
                new EpubFile()
                        .page("1.xhtml", "<h1>One</h1><p>x</p>")
                        .file("OPS/2.html", EpubFile.xhtml("<h1>Two</h1><p>y</p>"))
                        .file("OPS/3.svg", "<svg/>")
                        .inSpine("<item id='i2' href='2.html' media-type='text/plain'/>", "i2")
                        .inSpine("<item id='i3' href='3.svg' media-type='image/svg+xml'/>", "i3")
                        .inSpine("", "i4");
        Book book = read(file);

        assertThat(titles(book)).containsExactly("One", "Two");
        assertThat(book.notes())
                .anyMatch(note -> note.contains("OPS/3.svg") && note.contains("image/svg+xml"))
                .anyMatch(note -> note.contains("i4"));
    }

    @Test
    void withoutATableEveryPageIsAChapter() {
        Book book =
                read(
                        new EpubFile()
                                .page("1.xhtml", "<h1>Alpha</h1><p>x</p>")
                                .page("2.xhtml", "<p>No title here.</p>"));

        assertThat(titles(book)).containsExactly("Alpha", "Page 2");
        assertThat(book.notes()).anyMatch(note -> note.contains("no table of contents"));
    }

    @Test
    void footnotesAndTheirSignsAreLeftOut() {
        Book book =
                read(
                        new EpubFile()
                                .page(
                                        "1.xhtml",
                                        "<p>It rained<a epub:type='noteref' href='#n1'>1</a> for"
                                                + " 40<sup>2</sup> days<sup><a"
                                                + " href='n.xhtml#n2'>[2]</a></sup>. See <a"
                                                + " href='2.xhtml#x'>chapter 2</a>.</p><aside"
                                                + " epub:type='footnote'"
                                                + " id='n1'><p>Hard.</p></aside>"));

        assertThat(texts(book.read().getFirst()))
                .containsExactly("It rained for 402 days. See chapter 2.");
        assertThat(book.notes()).contains("footnotes are left out: 1");
    }

    @Test
    void rubyIsAReadingAndNoText() {
        Book book =
                read(
                        new EpubFile()
                                .metadata("<dc:language>ja</dc:language>")
                                .page(
                                        "1.xhtml",
                                        "<p>彼は<ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>へ<ruby>行<rp>(</rp><rt>い</rt><rp>)</rp></ruby>く。</p>"));
        Chapter chapter = book.read().getFirst();

        assertThat(texts(chapter)).containsExactly("彼は東京へ行く。");
        assertThat(chapter.blocks().getFirst().rubies())
                .extracting(Block.Ruby::reading)
                .containsExactly("とう", "きょう", "い");
        assertThat(ChapterText.of(chapter, Optional.of("ja")))
                .isEqualTo("彼は[[東|kana:とう]][[京|kana:きょう]]へ[[行|kana:い]]く。\n");
        assertThat(ChapterText.of(chapter, Optional.of("en"))).isEqualTo("彼は東京へ行く。\n");
    }

    @Test
    void listsTablesScenesDropCapsAndVerse() {
        Book book =
                read(
                        new EpubFile()
                                .page(
                                        "1.xhtml",
                                        "<p><span class='drop'>O</span>nce</p><p><img src='t.png'"
                                            + " alt='T'/>hen</p><p>* *"
                                            + " *</p><ol><li>one<ul><li>deep</li></ul></li><li><p>two</p></li></ol>"
                                            + "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><hr/><p>Roses"
                                            + " are red,<br/>violets are"
                                            + " blue.<br/><br/>End.</p><img src='m.png' alt='A map"
                                            + " of the island'/>"));
        Chapter chapter = book.read().getFirst();

        assertThat(texts(chapter))
                .containsExactly(
                        "Once",
                        "Then",
                        "",
                        "1. one",
                        "deep",
                        "2. two",
                        "a, b",
                        "1, 2",
                        "",
                        "Roses are red,\nviolets are blue.",
                        "End.",
                        "A map of the island");
        assertThat(ChapterText.of(chapter, Optional.empty()))
                .doesNotContain("map")
                .contains("* * *", "- deep", "Roses are red,\nviolets");
    }

    @Test
    void aPageInAnEncodingOfItsCountry() {
        byte[] page =
                "<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'/></head><body><h1>第一章 春天</h1><p>他回来了，大家都很高兴。镕基</p></body></html>"
                        .getBytes(Charset.forName("GB18030"));
        byte[] undeclared =
                "<html><body><h1>第二章 夏天</h1><p>天气很热，孩子们都在河里游泳，老人们坐在树下乘凉。</p></body></html>"
                        .getBytes(Charset.forName("GB18030"));
        Book book = read(new EpubFile().page("1.html", page, "").page("2.html", undeclared, ""));

        assertThat(titles(book)).containsExactly("第一章 春天", "第二章 夏天");
        assertThat(texts(book.read().getFirst())).contains("他回来了，大家都很高兴。镕基");
    }

    @Test
    void brokenPagesAreReadAsFarAsTheyGo() {
        Book book =
                read(
                        new EpubFile()
                                .page(
                                        "1.xhtml",
                                        "<h1>One<p>Not closed <b>bold <i>both</b> &"
                                                + " more</i><p>Next")
                                .page(
                                        "2.xhtml",
                                        "<a id='self'/><script src='x.js'/><p>Behind elements that"
                                                + " end at once.</p>"));

        assertThat(String.join("|", texts(book.read().getFirst())))
                .contains("One", "Not closed bold both & more", "Next");
        assertThat(texts(book.read().getLast())).contains("Behind elements that end at once.");
    }

    @Test
    void whatTheSpineCallsAuxiliaryOrALandmarkCallsCopyrightIsLeftOut() {
        Book book =
                read(
                        new EpubFile()
                                .page(
                                        "copy.xhtml",
                                        EpubFile.xhtml(
                                                        "<section epub:type='copyright-page'><p>All"
                                                                + " rights reserved.</p></section>")
                                                .getBytes(StandardCharsets.UTF_8),
                                        "")
                                .page("1.xhtml", "<h1>One</h1><p>x</p>")
                                .page(
                                        "map.xhtml",
                                        EpubFile.xhtml("<p>A key to the map.</p>")
                                                .getBytes(StandardCharsets.UTF_8),
                                        "linear='no'"));

        assertThat(titles(book)).containsExactly("One");
        assertThat(leftOut(book)).containsExactly(LeftOut.COPYRIGHT, LeftOut.AUXILIARY);
    }

    @Test
    void aCoverThatIsAPictureAloneTakesNoChapterAway() {
        Book book =
                read(
                        new EpubFile()
                                .page(
                                        "cover.xhtml",
                                        EpubFile.xhtml(
                                                        "<section epub:type='cover'><img"
                                                                + " src='c.jpg'/></section>")
                                                .getBytes(StandardCharsets.UTF_8),
                                        "")
                                .page("1.xhtml", "<h1>One</h1><p>x</p>")
                                .nav("<ol><li><a href='1.xhtml'>One</a></li></ol>"));

        assertThat(titles(book)).containsExactly("One");
        assertThat(leftOut(book)).isEmpty();
    }

    @Test
    void aDamagedPageIsReadWithANote() {
        Book book = read(new EpubFile().page("1.xhtml", damaged("天气很热，孩子们都在河里游泳#，老人们坐在树下乘凉。"), ""));

        assertThat(texts(book.read().getFirst())).contains("天气很热，孩子们都在河里游泳，老人们坐在树下乘凉。");
        assertThat(book.notes()).anyMatch(note -> note.startsWith("OPS/1.xhtml: is damaged"));
    }

    @Test
    void aPageThatIsNotWhatItSaysIsReadWithANote() {
        Book book = read(new EpubFile().page("1.xhtml", damaged("Caf# open."), ""));

        assertThat(texts(book.read().getFirst())).contains("CafÃ open.");
        assertThat(book.notes())
                .contains("OPS/1.xhtml: is not UTF-8, as it says; read as it looks");
    }

    /** A page with half a character in the place of the sign. */
    private static byte[] damaged(String words) {
        byte[] page = EpubFile.xhtml("<p>" + words + "</p>").getBytes(StandardCharsets.UTF_8);
        page[new String(page, StandardCharsets.ISO_8859_1).indexOf('#')] = (byte) 0xc3;
        return page;
    }

    @Test
    void titlesSayWhatIsLeftOut() {
        Book book =
                read(
                        new EpubFile()
                                .page("a.xhtml", "<h1>目录</h1><p>第一章</p>")
                                .page("b.xhtml", "<h1>Also by Ann Author</h1><p>Tales</p>")
                                .page(
                                        "c.xhtml",
                                        "<h1>Contents of the box</h1><p>It held a letter.</p>"));

        assertThat(leftOut(book)).containsExactly(LeftOut.CONTENTS, LeftOut.ADVERTISEMENT);
        assertThat(titles(book)).containsExactly("Contents of the box");
    }

    @Test
    void linksAreFoundWhateverTheyLookLike() {
        Book book =
                read(
                        new EpubFile()
                                .page("Text One.xhtml", "<p>x</p>")
                                .nav(
                                        "<ol><li><a href='./Text%20One.xhtml'>One</a></li><li><a"
                                                + " href='gone.xhtml'>Gone</a></li><li><span>No"
                                                + " link</span></li></ol>"));

        assertThat(titles(book)).containsExactly("One");
    }

    @Test
    void encryptedBooksAreRefusedAndFontsAreNot() {
        EpubFile drm =
                new EpubFile()
                        .page("1.xhtml", "<p>x</p>")
                        .file(
                                "META-INF/encryption.xml",
                                "<encryption"
                                    + " xmlns='urn:oasis:names:tc:opendocument:xmlns:container'"
                                    + " xmlns:enc='http://www.w3.org/2001/04/xmlenc#'><enc:EncryptedData><enc:EncryptionMethod"
                                    + " Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/></enc:EncryptedData></encryption>");
        assertThatThrownBy(() -> read(drm))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("encrypted (DRM)");

        EpubFile font =
                new EpubFile()
                        .page("1.xhtml", "<p>x</p>")
                        .file(
                                "META-INF/encryption.xml",
                                "<encryption"
                                    + " xmlns:enc='http://www.w3.org/2001/04/xmlenc#'><enc:EncryptedData><enc:EncryptionMethod"
                                    + " Algorithm='http://www.idpf.org/2008/embedding'/></enc:EncryptedData></encryption>");
        assertThat(titles(read(font))).hasSize(1);
    }

    @Test
    void aBombIsRefused() {
        EpubFile epub = new EpubFile().page("1.xhtml", new byte[(64 << 20) + 1], "");
        assertThatThrownBy(() -> read(epub))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("is it a bomb?");
    }

    @Test
    void namesThatLeadOutOfTheArchiveFindNothing() {
        EpubFile epub =
                new EpubFile()
                        .page("1.xhtml", "<p>x</p>")
                        .nav(
                                "<ol><li><a href='../../../../etc/passwd'>Out</a></li><li><a"
                                        + " href='1.xhtml'>In</a></li></ol>");
        assertThat(titles(read(epub))).containsExactly("In");
    }

    @Test
    void entitiesOfADtdAreNoText() {
        byte[] page =
                ("<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a SYSTEM"
                                + " 'file:///etc/passwd'><!ENTITY b '&a;&a;'>]><html"
                                + " xmlns='http://www.w3.org/1999/xhtml'><body><p>Before &b;"
                                + " after.</p></body></html>")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(
                        texts(read(new EpubFile().page("1.xhtml", page, "")).read().getFirst())
                                .getLast())
                .doesNotContain("root:")
                .startsWith("Before")
                .endsWith("after.");
    }

    @Test
    void picturesAloneAreNothingToRead() {
        EpubFile epub = new EpubFile().page("1.xhtml", "<img src='p1.jpg' alt=''/>");
        assertThatThrownBy(() -> read(epub)).hasMessageContaining("no text that could be read");
    }

    @Test
    void aDeepPageDoesNotOverflowTheStack() {
        EpubFile epub =
                new EpubFile()
                        .page("1.xhtml", "<div>".repeat(20_000) + "deep" + "</div>".repeat(20_000));
        assertThat(texts(read(epub).read().getFirst())).contains("deep");
    }

    @Test
    void aFileThatWasCutIsRefused() throws IOException {
        Path file = new EpubFile().page("1.xhtml", "<p>x</p>").write(folder);
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(Files.size(file) / 2);
        }
        assertThatThrownBy(() -> BookFiles.read(file, null))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("cannot be read as an archive");
    }

    @Test
    void containersThatPointNowhereAreRefused() {
        EpubFile epub =
                new EpubFile()
                        .page("1.xhtml", "<p>x</p>")
                        .file("META-INF/container.xml", "<container><rootfiles/></container>");
        assertThatThrownBy(() -> read(epub))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("package document");
    }

    /** Of EPUB 3 by its property, of EPUB 2 by its name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<item id='p' href='a%20b.png' media-type='image/png' properties='cover-image'/>",
                "<item id='p' href='a%20b.png' media-type='image/png'/>"
            })
    void findsThePictureOnTheBook(String item) {
        byte[] png = Pictures.png();
        Path file =
                new EpubFile()
                        .metadata("<meta name='cover' content='p'/>")
                        .page("one.xhtml", "<p>Words.</p>")
                        .inSpine(item, "none")
                        .file("OPS/a b.png", png)
                        .write(folder);
        List<String> notes = new ArrayList<>();

        assertThat(BookFiles.cover(file, BookFiles.read(file, null), notes::add))
                .hasValueSatisfying(cover -> {
                    assertThat(cover.bytes()).isEqualTo(png);
                    assertThat(cover.width()).isEqualTo(40);
                });
        assertThat(notes).isEmpty();
    }
}
