package voxfarm.books.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import voxfarm.books.Book;
import voxfarm.books.archive.Archive;
import voxfarm.books.epub.EpubReader;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.files.FileFailure;
import voxfarm.common.tags.CoverImage;
import voxfarm.common.text.TextDecoder;

/** Any file of a book, by what is in it and not by its name. */
public final class BookFiles {
    /** Of a file without an archive around it: some hundred novels. */
    private static final int MAX_BYTES = 64 << 20;

    private static final int HEAD_BYTES = 4096;
    private static final Pattern HTML_NAME = Pattern.compile("\\.x?html?$");

    private BookFiles() {}

    /**
     * @param encoding of plain text, where somebody knows it
     * @throws VoxfarmException {@code INVALID_REQUEST} if the file cannot be read, is of a form
     *     that is not read, or is damaged; {@code NOTHING_TO_SPEAK} if there is no text in it
     */
    public static Book read(Path file, @Nullable Charset encoding) {
        byte[] head = head(file);
        if (begins(head, 0, "PK\u0003\u0004") || begins(head, 0, "PK\u0005\u0006")) {
            try (Archive archive = Archive.open(file)) {
                return archived(file, archive);
            }
        }
        refuse(file, head);
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".epub") || name.endsWith(".docx")) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: is no %s: those are ZIP archives, and this is none; it is damaged, or has"
                            + " the name of something else",
                    file,
                    name.endsWith(".epub") ? "EPUB" : "Word document");
        }
        byte[] bytes = BoundedFile.readNamed(file, MAX_BYTES, ErrorCode.INVALID_REQUEST);
        if (isHtml(head, name)) {
            return spoken(file, HtmlText.read(bytes, file.toString()));
        }
        TextDecoder.Decoded decoded = TextDecoder.decode(bytes, file.toString(), encoding);
        boolean markdown = name.endsWith(".md") || name.endsWith(".markdown");
        Book book = markdown ? MarkdownText.read(decoded.text()) : PlainText.read(decoded.text());
        List<String> notes = new ArrayList<>(book.notes());
        decoded.note().ifPresent(notes::add);
        return spoken(file, new Book(book.format(), book.about(), book.chapters(), notes));
    }

    /**
     * The picture on a book's file; empty if it names none.
     *
     * @param book what was read of the file
     * @param notes told why one that is there cannot be used, and is left out
     */
    public static Optional<CoverImage> cover(Path file, Book book, Consumer<String> notes) {
        Optional<String> name = book.about().cover();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try (Archive archive = Archive.open(file)) {
            return Optional.of(CoverImage.of(archive.read(name.get()), Problems.quote(name.get())));
        } catch (VoxfarmException e) {
            notes.accept("the cover is left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD_BYTES);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    file + ": cannot be read: " + FileFailure.reason(e),
                    e);
        }
    }

    private static Book archived(Path file, Archive archive) {
        if (archive.has(EpubReader.CONTAINER)) {
            return EpubReader.read(archive);
        }
        if (archive.has(DocxText.DOCUMENT)) {
            return spoken(file, DocxText.read(archive));
        }
        throw VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "%s: is an archive, but no EPUB and no Word document: unpack it first",
                file);
    }

    private static Book spoken(Path file, Book book) {
        if (book.read().isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.NOTHING_TO_SPEAK, "%s: there is no text to read in it", file);
        }
        return book;
    }

    private static void refuse(Path file, byte[] head) {
        String what =
                begins(head, 0, "%PDF")
                        ? "PDF, which knows places on paper and no order of words"
                        : begins(head, 60, "BOOKMOBI") || begins(head, 60, "TEXtREAd")
                                ? "a book for Kindle"
                                : begins(head, 0, "{\\rtf")
                                        ? "RTF"
                                        : begins(head, 0, "\u00d0\u00cf\u0011\u00e0")
                                                ? "a document of old Word"
                                                : "";
        if (!what.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: is %s; make an EPUB, DOCX, HTML or text file of it first, as Calibre or"
                            + " LibreOffice do",
                    file,
                    what);
        }
    }

    private static boolean begins(byte[] head, int at, String mark) {
        byte[] bytes = mark.getBytes(StandardCharsets.ISO_8859_1);
        if (head.length < at + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (head[at + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** By its first tag; and where that is another one, by its name. */
    private static boolean isHtml(byte[] head, String name) {
        String begin =
                new String(head, StandardCharsets.ISO_8859_1)
                        .replace("\u00ef\u00bb\u00bf", "")
                        .stripLeading()
                        .toLowerCase(Locale.ROOT);
        return begin.startsWith("<!doctype html")
                || begin.startsWith("<html")
                || (begin.startsWith("<?xml") && begin.contains("<html"))
                || (begin.startsWith("<") && HTML_NAME.matcher(name).find());
    }
}
