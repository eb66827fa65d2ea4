package voxfarm.books.epub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An EPUB out of its pages, as odd as a test wants it. */
final class EpubFile {
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final StringBuilder manifest = new StringBuilder();
    private final StringBuilder spine = new StringBuilder();
    private final StringBuilder metadata = new StringBuilder();
    private String guide = "";
    private String version = "3.0";
    private String toc = "";

    EpubFile() {
        file("mimetype", "application/epub+zip");
        file(
                "META-INF/container.xml",
                "<?xml version='1.0'?><container"
                    + " xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile"
                    + " full-path='OPS/book.opf'/></rootfiles></container>");
        metadata("<dc:title>A Book</dc:title><dc:language>en</dc:language>");
    }

    EpubFile file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    EpubFile file(String name, byte[] bytes) {
        files.put(name, bytes);
        return this;
    }

    EpubFile metadata(String xml) {
        metadata.append(xml);
        return this;
    }

    EpubFile guide(String xml) {
        guide = "<guide>" + xml + "</guide>";
        return this;
    }

    /** A page of XHTML below {@code OPS/}, in the order of reading. */
    EpubFile page(String name, String body) {
        return page(name, xhtml(body).getBytes(StandardCharsets.UTF_8), "");
    }

    EpubFile page(String name, byte[] bytes, String attributes) {
        String id = name.replaceAll("\\W", "-");
        files.put("OPS/" + name, bytes);
        manifest.append(
                "<item id='" + id + "' href='" + name + "' media-type='application/xhtml+xml'/>");
        spine.append("<itemref idref='" + id + "' " + attributes + "/>");
        return this;
    }

    /** A part of the order of reading, as it stands in the manifest. */
    EpubFile inSpine(String item, String id) {
        manifest.append(item);
        spine.append("<itemref idref='" + id + "'/>");
        return this;
    }

    static String xhtml(String body) {
        return "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html>\n<html"
                + " xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'>"
                + "<head><title>A Book</title></head><body>"
                + body
                + "</body></html>";
    }

    /** The navigation of EPUB 3. */
    EpubFile nav(String list) {
        files.put(
                "OPS/nav.xhtml",
                xhtml("<nav epub:type='toc'><h1>Contents</h1>" + list + "</nav>")
                        .getBytes(StandardCharsets.UTF_8));
        manifest.append(
                "<item id='nav' href='nav.xhtml' properties='nav'"
                        + " media-type='application/xhtml+xml'/>");
        return this;
    }

    /** The navigation of EPUB 2. */
    EpubFile ncx(String points) {
        version = "2.0";
        toc = " toc='ncx'";
        files.put(
                "OPS/toc.ncx",
                ("<?xml version='1.0'?><!DOCTYPE ncx PUBLIC '-//NISO//DTD ncx 2005-1//EN' ''><ncx"
                                + " xmlns='http://www.daisy.org/z3986/2005/ncx/'><navMap>"
                                + points
                                + "</navMap></ncx>")
                        .getBytes(StandardCharsets.UTF_8));
        manifest.append("<item id='ncx' href='toc.ncx' media-type='application/x-dtbncx+xml'/>");
        return this;
    }

    static String point(String title, String target, String below) {
        return "<navPoint><navLabel><text>"
                + title
                + "</text></navLabel><content src='"
                + target
                + "'/>"
                + below
                + "</navPoint>";
    }

    Path write(Path folder) {
        files.put(
                "OPS/book.opf",
                ("<?xml version='1.0'?><package xmlns='http://www.idpf.org/2007/opf' version='"
                                + version
                                + "'><metadata xmlns:dc='http://purl.org/dc/elements/1.1/'"
                                + " xmlns:opf='http://www.idpf.org/2007/opf'>"
                                + metadata
                                + "</metadata><manifest>"
                                + manifest
                                + "</manifest><spine"
                                + toc
                                + ">"
                                + spine
                                + "</spine>"
                                + guide
                                + "</package>")
                        .getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve("book.epub");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
