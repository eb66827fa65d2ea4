package voxfarm.books.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
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
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.tags.CoverImage;
import voxfarm.common.tags.Pictures;
import voxfarm.frontend.split.MarkdownReader;

class BookFilesTest {
    @TempDir Path folder;

    private Book read(String name, String text) {
        return read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Book read(String name, byte[] bytes) {
        try {
            return BookFiles.read(Files.write(folder.resolve(name), bytes), null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> titles(Book book) {
        return book.read().stream().map(Chapter::title).toList();
    }

    private static List<String> texts(Chapter chapter) {
        return chapter.blocks().stream().map(Block::text).toList();
    }

    @ParameterizedTest
    @CsvSource({"alice.txt, 12", "pride.txt, 61", "xiyouji.txt, 100"})
    void findsTheChaptersOfWholeNovels(String name, int count) {
        Path file = Path.of("../../shared/books", name);
        Assumptions.assumeTrue(Files.isRegularFile(file), "the books are not on this machine");
        Book book = BookFiles.read(file, null);

        assertThat(book.read()).hasSize(count);
        assertThat(book.about().title()).isPresent();
        assertThat(book.read()).allMatch(chapter -> chapter.characters() > 1000);
    }

    @ParameterizedTest
    @CsvSource({"noise.epub, no EPUB", "Text.EPUB, no EPUB", "letter.docx, no Word document"})
    void aNameOfAnArchiveIsNotBelieved(String name, String what) {
        assertThatThrownBy(() -> read(name, new byte[] {(byte) 0xc3, 0x28, 0x11, 0x7f}))
                .hasMessageContaining("is " + what);
        assertThatThrownBy(() -> read(name, "Once upon a time."))
                .hasMessageContaining("is " + what);
    }

    @Test
    void joinsLinesThatWereWrappedAndKeepsVerse() {
        String text =
                """
                THE TALE

                by Ann Author

                CHAPTER I. The Start

                It was a dark and stormy night, and the rain fell in torrents except at
                occasional intervals, when it was checked by a violent gust of wind which
                swept up the streets of the self-
                conscious town.

                How doth the little
                Crocodile improve
                His shining tail

                * * *

                CHAPTER II

                THE END OF IT

                Nothing more was heard of any of them, though many people went to look for
                what they had left behind.
                """;
        Book book = read("a.txt", text);

        assertThat(book.about().title()).contains("THE TALE");
        assertThat(book.about().authors()).containsExactly("Ann Author");
        assertThat(titles(book))
                .containsExactly("CHAPTER I. The Start", "CHAPTER II. THE END OF IT");
        assertThat(texts(book.read().getFirst()).get(1))
                .endsWith("which swept up the streets of the self-conscious town.");
        assertThat(texts(book.read().getFirst()))
                .contains("How doth the little\nCrocodile improve\nHis shining tail", "");
    }

    @Test
    void leavesOutATableOfContentsAndGutenbergsWords() {
        String text =
                """
                The Project Gutenberg eBook of Tales
                Title: Tales
                Author: A. N. Other
                *** START OF THE PROJECT GUTENBERG EBOOK TALES ***

                CONTENTS

                Chapter 1. One
                Chapter 2. Two
                Chapter 3. Three
                Chapter 4. Four

                Chapter 1. One

                Words of one.

                Chapter 2. Two

                Words of two.

                Chapter 3. Three

                Words of three.

                Chapter 4. Four

                Words of four.

                *** END OF THE PROJECT GUTENBERG EBOOK TALES ***
                Licence, many lines.
                """;
        Book book = read("a.txt", text);

        assertThat(titles(book))
                .containsExactly(
                        "Chapter 1. One", "Chapter 2. Two", "Chapter 3. Three", "Chapter 4. Four");
        assertThat(book.about().title()).contains("Tales");
        assertThat(book.about().authors()).containsExactly("A. N. Other");
        assertThat(book.chapters().stream().map(Chapter::leftOut).flatMap(Optional::stream))
                .contains(LeftOut.CONTENTS);
        assertThat(book.read().getLast().blocks())
                .noneMatch(block -> block.text().contains("Licence"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "第一章 离家",
                "第1章：离家",
                "第一百二十回 猪八戒",
                "第三节 少年",
                "正文 第十章 归来",
                "第一卷 少年 第二章 山路",
                "楔子",
                "番外一",
                "后记",
                "第２話 出会い",
                "プロローグ",
                "Chapter 3",
                "CHAPTER XLII. The Sea",
                "Chapter Twenty-One",
                "Chapter 7: What Alice Found?",
                "Prologue",
                "Letter 4",
                "Chapter the Last"
            })
    void tellsHeadings(String line) {
        assertThat(ChapterHeadings.of(line)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "第一次见到他是在春天。",
                "第三章的内容他早已忘记",
                "Chapter and verse were quoted.",
                "Part of him wanted to go",
                "Book him!",
                "Letter by letter",
                "第一回见到他，我就知道他不是一个普通的人，他的眼睛里有光",
                "序列号",
                "Chapters 3 and 4"
            })
    void tellsSentences(String line) {
        assertThat(ChapterHeadings.of(line)).isEmpty();
    }

    @Test
    void volumesStandAboveChapters() {
        Book book = read("a.txt", "第一卷 少年\n\n第一章 山\n他上山。\n第二章 水\n他下水。\n第二卷 中年\n第三章 火\n他点火。\n");

        assertThat(titles(book)).containsExactly("第一章 山", "第二章 水", "第三章 火");
        assertThat(book.read())
                .extracting(Chapter::part)
                .containsExactly(
                        Optional.of("第一卷 少年"), Optional.of("第一卷 少年"), Optional.of("第二卷 中年"));
        assertThat(texts(book.read().getFirst())).containsExactly("第一卷 少年", "第一章 山", "他上山。");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GB18030", "Big5", "UTF-16", "UTF-8"})
    void readsTheEncodingsOfChineseNovels(String encoding) {
        String text = "第一章 山路\n他走了很久，終於看見了燈光。大家都說他不會回來了，可是他還是回來了。\n第二章 水\n天亮了，他們一起出發。\n";
        Book book = read("a.txt", text.getBytes(Charset.forName(encoding)));

        assertThat(titles(book)).containsExactly("第一章 山路", "第二章 水");
    }

    @Test
    void headingsOfMarkdownAreChapters() {
        Book book =
                read(
                        "a.md",
                        """
                        ---
                        title: "My Book"
                        author: Me
                        ---
                        # One

                        Words of *one*.

                        - item

                        ***

                        Two
                        ===

                        Words of [two](http://x.example/).

                        ## A section

                        More.
                        """);

        assertThat(book.about().title()).contains("My Book");
        assertThat(titles(book)).containsExactly("One", "Two");
        assertThat(texts(book.read().getFirst()))
                .containsExactly("One", "Words of one.", "item", "");
        assertThat(texts(book.read().getLast()))
                .containsExactly("Two", "Words of two.", "A section", "More.");
    }

    @Test
    void headingsOfAPageAreChapters() {
        Book book =
                read(
                        "a.htm",
                        "<!DOCTYPE html><html lang=de><title>T</title><h1>The"
                                + " Book</h1><h2>One</h2><p>x<h2>Two</h2><p>y<script>z</script>");

        assertThat(book.about().title()).contains("The Book");
        assertThat(book.about().language()).contains("de");
        assertThat(titles(book)).containsExactly("One", "Two");
    }

    @Test
    void readsWord() throws IOException {
        Path file = folder.resolve("a.docx");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(
                    zip,
                    "word/styles.xml",
                    "<w:styles xmlns:w='w'><w:style w:styleId='berschrift1'><w:name w:val='heading"
                            + " 1'/></w:style></w:styles>");
            put(
                    zip,
                    "word/document.xml",
                    "<w:document xmlns:w='w'><w:body><w:p><w:pPr><w:pStyle"
                        + " w:val='berschrift1'/></w:pPr><w:r><w:t>Eins</w:t></w:r></w:p><w:p><w:r><w:t"
                        + " xml:space='preserve'>Erste"
                        + " </w:t></w:r><w:del><w:r><w:delText>weg</w:delText></w:r></w:del><w:r><w:t>Worte.</w:t></w:r></w:p><w:p><w:pPr><w:pStyle"
                        + " w:val='berschrift1'/></w:pPr><w:r><w:t>Zwei</w:t></w:r></w:p><w:p><w:r><w:t>Ende.</w:t></w:r></w:p></w:body></w:document>");
        }
        Book book = BookFiles.read(file, null);

        assertThat(titles(book)).containsExactly("Eins", "Zwei");
        assertThat(texts(book.read().getFirst())).containsExactly("Eins", "Erste Worte.");
    }

    private static final byte[] PNG = Pictures.png();

    private Optional<CoverImage> cover(String name, byte[] picture, List<String> notes)
            throws IOException {
        Path file = folder.resolve("c.docx");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(
                    zip,
                    "_rels/.rels",
                    "<Relationships><Relationship Id='1' Type='http://x/officeDocument'"
                            + " Target='word/document.xml'/><Relationship Id='2'"
                            + " Type='http://x/relationships/metadata/thumbnail' Target='"
                            + name
                            + "'/></Relationships>");
            put(
                    zip,
                    "word/document.xml",
                    "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>Words.</w:t></w:r></w:p>"
                            + "</w:body></w:document>");
            zip.putNextEntry(new ZipEntry("docProps/thumbnail.png"));
            zip.write(picture);
            zip.closeEntry();
        }
        return BookFiles.cover(file, BookFiles.read(file, null), notes::add);
    }

    @Test
    void findsThePictureOfAWordFile() throws IOException {
        List<String> notes = new ArrayList<>();

        assertThat(cover("docProps/thumbnail.png", PNG, notes).orElseThrow().bytes())
                .isEqualTo(PNG);
        assertThat(cover("/docProps/thumbnail.png", PNG, notes)).isPresent();
        assertThat(cover("docProps/thumbnail.emf", PNG, notes)).isEmpty();
        assertThat(cover("../../thumbnail.png", PNG, notes)).isEmpty();
        assertThat(notes).isEmpty();
        assertThat(cover("docProps/thumbnail.png", new byte[] {'B', 'M'}, notes)).isEmpty();
        assertThat(notes).hasSize(1).first().asString().contains("left out", "JPEG or PNG");
    }

    @Test
    void readsNothingOfWordTwiceAndTellsOfBoxes() throws IOException {
        Path file = folder.resolve("a.docx");
        String run = "<w:r><w:t>%s</w:t></w:r>";
        String box = "<w:txbxContent><w:p>" + run.formatted("aside") + "</w:p></w:txbxContent>";
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(
                    zip,
                    "word/document.xml",
                    "<w:document xmlns:w='w' xmlns:mc='mc'><w:body><w:p><w:moveFrom>"
                            + run.formatted("moved ")
                            + "</w:moveFrom>"
                            + run.formatted("then ")
                            + "<w:moveTo>"
                            + run.formatted("moved")
                            + "</w:moveTo></w:p><w:p><w:r><w:ruby><w:rt>"
                            + run.formatted("とう")
                            + "</w:rt><w:rubyBase>"
                            + run.formatted("東")
                            + "</w:rubyBase></w:ruby></w:r>"
                            + run.formatted("へ")
                            + "</w:p><w:p><w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t>"
                            + "<mc:AlternateContent><mc:Choice>"
                            + box
                            + "</mc:Choice><mc:Fallback>"
                            + box
                            + "</mc:Fallback></mc:AlternateContent></w:r></w:p></w:body>"
                            + "</w:document>");
        }
        Book book = BookFiles.read(file, null);

        assertThat(texts(book.read().getFirst())).containsExactly("then moved", "東へ", "well-known");
        assertThat(book.notes()).contains("boxes of text beside the lines are left out: 1");
    }

    /** None is longer than a thread's stack, or takes time that grows faster than the text. */
    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "a.md", "a.html"})
    void readsALongRowOfAnything(String name) {
        String before = name.endsWith("html") ? "<!DOCTYPE html><p>Words.<p>" : "Words.\n\n";
        for (String sign : List.of("-", "* ", "=", "~ ", "_")) {
            Book book = read(name, before + sign.repeat(200_000) + "\n");
            assertThat(texts(book.read().getFirst())).first().isEqualTo("Words.");
        }
    }

    @Test
    void readsBlanksWithoutEndInOneGo() {
        String blanks = " ".repeat(400_000);
        Book book =
                assertTimeoutPreemptively(
                        Duration.ofMinutes(2),
                        () ->
                                read(
                                        "a.md",
                                        "---\ntitle: A"
                                                + blanks
                                                + "B\n---\n# One"
                                                + blanks
                                                + "x ##\n\nmany"
                                                + blanks
                                                + "words\n  here\n"));

        assertThat(titles(book)).singleElement().asString().startsWith("One").endsWith("x");
        assertThat(texts(book.read().getFirst()).getLast()).endsWith("words here");
    }

    @Test
    void signsWithinSignsAreLookedAtOnce() {
        String open = "<sup>x<a href='#n'>y";
        int deep = 150_000;
        Book book =
                assertTimeoutPreemptively(
                        Duration.ofMinutes(2),
                        () ->
                                read(
                                        "a.html",
                                        "<?xml version='1.0'?><html"
                                            + " xmlns='http://www.w3.org/1999/xhtml'><body><p>Words."
                                            + " "
                                                + open.repeat(deep)
                                                + "</p></body></html>"));

        assertThat(texts(book.read().getFirst()).getFirst()).startsWith("Words. xyxy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\n "})
    void aPageThatNamesAnEncodingOfTwoBytesByteByByteIsNotInIt(String end) {
        Book book =
                read(
                        "a.html",
                        "<?xml version='1.0' encoding='UTF-16'?><html><body><p>Some words.</p>"
                                + "</body></html>"
                                + end);

        assertThat(texts(book.read().getFirst())).containsExactly("Some words.");
        assertThat(book.notes()).isEmpty();
    }

    @Test
    void aPieceOfAPageIsAPageByItsName() {
        Book book = read("a.html", "<!-- saved -->\n<p>Some <b>words</b>.</p>");

        assertThat(texts(book.read().getFirst())).containsExactly("Some words.");
        assertThat(texts(read("a.txt", "<Name> is nobody.").read().getFirst()))
                .containsExactly("<Name> is nobody.");
    }

    @Test
    void anItemWithoutWordsGivesItsNumberToNoOther() {
        Book book =
                read(
                        "a.html",
                        "<!DOCTYPE html><ol><li>one</li><li><img src='x.png'></li></ol><p>Words.");

        assertThat(texts(book.read().getFirst())).containsExactly("1. one", "Words.");
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    @ParameterizedTest
    @CsvSource({"%PDF-1.7, PDF", "{\\rtf1 x, RTF"})
    void refusesWhatItDoesNotRead(String head, String what) {
        assertThatThrownBy(() -> read("a.txt", head))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("make an EPUB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\n", "* * *\n"})
    void refusesNothing(String text) {
        assertThatThrownBy(() -> read("a.txt", text)).isInstanceOf(VoxfarmException.class);
    }

    /** What a request reads of a chapter's text is what the book has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a *star* and _line_ and `code` ~~no~~",
                "1 < 2 & 3 > 2 &amp; <b>",
                "[link](x) and [[ipa]] and ![p](q)",
                "# no heading",
                "> no quote",
                "- no item",
                "a | b",
                "back\\*slash \\ end",
                "C# and #tag",
                "2 * 3 * 4 = 24"
            })
    void signsOfABookStandForThemselves(String words) {
        Chapter chapter =
                new Chapter(
                        "x",
                        Optional.empty(),
                        "x",
                        Optional.empty(),
                        List.of(Block.paragraph(words)));
        String read = MarkdownReader.words(ChapterText.of(chapter, Optional.empty()));

        assertThat(read.replace("\\[", "[")).isEqualTo(words);
    }

    @Test
    void readsEveryBookOfGutenbergInAFile() throws IOException {
        String one =
                """
                Title: %s
                Author: %s

                *** START OF THE PROJECT GUTENBERG EBOOK ***

                CHAPTER 1

                %s words.

                *** END OF THE PROJECT GUTENBERG EBOOK ***
                Licence of %s.
                """;
        Path file =
                Files.writeString(
                        folder.resolve("two.txt"),
                        one.formatted("Emma", "A", "First", "one")
                                + one.formatted("Lady Susan", "B", "Second", "two"));
        Book book = BookFiles.read(file, null);

        assertThat(book.about().title()).contains("Emma");
        assertThat(book.about().authors()).containsExactly("A", "B");
        assertThat(book.read())
                .extracting(chapter -> chapter.blocks().getLast().text())
                .containsExactly("First words.", "Second words.");
        assertThat(book.notes()).anyMatch(note -> note.contains("2 books of Project Gutenberg"));
    }

    @Test
    void readsReadingsOfWordAndParagraphsWithinEachOther() throws IOException {
        String ruby =
                "<w:p><w:r><w:t>  彼は</w:t></w:r><w:r><w:ruby><w:rt><w:r><w:t>かんじ</w:t></w:r></w:rt>"
                    + "<w:rubyBase><w:r><w:t>漢字</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>だ。</w:t></w:r></w:p>";
        Book book = word(ruby);
        assertThat(book.read().getFirst().blocks())
                .containsExactly(
                        new Block(
                                Block.Kind.PARAGRAPH,
                                0,
                                "彼は漢字だ。",
                                List.of(new Block.Ruby(2, 4, "かんじ"))));

        int deep = 100_000;
        long begun = System.nanoTime();
        Book nested =
                word(
                        "<w:p><w:r><w:t>x</w:t></w:r>".repeat(deep)
                                + "</w:p>".repeat(deep)
                                + "<w:p><w:r><w:t>last</w:t></w:r></w:p>");
        assertThat(nested.read().getFirst().characters())
                .as("each is read once")
                .isEqualTo(deep + "last".length());
        assertThat((System.nanoTime() - begun) / 1e9).isLessThan(30);
    }

    private Book word(String body) throws IOException {
        Path file = folder.resolve("b.docx");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(
                    zip,
                    "word/document.xml",
                    "<?xml version='1.0'?><w:document"
                        + " xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>"
                            + body
                            + "</w:body></w:document>");
        }
        return BookFiles.read(file, null);
    }

    @Test
    void aLineOfSignsMakesNoHeadingOfTheVerseAboveIt() {
        Chapter chapter =
                new Chapter(
                        "One",
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        List.of(Block.paragraph("Roses are red,\n====\nviolets blue.")));
        assertThat(ChapterText.of(chapter, Optional.empty()))
                .isEqualTo("Roses are red,\n\\====\nviolets blue.\n");
    }
}
