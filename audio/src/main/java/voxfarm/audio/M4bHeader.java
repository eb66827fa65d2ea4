package voxfarm.audio;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.audio.Box.Bytes;
import voxfarm.common.error.Problems;
import voxfarm.common.tags.BookTags;

/**
 * All that stands in an audiobook's MP4 file before the frames of its sound: what it is, where each
 * frame lies, its chapters (a list of Nero's, and a track of QuickTime's), its tags. Times count
 * samples. Memory does not grow with the sound: tables of frames are written as their lengths are
 * read.
 */
final class M4bHeader {
    /** Of one frame of AAC. */
    static final int FRAME_SAMPLES = 1024;

    /** About a second: what a player fetches at once. */
    private static final int FRAMES_PER_CHUNK = 32;

    /** The list counts in one byte; the track has all chapters. */
    private static final int MOST_NERO_CHAPTERS = 255;

    private static final int MOST_TITLE_BYTES = 255;
    private static final int HUNDREDS_OF_NANOS = 10_000_000;

    /** A chapter's length has 32 bits, which of samples are 54 hours, and here seven weeks. */
    private static final int CHAPTER_TIMES_PER_SECOND = 1000;

    private static final long MOST_32 = 0xffff_ffffL;
    private static final int SOUND_TRACK = 1;
    private static final int CHAPTER_TRACK = 2;

    /**
     * The sound.
     *
     * @param config the decoder's, as AAC has it
     * @param priming samples before the sound
     * @param samples of the sound, without those before and behind it
     * @param frames how many
     * @param bytes of all frames
     * @param lengths of the frames: big-endian, 32 bits each, from the first on
     */
    record Sound(
            int rateHz,
            int channels,
            byte[] config,
            int priming,
            long samples,
            long frames,
            long bytes,
            Lengths lengths) {}

    /** Opens the table of lengths; closed by whoever reads it. */
    @FunctionalInterface
    interface Lengths {
        InputStream open() throws IOException;
    }

    /**
     * @param from first sample
     */
    record Chapter(String title, long from) {}

    private final BookTags tags;
    private final Optional<TrackTags> track;
    private final Sound sound;
    private final List<Chapter> chapters;
    private final List<byte[]> texts;
    private final Box type =
            Box.of("ftyp", new Bytes().latin("M4B ").int32(0).latin("M4B M4A mp42isom"));

    /**
     * @param track of a file of one chapter; empty of the whole book
     */
    M4bHeader(BookTags tags, Optional<TrackTags> track, Sound sound, List<Chapter> chapters) {
        this.tags = tags;
        this.track = track;
        this.sound = sound;
        this.chapters = chapters;
        this.texts = chapters.stream().map(chapter -> text(title(chapter))).toList();
    }

    /** A sample of the chapters' track: a text, and that it is UTF-8. */
    private static byte[] text(byte[] title) {
        return new Bytes()
                .int16(title.length)
                .put(title)
                .int32(12)
                .latin("encd")
                .int32(0x100)
                .bytes();
    }

    /** As many characters as fit. */
    private static byte[] title(Chapter chapter) {
        String title = BookTags.clean(chapter.title());
        byte[] bytes = new Bytes().utf8(title).bytes();
        for (int most = MOST_TITLE_BYTES; bytes.length > MOST_TITLE_BYTES; most -= 4) {
            bytes = new Bytes().utf8(Problems.shortened(title, most)).bytes();
        }
        return bytes;
    }

    /** Writes it; the frames of the sound follow, and nothing else. */
    void write(DataOutputStream out) throws IOException {
        long textBytes = texts.stream().mapToLong(text -> text.length).sum();
        Box media = new Box("mdat", textBytes + sound.bytes(), this::writeTexts);
        long narrow = type.bytes() + movie(0, false).bytes() + media.bytes();
        boolean wide = narrow > MOST_32;
        long before = type.bytes() + movie(0, wide).bytes() + media.headerBytes();
        type.write(out);
        movie(before, wide).write(out);
        media.write(out);
    }

    private void writeTexts(DataOutputStream out) throws IOException {
        for (byte[] text : texts) {
            out.write(text);
        }
    }

    private Box movie(long mediaAt, boolean wide) {
        int version = version(sound.samples());
        Box header =
                Box.of(
                        "mvhd",
                        Bytes.full(version, 0)
                                .time(version, 0)
                                .time(version, 0)
                                .int32(sound.rateHz())
                                .time(version, sound.samples())
                                .int32(0x10000) // usual pace
                                .int16(0x100) // usual volume
                                .zeros(10)
                                .put(matrix())
                                .zeros(24)
                                .int32(CHAPTER_TRACK + 1));
        return Box.of(
                "moov",
                header,
                soundTrack(mediaAt + texts.stream().mapToLong(text -> text.length).sum(), wide),
                chapterTrack(mediaAt, wide),
                Box.of(
                        "udta",
                        M4bTags.of(
                                tags,
                                track,
                                sound.priming(),
                                Math.toIntExact(mediaSamples() - sound.priming() - sound.samples()),
                                sound.samples()),
                        neroChapters()));
    }

    /** Those before and behind the sound, too. */
    private long mediaSamples() {
        return sound.frames() * FRAME_SAMPLES;
    }

    private static int version(long samples) {
        return samples > MOST_32 ? 1 : 0;
    }

    /** Nothing is turned or moved. */
    private static byte[] matrix() {
        return new Bytes()
                .int32(0x10000)
                .zeros(12)
                .int32(0x10000)
                .zeros(12)
                .int32(0x4000_0000)
                .bytes();
    }

    private Box soundTrack(long at, boolean wide) {
        int version = version(sound.samples());
        Box edit =
                Box.of(
                        "elst",
                        Bytes.full(version, 0)
                                .int32(1)
                                .time(version, sound.samples())
                                .time(version, sound.priming())
                                .int32(0x10000));
        return Box.of(
                "trak",
                trackHeader(SOUND_TRACK, 0x7, 0x100),
                Box.of("edts", edit),
                Box.of("tref", Box.of("chap", new Bytes().int32(CHAPTER_TRACK))),
                media(
                        sound.rateHz(),
                        mediaSamples(),
                        "soun",
                        Box.of("smhd", Bytes.full(0, 0).zeros(4)),
                        soundTables(at, wide)));
    }

    /**
     * @param flags 1: enabled, 2: in the movie, 4: in its preview
     */
    private Box trackHeader(int id, int flags, int volume) {
        int version = version(sound.samples());
        return Box.of(
                "tkhd",
                Bytes.full(version, flags)
                        .time(version, 0)
                        .time(version, 0)
                        .int32(id)
                        .zeros(4)
                        .time(version, sound.samples())
                        .zeros(12)
                        .int16(volume)
                        .zeros(2)
                        .put(matrix())
                        .zeros(8));
    }

    private Box media(int timesPerSecond, long length, String handler, Box header, Box tables) {
        int version = version(length);
        Box self =
                Box.of(
                        "dref",
                        Bytes.full(0, 0).int32(1).int32(12).latin("url ").int32(1)); // in this file
        return Box.of(
                "mdia",
                Box.of(
                        "mdhd",
                        Bytes.full(version, 0)
                                .time(version, 0)
                                .time(version, 0)
                                .int32(timesPerSecond)
                                .time(version, length)
                                .int16(language())
                                .int16(0)),
                Box.of("hdlr", Bytes.full(0, 0).int32(0).latin(handler).zeros(13)),
                Box.of("minf", header, Box.of("dinf", self), tables));
    }

    /** Three letters of five bits. */
    private int language() {
        String code = tags.language3();
        int packed = 0;
        for (int i = 0; i < code.length(); i++) {
            packed = packed << 5 | (code.charAt(i) - 0x60);
        }
        return packed;
    }

    private Box soundTables(long at, boolean wide) {
        long chunks = chunks();
        long inLast = sound.frames() - (chunks - 1) * FRAMES_PER_CHUNK;
        List<long[]> runs = new ArrayList<>();
        if (chunks > 1) {
            runs.add(new long[] {1, FRAMES_PER_CHUNK});
        }
        if (chunks == 1 || inLast != FRAMES_PER_CHUNK) {
            runs.add(new long[] {chunks, inLast});
        }
        Bytes runBytes = Bytes.full(0, 0).int32(runs.size());
        runs.forEach(run -> runBytes.int32(run[0]).int32(run[1]).int32(1));
        Box lengths =
                new Box("stsz", sound.frames() * Integer.BYTES, this::copyLengths)
                        .behind(Bytes.full(0, 0).int32(0).int32(sound.frames()));
        Box places =
                new Box(
                                wide ? "co64" : "stco",
                                chunks * (wide ? Long.BYTES : Integer.BYTES),
                                out -> writePlaces(out, at, wide))
                        .behind(Bytes.full(0, 0).int32(chunks));
        return Box.of(
                "stbl",
                Box.of("stsd", Bytes.full(0, 0).int32(1).put(bytes(sampleEntry()))),
                Box.of(
                        "stts",
                        Bytes.full(0, 0).int32(1).int32(sound.frames()).int32(FRAME_SAMPLES)),
                Box.of("stsc", runBytes),
                lengths,
                places,
                // a decoder that begins somewhere is right from the second frame on
                Box.of("sgpd", Bytes.full(1, 0).latin("roll").int32(2).int32(1).int16(-1)),
                Box.of(
                        "sbgp",
                        Bytes.full(0, 0).latin("roll").int32(1).int32(sound.frames()).int32(1)));
    }

    private long chunks() {
        return (sound.frames() + FRAMES_PER_CHUNK - 1) / FRAMES_PER_CHUNK;
    }

    private void copyLengths(DataOutputStream out) throws IOException {
        try (InputStream in = sound.lengths().open()) {
            in.transferTo(out);
        }
    }

    private void writePlaces(DataOutputStream out, long from, boolean wide) throws IOException {
        long at = from;
        try (InputStream in = sound.lengths().open()) {
            for (long chunk = 0; chunk < chunks(); chunk++) {
                if (wide) {
                    out.writeLong(at);
                } else {
                    out.writeInt((int) at);
                }
                byte[] lengths = in.readNBytes(FRAMES_PER_CHUNK * Integer.BYTES);
                for (int i = 0; i < lengths.length; i += Integer.BYTES) {
                    at += ByteBuffer.wrap(lengths).getInt(i);
                }
            }
        }
    }

    private Box sampleEntry() {
        long bitrate = sound.bytes() * 8 * sound.rateHz() / Math.max(1, sound.samples());
        byte[] config = sound.config();
        int decoder = 13 + 5 + config.length;
        Bytes stream =
                Bytes.full(0, 0)
                        .put(descriptor(3, 3 + 5 + decoder + 5 + 1))
                        .int16(SOUND_TRACK)
                        .int8(0)
                        .put(descriptor(4, decoder))
                        .int8(0x40) // AAC
                        .int8(0x15) // sound
                        .zeros(3)
                        .int32(bitrate)
                        .int32(bitrate)
                        .put(descriptor(5, config.length))
                        .put(config)
                        .put(descriptor(6, 1))
                        .int8(2);
        Bytes entry =
                new Bytes()
                        .zeros(6)
                        .int16(1)
                        .zeros(8)
                        .int16(sound.channels())
                        .int16(16)
                        .zeros(4)
                        // beyond 16 bits the decoder's own settings say it
                        .int16(sound.rateHz() > 0xffff ? 0 : sound.rateHz())
                        .int16(0);
        return Box.of("mp4a", Box.of("esds", stream)).behind(entry);
    }

    /** Its length in four bytes, as all writers do. */
    private static byte[] descriptor(int tag, int length) {
        return new Bytes().int8(tag).int8(0x80).int8(0x80).int8(0x80).int8(length).bytes();
    }

    private static byte[] bytes(Box box) {
        var bytes = new ByteArrayOutputStream();
        try {
            box.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
        return bytes.toByteArray();
    }

    private Box chapterTrack(long at, boolean wide) {
        Bytes general = Bytes.full(0, 0).int16(0x40).int16(0x8000).int16(0x8000).int16(0x8000);
        Box header =
                Box.of(
                        "gmhd",
                        Box.of("gmin", general.zeros(4)),
                        Box.of("text", new Bytes().put(matrix())));
        return Box.of(
                "trak",
                trackHeader(CHAPTER_TRACK, 0x2, 0), // not enabled: nobody shows it as subtitles
                media(
                        CHAPTER_TIMES_PER_SECOND,
                        chapterTime(sound.samples()),
                        "text",
                        header,
                        chapterTables(at, wide)));
    }

    private Box chapterTables(long at, boolean wide) {
        Bytes times = Bytes.full(0, 0).int32(chapters.size());
        for (int i = 0; i < chapters.size(); i++) {
            long to = i + 1 < chapters.size() ? chapters.get(i + 1).from() : sound.samples();
            long from = chapterTime(chapters.get(i).from());
            times.int32(1).int32(Math.max(0, chapterTime(to) - from));
        }
        Bytes lengths = Bytes.full(0, 0).int32(0).int32(texts.size());
        texts.forEach(text -> lengths.int32(text.length));
        Bytes entry =
                new Bytes()
                        .zeros(6)
                        .int16(1)
                        .int32(1) // shown as it is
                        .zeros(4 + 6 + 8 + 8 + 2 + 2 + 1 + 2 + 6 + 1);
        return Box.of(
                "stbl",
                Box.of("stsd", Bytes.full(0, 0).int32(1).put(bytes(Box.of("text", entry)))),
                Box.of("stts", times),
                Box.of("stsc", Bytes.full(0, 0).int32(1).int32(1).int32(texts.size()).int32(1)),
                Box.of("stsz", lengths),
                wide
                        ? Box.of("co64", Bytes.full(0, 0).int32(1).int64(at))
                        : Box.of("stco", Bytes.full(0, 0).int32(1).int32(at)));
    }

    private long chapterTime(long samples) {
        return rounded(samples, CHAPTER_TIMES_PER_SECOND);
    }

    private Box neroChapters() {
        List<Chapter> listed = chapters.subList(0, Math.min(chapters.size(), MOST_NERO_CHAPTERS));
        Bytes list = Bytes.full(1, 0).int32(0).int8(listed.size());
        for (Chapter chapter : listed) {
            byte[] title = title(chapter);
            list.int64(rounded(chapter.from(), HUNDREDS_OF_NANOS)).int8(title.length).put(title);
        }
        return Box.of("chpl", list);
    }

    /** In units of so many a second. */
    private long rounded(long samples, int perSecond) {
        long seconds = samples / sound.rateHz();
        long rest = samples % sound.rateHz();
        return seconds * perSecond + Math.round((double) rest * perSecond / sound.rateHz());
    }
}
