package voxfarm.books.publish;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import voxfarm.common.tags.BookTags;
import voxfarm.common.tags.CoverImage;

/** Books to be published. */
final class EpubBooks {
    static final BookTags TAGS =
            new BookTags(
                    "Pride & <Prejudice>",
                    List.of("Jane Austen", "奥斯汀"),
                    Optional.of("Joe"),
                    Optional.of("Novels 2"),
                    Optional.of("en-GB"),
                    Optional.of("1813-01-28"),
                    Optional.of("It is a truth\nuniversally acknowledged."),
                    Optional.of("Egerton"),
                    Optional.empty(),
                    Optional.of(cover()));

    /** Any bytes will do. */
    static final byte[] SOUND = "ID3 not really".repeat(1000).getBytes(StandardCharsets.UTF_8);

    private EpubBooks() {}

    private static CoverImage cover() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(40, 60, BufferedImage.TYPE_INT_RGB), "jpg", out);
            return CoverImage.of(out.toByteArray(), "cover");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static void write(OutputStream out) throws IOException {
        ReadAlongEpub epub =
                new ReadAlongEpub(
                        out, TAGS, "urn:voxfarm:pride", Instant.parse("2026-11-27T18:00:00.123Z"));
        String text = "# One\n\nIt is & <is>. It was.\n\n- a\n- b\n\n***\n\nEnd.";
        epub.addChapter(
                "One & <all>",
                ReadAlongText.of(
                        text,
                        new ByteArrayInputStream(
                                ReadAlongTextTest.timings(
                                        text, "One", "It is & <is>.", "It was.", "a", "b", "End.")),
                        UnaryOperator.identity(),
                        0,
                        4.6),
                sound(4.6));
        epub.addChapter(
                " ",
                List.of(
                        new ReadAlong.Paragraph(
                                ReadAlong.Kind.PARAGRAPH,
                                0,
                                List.of(new ReadAlong.Sentence("…", false, Optional.empty())))),
                sound(1));
        epub.finish();
    }

    private static ReadAlongEpub.Sound sound(double seconds) {
        return new ReadAlongEpub.Sound(
                "mp3", "audio/mpeg", seconds, () -> new ByteArrayInputStream(SOUND));
    }
}
