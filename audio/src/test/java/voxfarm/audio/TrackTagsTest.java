package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.tags.BookTags;
import voxfarm.common.tags.CoverImage;

class TrackTagsTest {
    private static final int RATE = 24_000;

    @TempDir Path folder;

    private Path chapter(AudioFormat format, BookTags book, String name) throws IOException {
        Path file = folder.resolve(name + "." + format.extension());
        Encoding encoding = new Encoding(format, RATE, RATE, 1, format.lossy() ? 64 : 0);
        TrackTags tags = new TrackTags(book, "Kapitel Zwölf — 第十二章", 12, 61);
        try (SoundWriter writer = SoundWriters.toFile(file, encoding, AacCoder.FOR_ALL, tags)) {
            float[] tone = Books.tone(440, 1.7, RATE);
            writer.write(tone, tone.length);
            writer.finish();
        }
        return file;
    }

    private static BookTags with(CoverImage cover) {
        BookTags all = Books.TAGS;
        return new BookTags(
                all.title(),
                all.authors(),
                all.narrator(),
                all.series(),
                all.language(),
                all.date(),
                all.description(),
                all.publisher(),
                all.identifier(),
                Optional.of(cover));
    }

    @ParameterizedTest
    @EnumSource(names = {"MP3", "OPUS", "FLAC"})
    void playersReadWhatTheFileIs(AudioFormat format) throws IOException {
        Path file = chapter(format, Books.TAGS, "jpeg");
        Opened opened = Opened.of(file);

        assertThat(opened.tags())
                .containsEntry("title", "Kapitel Zwölf — 第十二章")
                .containsEntry("album", "Stolz & Vorurteil 傲慢")
                .containsEntry("artist", "Jane Austen, 奥斯汀")
                .containsEntry("album_artist", "Jane Austen, 奥斯汀")
                .containsEntry("composer", "Joe")
                .containsEntry("narrator", "Joe")
                .containsEntry("series", "Novels")
                .containsEntry("series-part", "2")
                // of the two frames of the date FFmpeg takes the older one
                .containsEntry("date", format == AudioFormat.MP3 ? "1813" : "1813-01-28")
                .containsEntry("genre", "Audiobook")
                .containsEntry("synthetic_speech", "yes")
                .containsEntry("comment", BookTags.MACHINE_SPEECH)
                .containsEntry("language", format == AudioFormat.MP3 ? "eng" : "en-GB")
                .containsEntry("track", format == AudioFormat.MP3 ? "12/61" : "12");
        assertThat(opened.pictures()).containsExactly(Books.TAGS.cover().orElseThrow().bytes());
        assertThat(opened.seconds()).isCloseTo(1.7, within(0.1));
        Decoded sound = Decoded.of(file);
        assertThat((double) sound.samples().length / sound.rateHz()).isCloseTo(1.7, within(0.11));
    }

    @Test
    void aChapterInMp4SaysWhatItIs() throws IOException {
        Opened opened = Opened.of(chapter(AudioFormat.M4A, Books.TAGS, "jpeg"));

        assertThat(opened.tags())
                .containsEntry("title", "Kapitel Zwölf — 第十二章")
                .containsEntry("album", "Stolz & Vorurteil 傲慢")
                .containsEntry("artist", "Jane Austen, 奥斯汀")
                .containsEntry("track", "12/61")
                .containsEntry("comment", BookTags.MACHINE_SPEECH);
        assertThat(opened.pictures()).containsExactly(Books.TAGS.cover().orElseThrow().bytes());
        assertThat(opened.seconds()).isCloseTo(1.7, within(0.01));
    }

    @ParameterizedTest
    @EnumSource(names = {"MP3", "OPUS", "FLAC"})
    void aPngIsKeptAsItIsAndTheSameChapterIsTheSameFile(AudioFormat format) throws IOException {
        BookTags book = with(Books.cover("png"));

        Path file = chapter(format, book, "png");

        assertThat(Opened.of(file).pictures()).containsExactly(book.cover().orElseThrow().bytes());
        assertThat(file).hasSameBinaryContentAs(chapter(format, book, "again"));
    }

    @ParameterizedTest
    @EnumSource(names = {"MP3", "OPUS", "FLAC"})
    void aBookOfNothingButATitleIsTaggedToo(AudioFormat format) throws IOException {
        Opened opened = Opened.of(chapter(format, BookTags.titled("t"), "bare"));

        assertThat(opened.tags()).containsEntry("album", "t").doesNotContainKeys("artist", "date");
        assertThat(opened.pictures()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"MP3", "OPUS", "FLAC", "M4A"},
            mode = EnumSource.Mode.EXCLUDE)
    void refusesFormatsWithoutTags(AudioFormat format) {
        assertThatThrownBy(() -> chapter(format, Books.TAGS, "x"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining(format.wireName())
                .hasMessageContaining("choose mp3, opus, flac or m4a");
    }

    /** Read as ID3v2.3 says: lengths of 32 plain bits, up to the first frame that is too long. */
    @Test
    void whoKnowsOnlyId3v23FindsAllShortFrames() throws IOException {
        byte[] file = Files.readAllBytes(chapter(AudioFormat.MP3, Books.TAGS, "id3"));
        ByteBuffer in = ByteBuffer.wrap(file);
        assertThat(new String(file, 0, 3, StandardCharsets.ISO_8859_1)).isEqualTo("ID3");
        assertThat(file[3]).isEqualTo((byte) 4);
        assertThat(file[5]).as("flags").isZero();
        int end = 10 + (file[6] << 21 | file[7] << 14 | file[8] << 7 | file[9]);
        List<String> found = new ArrayList<>();
        int at = 10;
        for (; in.getInt(at + 4) < 128; at += 10 + in.getInt(at + 4)) {
            found.add(new String(file, at, 4, StandardCharsets.ISO_8859_1));
            assertThat(file[at + 10]).as("text encoding").isBetween((byte) 0, (byte) 1);
        }
        assertThat(found)
                .contains("TIT2", "TRCK", "TALB", "TPE1", "TPE2", "TCOM", "TYER", "TDRC", "TLAN")
                .contains("TCON", "TXXX", "COMM");
        assertThat(new String(file, at, 4, StandardCharsets.ISO_8859_1)).isEqualTo("APIC");
        assertThat(file[end] & 0xff).as("the first frame of sound").isEqualTo(0xff);
    }

    @Test
    void refusesNumbersOfNoChapter() {
        assertThatThrownBy(() -> new TrackTags(Books.TAGS, "x", 62, 61))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
