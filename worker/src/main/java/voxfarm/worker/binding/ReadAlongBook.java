package voxfarm.worker.binding;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import voxfarm.books.publish.ReadAlong;
import voxfarm.books.publish.ReadAlongEpub;
import voxfarm.books.publish.ReadAlongText;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.tags.BookTags;
import voxfarm.worker.assembly.Subtitles;

/**
 * The book to read along, on disk: chapter after chapter as they become ready. Memory is that of
 * one chapter's text. The same book is the same file. On one thread.
 */
final class ReadAlongBook implements AutoCloseable {
    private final Path file;
    private final OutputStream out;
    private final ReadAlongEpub epub;

    ReadAlongBook(Path file, SynthesisJob job, BookTags tags) throws IOException {
        this.file = file;
        this.out = new BufferedOutputStream(Files.newOutputStream(file));
        try {
            this.epub = new ReadAlongEpub(out, tags, identifier(job), job.acceptedAt());
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    /** Of a book that has none of its own: the same however often it is made. */
    private static String identifier(SynthesisJob job) {
        String name = job.id().request() + "/" + job.acceptedBy().value();
        return "urn:uuid:" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds the next chapter.
     *
     * @param texts as they were given to be spoken, as {@link ReadAlongText} asks for them
     * @param shiftSeconds by how much all is heard later in the file than in the chapter's sound
     * @param seconds length of the file
     * @param format of the file, which readers of EPUB know
     */
    void add(
            ChapterSound chapter,
            IntFunction<String> texts,
            double shiftSeconds,
            double seconds,
            AudioFormat format,
            Path sound)
            throws IOException {
        List<ReadAlong.Paragraph> paragraphs;
        try (InputStream timings = chapter.timings()) {
            paragraphs =
                    ReadAlongText.of(
                            texts,
                            timings,
                            Subtitles.shown(chapter.settings()),
                            shiftSeconds,
                            seconds);
        }
        epub.addChapter(
                chapter.title(),
                paragraphs,
                new ReadAlongEpub.Sound(
                        format.extension(),
                        format.contentType(),
                        seconds,
                        () -> Files.newInputStream(sound)));
    }

    /** Ends the file; nothing may be added behind it. */
    Path finish() throws IOException {
        epub.finish();
        out.close();
        return file;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
