package voxfarm.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipOutputStream;
import voxfarm.bench.golden.HostileFiles;
import voxfarm.books.Book;
import voxfarm.books.ChapterText;
import voxfarm.books.read.BookFiles;

/** Readers of book files: the archive, and each document in it by itself. */
final class BookTargets {
    private static final String PAGES = "page of a book";
    private static final String NAVIGATION = "navigation";
    private static final String OLD_NAVIGATION = "ncx";

    /** Those that read damaged documents as far as they go. */
    static final Set<String> LENIENT = Set.of(PAGES, NAVIGATION, OLD_NAVIGATION);

    private static final String CONTAINER =
            "<?xml version='1.0'?><container><rootfiles><rootfile full-path='O/b.opf'/></rootfiles>"
                    + "</container>";

    private static final String PACKAGE =
            """
            <?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
            <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A Book</dc:title>
            <dc:creator id="c">Ann</dc:creator><meta refines="#c" property="role">aut</meta>
            <dc:language>ja</dc:language><meta name="cover" content="i"/></metadata>
            <manifest><item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
            <item id="x" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
            <item id="p" href="1.xhtml" media-type="application/xhtml+xml"/>
            <item id="i" href="c.jpg" media-type="image/jpeg"/></manifest>
            <spine toc="x"><itemref idref="n" linear="no"/><itemref idref="p"/></spine>
            <guide><reference type="text" href="1.xhtml"/></guide></package>
            """;

    private static final String PAGE =
            """
            <?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body epub:type="bodymatter">
            <h1 id="a">One</h1><p>He <i>said</i> &amp; left<sup><a href="#n">1</a></sup>.<br/><br/>Then</p>
            <p><ruby>\u6771\u4eac<rt>\u3068\u3046\u304d\u3087\u3046</rt></ruby>\u3078</p><hr/><ol><li><p>x</p><ul><li>y</li></ul></li></ol>
            <h2 id="b">Two</h2><table><tr><th>a</th><td>b</td></tr></table><pre>v
            w</pre><aside epub:type="footnote" id="n">Note</aside><img alt="T" src="t"/></body></html>
            """;

    private static final String NAV =
            """
            <html xmlns="http://www.w3.org/1999/xhtml"><body><nav epub:type="toc"><ol><li>
            <a href="1.xhtml">One</a><ol><li><a href="1.xhtml#b">Two</a></li></ol></li></ol></nav>
            <nav epub:type="landmarks"><ol><li><a epub:type="bodymatter" href="1.xhtml">x</a></li></ol>
            </nav></body></html>
            """;

    private static final String NCX =
            """
            <ncx><navMap><navPoint><navLabel><text>One</text></navLabel><content src="1.xhtml"/>
            <navPoint><navLabel><text>Two</text></navLabel><content src="1.xhtml#b"/></navPoint>
            </navPoint></navMap></ncx>
            """;

    private static final String TEXT =
            """
            THE TALE

            CONTENTS

            Chapter 1. One
            Chapter 2. Two

            PART ONE

            Chapter 1. One

            It was a dark and stormy night, and the rain fell in torrents except at
            occasional intervals.

            * * *

            \u7b2c\u4e8c\u7ae0 \u5c71\u8def
            \u4ed6\u4e0a\u5c71\u3002
            """;

    private static final String WORD =
            "<w:document xmlns:w='w'><w:body><w:p><w:pPr><w:pStyle w:val='h'/></w:pPr><w:r><w:t>One"
                    + "</w:t></w:r></w:p><w:p><w:r><w:t>Words.</w:t><w:br/></w:r></w:p></w:body>"
                    + "</w:document>";

    private final Path scratch;

    BookTargets(Path scratch) {
        this.scratch = scratch;
    }

    List<FuzzTarget> all() throws IOException {
        byte[] text = utf8(TEXT);
        return List.of(
                target(
                        "book archive",
                        List.of(epub(utf8(PACKAGE), utf8(PAGE), utf8(NAV), utf8(NCX)))),
                inside(
                        "package document",
                        PACKAGE,
                        bytes -> epub(bytes, utf8(PAGE), utf8(NAV), utf8(NCX))),
                inside(PAGES, PAGE, bytes -> epub(utf8(PACKAGE), bytes, utf8(NAV), utf8(NCX))),
                inside(NAVIGATION, NAV, bytes -> epub(utf8(PACKAGE), utf8(PAGE), bytes, utf8(NCX))),
                inside(
                        OLD_NAVIGATION,
                        NCX,
                        bytes -> epub(utf8(PACKAGE), utf8(PAGE), new byte[0], bytes)),
                inside("Word", WORD, BookTargets::docx),
                target(
                        "plain book",
                        List.of(
                                text,
                                TEXT.getBytes(Charset.forName("GB18030")),
                                utf8("<html>" + PAGE))));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private FuzzTarget target(String name, List<byte[]> samples) {
        return new FuzzTarget(name, samples, this::read);
    }

    /** An archive out of one of its documents. */
    private interface Packing {
        byte[] packed(byte[] document) throws IOException;
    }

    private FuzzTarget inside(String name, String sample, Packing packing) {
        return new FuzzTarget(name, List.of(utf8(sample)), bytes -> read(packing.packed(bytes)));
    }

    private void read(byte[] bytes) throws IOException {
        Path file = scratch.resolve("book");
        Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            Book book = BookFiles.read(file, null);
            book.read().forEach(chapter -> ChapterText.of(chapter, book.about().language()));
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] epub(byte[] opf, byte[] page, byte[] nav, byte[] ncx) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            HostileFiles.store(zip, "META-INF/container.xml", utf8(CONTAINER));
            HostileFiles.store(zip, "O/b.opf", opf);
            HostileFiles.store(zip, "O/1.xhtml", page);
            HostileFiles.store(zip, "O/nav.xhtml", nav);
            HostileFiles.store(zip, "O/toc.ncx", ncx);
        }
        return out.toByteArray();
    }

    private static byte[] docx(byte[] document) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            HostileFiles.store(zip, "word/document.xml", document);
        }
        return out.toByteArray();
    }
}
