package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.tags.BookTags;

class M4bWriterTest {
    private static final int RATE = 22_050;
    private static final AacCoder CODER = AacCoder.FOR_ALL;

    @TempDir Path folder;

    private Path book(String name, int block) throws IOException {
        Path file = folder.resolve(name);
        try (M4bWriter writer = M4bWriter.toFile(file, Books.m4a(RATE, RATE), CODER, Books.TAGS)) {
            writer.beginChapter("Chapter 1", RATE);
            write(writer, Books.tone(440, 1.5, RATE), block);
            writer.beginChapter("第二章 " + "长".repeat(200), RATE);
            write(writer, Books.tone(880, 2.25, RATE), block);
            writer.beginChapter("", RATE);
            write(writer, new float[RATE], block);
            writer.finish();
        }
        return file;
    }

    private static void write(SoundWriter writer, float[] samples, int block) throws IOException {
        for (int at = 0; at < samples.length; at += block) {
            int count = Math.min(block, samples.length - at);
            float[] part = new float[count];
            System.arraycopy(samples, at, part, 0, count);
            writer.write(part, count);
        }
    }

    @Test
    void headStandsBeforeTheSoundAndNamesEveryFrame() throws IOException {
        Mp4Boxes boxes = Mp4Boxes.of(book("a.m4b", 1000));

        assertThat(boxes.types()).containsExactly("ftyp", "moov", "mdat");
        assertThat(boxes.end()).isEqualTo(boxes.get("mdat").end());
        Mp4Boxes sound = boxes.get("moov").all("trak").getFirst();
        ByteBuffer lengths = sound.get("mdia/minf/stbl/stsz").bytes();
        ByteBuffer places = sound.get("mdia/minf/stbl/stco").bytes();
        ByteBuffer runs = sound.get("mdia/minf/stbl/stsc").bytes();
        int frames = lengths.getInt(8);
        long samples = Math.round(4.75 * RATE);
        assertThat(frames).isEqualTo((int) ((samples + 1023) / 1024) + 1);
        long at = places.getInt(8);
        assertThat(runs.getInt(12)).isEqualTo(32);
        for (int frame = 0; frame < frames; frame++) {
            if (frame % 32 == 0) {
                assertThat(places.getInt(8 + frame / 32 * 4))
                        .as("chunk %d", frame / 32)
                        .isEqualTo((int) at);
            }
            at += lengths.getInt(12 + 4 * frame);
        }
        assertThat(at).isEqualTo(boxes.end());
    }

    @Test
    void soundIsAsLongAsWhatWentInAndNothingStandsBeforeIt() throws IOException {
        Path file = book("a.m4b", 1000);
        Mp4Boxes boxes = Mp4Boxes.of(file);

        ByteBuffer edit = boxes.get("moov/trak/edts/elst").bytes();
        assertThat(edit.getInt(8)).isEqualTo((int) Math.round(4.75 * RATE));
        assertThat(edit.getInt(12)).as("priming").isEqualTo(1024);
        Opened opened = Opened.of(file);
        assertThat(opened.seconds()).isCloseTo(4.75, within(0.001));
        float[] sound = Decoded.of(file).samples();
        // priming cut off, the sine begins at once: its first quarter is there
        float[] first = Books.tone(440, 0.5, RATE);
        double same = 0;
        double power = 0;
        for (int i = 0; i < first.length; i++) {
            same += first[i] * sound[i + (sound.length > 4.75 * RATE + 1024 ? 1024 : 0)];
            power += first[i] * first[i];
        }
        assertThat(same / power).isCloseTo(1, within(0.02));
        String gapless = freeform(boxes, "iTunSMPB");
        assertThat(gapless)
                .startsWith(" 00000000 00000400 ")
                .contains(String.format("%016X", Math.round(4.75 * RATE)));
    }

    private static String freeform(Mp4Boxes boxes, String name) {
        for (Mp4Boxes box : boxes.get("moov/udta/meta/ilst").all("----")) {
            byte[] body = box.get("name").body();
            if (new String(body, 4, body.length - 4, StandardCharsets.UTF_8).equals(name)) {
                return box.text();
            }
        }
        throw new AssertionError("no " + name);
    }

    @Test
    void chaptersStandInBothFormsThatPlayersRead() throws IOException {
        Path file = book("a.m4b", 1000);
        Mp4Boxes boxes = Mp4Boxes.of(file);

        ByteBuffer nero = boxes.get("moov/udta/chpl").bytes();
        assertThat(nero.get(8)).isEqualTo((byte) 3);
        assertThat(nero.getLong(9)).isZero();
        assertThat(nero.getLong(9 + 8 + 1 + "Chapter 1".length())).isEqualTo(15_000_000);

        assertThat(boxes.get("moov/trak/tref/chap").bytes().getInt()).isEqualTo(2);
        Mp4Boxes track = boxes.get("moov").all("trak").get(1);
        assertThat(track.get("tkhd").bytes().getInt()).as("not enabled").isEqualTo(2);
        ByteBuffer times = track.get("mdia/minf/stbl/stts").bytes();
        assertThat(List.of(times.getInt(12), times.getInt(20), times.getInt(28)))
                .containsExactly(1500, 2250, 1000);
        byte[] bytes = Files.readAllBytes(file);
        int at = track.get("mdia/minf/stbl/stco").bytes().getInt(8);
        int length = ByteBuffer.wrap(bytes).getShort(at);
        assertThat(new String(bytes, at + 2, length, StandardCharsets.UTF_8))
                .isEqualTo("Chapter 1");

        List<Opened.Chapter> chapters = Opened.of(file).chapters();
        assertThat(chapters).hasSize(3);
        assertThat(chapters.get(1).from()).isCloseTo(1.5, within(0.001));
        assertThat(chapters.get(1).title()).startsWith("第二章 长长").endsWith("…");
        assertThat(chapters.get(1).title().getBytes(StandardCharsets.UTF_8).length)
                .isBetween(250, 255);
        assertThat(chapters.get(2).to()).isCloseTo(4.75, within(0.001));
    }

    @Test
    void tagsAndCoverAreReadByFfmpeg() throws IOException {
        Opened opened = Opened.of(book("a.m4b", 1000));

        assertThat(opened.tags())
                .containsEntry("title", "Stolz & Vorurteil 傲慢")
                .containsEntry("album", "Stolz & Vorurteil 傲慢")
                .containsEntry("artist", "Jane Austen, 奥斯汀")
                .containsEntry("album_artist", "Jane Austen, 奥斯汀")
                .containsEntry("composer", "Joe")
                .containsEntry("series", "Novels")
                .containsEntry("series-part", "2")
                .containsEntry("genre", "Audiobook")
                .containsEntry("date", "1813-01-28")
                .containsEntry("description", "It is a truth\nuniversally acknowledged.")
                .containsEntry("comment", BookTags.MACHINE_SPEECH)
                .containsEntry("synthetic_speech", "yes")
                .containsEntry("media_type", "2")
                .containsEntry("language", "eng");
        assertThat(opened.pictures()).containsExactly(Books.TAGS.cover().orElseThrow().bytes());
    }

    @Test
    void theSameBookIsTheSameFileInWhateverBlocksItComes() throws IOException {
        assertThat(book("a.m4b", 777)).hasSameBinaryContentAs(book("b.m4b", 60_000));
    }

    @Test
    void chaptersOfVoicesOfOtherRatesFollowEachOther() throws IOException {
        Path file = folder.resolve("rates.m4b");
        try (M4bWriter writer =
                M4bWriter.toFile(file, Books.m4a(44_100, 44_100), CODER, Books.TAGS)) {
            writer.beginChapter("one", 44_100);
            write(writer, Books.tone(440, 1, 44_100), 5000);
            writer.beginChapter("two", 22_050);
            write(writer, Books.tone(440, 1, 22_050), 5000);
            writer.beginChapter("three", 16_000);
            write(writer, Books.tone(440, 1, 16_000), 5000);
            writer.finish();
            assertThat(writer.chapters().get(2).seconds()).isCloseTo(2, within(0.001));
        }
        assertThat(Opened.of(file).seconds()).isCloseTo(3, within(0.002));
        assertThat(Opened.of(file).chapters().get(2).from()).isCloseTo(2, within(0.002));
        float[] sound = Decoded.of(file).samples();
        for (double second : new double[] {0.5, 1.5, 2.5}) {
            double sine = 0;
            double cosine = 0;
            int from = (int) (second * 44_100) - 8820;
            for (int i = from; i < from + 17_640; i++) {
                sine += sound[i] * Math.sin(2 * Math.PI * 440 * i / 44_100);
                cosine += sound[i] * Math.cos(2 * Math.PI * 440 * i / 44_100);
            }
            assertThat(2 * Math.hypot(sine, cosine) / 17_640).isCloseTo(0.5, within(0.03));
        }
    }

    /** The list of Nero's counts in a byte; players that know the track get all. */
    @Test
    void aBookOfManyChaptersHasAllOfThemInItsTrack() throws IOException {
        Path file = folder.resolve("many.m4b");
        try (M4bWriter writer =
                M4bWriter.toFile(file, Books.m4a(8000, 8000), CODER, BookTags.titled("many"))) {
            for (int i = 1; i <= 300; i++) {
                writer.beginChapter("第" + i + "回", 8000);
                write(writer, new float[400], 400);
            }
            writer.finish();
        }
        assertThat(Mp4Boxes.of(file).get("moov/udta/chpl").bytes().get(8)).isEqualTo((byte) 255);
        List<Opened.Chapter> chapters = Opened.of(file).chapters();
        assertThat(chapters).hasSize(300);
        assertThat(chapters.getLast().title()).isEqualTo("第300回");
    }

    @Test
    void refusesChaptersWithoutSoundAndSoundWithoutAChapter() throws IOException {
        try (M4bWriter writer =
                M4bWriter.toFile(folder.resolve("x"), Books.m4a(RATE, RATE), CODER, Books.TAGS)) {
            assertThatThrownBy(() -> writer.write(new float[10], 10))
                    .isInstanceOf(IllegalStateException.class);
            writer.beginChapter("one", RATE);
            assertThatThrownBy(() -> writer.beginChapter("two", RATE))
                    .hasMessageContaining("chapter 1 of the book has no sound");
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        }
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void anInterruptEndsIt() throws IOException {
        try (M4bWriter writer =
                M4bWriter.toFile(folder.resolve("x"), Books.m4a(RATE, RATE), CODER, Books.TAGS)) {
            writer.beginChapter("one", RATE);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> writer.write(new float[10], 10))
                    .isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** 149 hours, 5 GB: only the head, as the sound itself would take the disk. */
    @Test
    void placesBeyond4GibAndTimesBeyond32BitsHaveRoom() throws IOException {
        long frames = 12_000_000;
        int frame = 450;
        long samples = frames * 1024 - 2048;
        M4bHeader.Sound sound =
                new M4bHeader.Sound(
                        RATE,
                        1,
                        new byte[] {0x13, (byte) 0x88},
                        1024,
                        samples,
                        frames,
                        frames * frame,
                        () -> new SameLengths(frames, frame));
        M4bHeader header =
                new M4bHeader(
                        BookTags.titled("long"),
                        Optional.empty(),
                        sound,
                        List.of(
                                new M4bHeader.Chapter("a", 0),
                                new M4bHeader.Chapter("b", samples / 2)));
        Path file = folder.resolve("head");
        try (OutputStream out = Files.newOutputStream(file);
                DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out))) {
            header.write(data);
        }

        Mp4Boxes boxes = Mp4Boxes.of(file);
        Mp4Boxes media = boxes.get("mdat");
        assertThat(media.end()).isEqualTo(boxes.end() + frames * frame).isGreaterThan(1L << 32);
        Mp4Boxes track = boxes.get("moov/trak");
        ByteBuffer places = track.get("mdia/minf/stbl/co64").bytes();
        assertThat(places.getInt(4)).isEqualTo(375_000);
        assertThat(places.getLong(8)).isEqualTo(boxes.end());
        assertThat(places.getLong(8 + 8 * 374_999)).isEqualTo(media.end() - 32L * frame);
        ByteBuffer movie = boxes.get("moov/mvhd").bytes();
        assertThat(movie.get(0)).as("version").isEqualTo((byte) 1);
        assertThat(movie.getLong(24)).isEqualTo(samples);
        assertThat(track.get("edts/elst").bytes().getLong(8)).isEqualTo(samples);
        assertThat(track.get("mdia/mdhd").bytes().getLong(24)).isEqualTo(frames * 1024);
        Mp4Boxes chapters = boxes.get("moov").all("trak").get(1).get("mdia/minf/stbl");
        assertThat(chapters.find("co64")).isPresent();
        assertThat(chapters.get("stts").bytes().getInt(12))
                .as("milliseconds of half of it, more samples than 32 bits hold")
                .isEqualTo((int) Math.round(samples / 2.0 * 1000 / RATE));
    }

    /** Many times the same, without holding them. */
    private static final class SameLengths extends InputStream {
        private final byte[] one;
        private long left;

        SameLengths(long count, int length) {
            this.left = count * 4;
            this.one = ByteBuffer.allocate(4).putInt(length).array();
        }

        @Override
        public int read() {
            return left == 0 ? -1 : one[(int) (3 - (--left & 3))] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int most) {
            int count = (int) Math.min(most, left);
            for (int i = 0; i < count; i++) {
                into[from + i] = (byte) read();
            }
            return count == 0 ? -1 : count;
        }
    }
}
