package voxfarm.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import voxfarm.common.tags.BookTags;
import voxfarm.common.tags.CoverImage;

/**
 * The tag before an MP3 file, ID3v2.4. It keeps to what ID3v2.3 has, too: the text encodings of
 * both, the year in the frame of either, no flags, and frames of 128 bytes and more, whose length
 * the two write differently, behind all others.
 */
final class Id3Tag {
    private static final int HEADER = 10;
    private static final int SAME_LENGTH_IN_BOTH = 128;
    private static final int FRONT_COVER = 3;

    private final ByteArrayOutputStream small = new ByteArrayOutputStream();
    private final ByteArrayOutputStream large = new ByteArrayOutputStream();

    private Id3Tag() {}

    static byte[] of(TrackTags track) {
        Id3Tag tag = new Id3Tag();
        BookTags book = track.book();
        tag.text("TIT2", track.title());
        tag.text("TRCK", track.number() + "/" + track.of());
        tag.text("TALB", book.title());
        book.author()
                .ifPresent(author -> {
                    tag.text("TPE1", author);
                    tag.text("TPE2", author);
                });
        book.narrator()
                .ifPresent(narrator -> {
                    tag.text("TCOM", narrator); // where shelves of audiobooks look for it
                    tag.named("NARRATOR", narrator);
                });
        book.seriesName().ifPresent(series -> tag.named("SERIES", series));
        book.seriesPart().ifPresent(part -> tag.named("SERIES-PART", part));
        book.year().ifPresent(year -> tag.text("TYER", year));
        book.date().ifPresent(date -> tag.text("TDRC", date));
        if (book.language().isPresent()) {
            tag.text("TLAN", book.language3());
        }
        book.publisher().ifPresent(publisher -> tag.text("TPUB", publisher));
        tag.text("TCON", BookTags.GENRE);
        tag.named(BookTags.MACHINE_SPEECH_TAG, "yes");
        tag.comment(BookTags.MACHINE_SPEECH);
        book.cover().ifPresent(tag::picture);
        return tag.bytes();
    }

    private byte[] bytes() {
        int length = small.size() + large.size();
        ByteBuffer all = ByteBuffer.allocate(HEADER + length);
        all.put(new byte[] {'I', 'D', '3', 4, 0, 0}).putInt(sevenBits(length));
        all.put(small.toByteArray()).put(large.toByteArray());
        return all.array();
    }

    /** Four bytes of seven bits, so that a length never looks like the beginning of a frame. */
    private static int sevenBits(int length) {
        return (length & 0x7f)
                | (length & 0x3f80) << 1
                | (length & 0x1fc000) << 2
                | (length & 0xfe00000) << 3;
    }

    private void frame(String id, ByteArrayOutputStream body) {
        ByteArrayOutputStream out = body.size() < SAME_LENGTH_IN_BOTH ? small : large;
        out.writeBytes(
                ByteBuffer.allocate(HEADER)
                        .put(id.getBytes(StandardCharsets.ISO_8859_1))
                        .putInt(sevenBits(body.size()))
                        .putShort((short) 0)
                        .array());
        out.writeBytes(body.toByteArray());
    }

    private void text(String id, String text) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Coding coding = Coding.of(text);
        body.write(coding.number);
        body.writeBytes(coding.bytes(text));
        frame(id, body);
    }

    /** A text under a name of one's own. */
    private void named(String name, String text) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Coding coding = Coding.of(text);
        body.write(coding.number);
        body.writeBytes(coding.bytes(name));
        body.writeBytes(coding.end());
        body.writeBytes(coding.bytes(text));
        frame("TXXX", body);
    }

    /** In English, without a name. */
    private void comment(String text) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Coding coding = Coding.of(text);
        body.write(coding.number);
        body.writeBytes("eng".getBytes(StandardCharsets.ISO_8859_1));
        body.writeBytes(coding.bytes(""));
        body.writeBytes(coding.end());
        body.writeBytes(coding.bytes(text));
        frame("COMM", body);
    }

    private void picture(CoverImage cover) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(0);
        body.writeBytes(cover.kind().contentType().getBytes(StandardCharsets.ISO_8859_1));
        body.write(0);
        body.write(FRONT_COVER);
        body.write(0); // no description
        body.writeBytes(cover.bytes());
        frame("APIC", body);
    }

    /** Those that both versions have. */
    private enum Coding {
        LATIN(0, StandardCharsets.ISO_8859_1),
        UTF16(1, StandardCharsets.UTF_16LE);

        private final int number;
        private final Charset charset;

        Coding(int number, Charset charset) {
            this.number = number;
            this.charset = charset;
        }

        static Coding of(String text) {
            return StandardCharsets.US_ASCII.newEncoder().canEncode(text) ? LATIN : UTF16;
        }

        byte[] bytes(String text) {
            return (this == UTF16 ? "\ufeff" + text : text).getBytes(charset);
        }

        byte[] end() {
            return new byte[this == UTF16 ? 2 : 1];
        }
    }
}
