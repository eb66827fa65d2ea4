package voxfarm.audio;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.tags.BookTags;

/**
 * An audiobook in one file (M4B): AAC-LC, with chapters, tags and cover, of any length. Chapters
 * come one after another, their samples in blocks of any size. While it is written the frames lie
 * in a temporary folder; {@link #finish} puts the file's head before them, so that a player needs
 * nothing from the end: the disk holds the book twice for that moment, and memory does not grow
 * with it. The same chapters are the same file, byte for byte. On one thread; an interrupt ends a
 * write or the finish with {@link InterruptedIOException} or {@link
 * java.nio.channels.ClosedByInterruptException}, and then the writer is to be closed.
 */
public final class M4bWriter implements SoundWriter {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long COPIED_AT_ONCE = 16L << 20;

    private final Path file;
    private final Encoding encoding;
    private final BookTags tags;
    private final Optional<TrackTags> track;
    private final TemporaryFolder folder = TemporaryFolder.create("m4b-");
    private final Path frames = folder.path().resolve("frames");
    private final Path lengths = folder.path().resolve("lengths");
    private final OutputStream frameOut;
    private final DataOutputStream lengthOut;
    private final PacketEncoder encoder;
    private final List<M4bHeader.Chapter> chapters = new ArrayList<>();
    private byte[] block = new byte[1 << 13];
    private long frameCount;
    private long frameBytes;

    /** Since the rate of the sound last changed: from which sample of the file on, and how many. */
    private long runFrom;

    private long runSamples;
    private int runRateHz;

    /**
     * Where a chapter begins.
     *
     * @param seconds from the beginning of the book
     */
    public record Start(String title, double seconds) {}

    private M4bWriter(
            Path file, Encoding encoding, AacCoder coder, BookTags tags, Optional<TrackTags> track)
            throws IOException {
        this.file = file;
        this.encoding = encoding;
        this.tags = tags;
        this.track = track;
        this.runRateHz = encoding.soundRateHz();
        this.frameOut = new BufferedOutputStream(Files.newOutputStream(frames), BUFFER_BYTES);
        this.lengthOut =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(lengths), BUFFER_BYTES));
        this.encoder = new PacketEncoder(encoding, coder, true, this::keep);
    }

    /**
     * Begins a book.
     *
     * @param file is made by {@link #finish}
     * @param encoding of format {@code m4a}
     * @throws voxfarm.common.error.VoxfarmException {@code UNSUPPORTED} if this platform has no
     *     encoders
     */
    public static M4bWriter toFile(Path file, Encoding encoding, AacCoder coder, BookTags tags)
            throws IOException {
        check(encoding);
        return new M4bWriter(file, encoding, coder, tags, Optional.empty());
    }

    /**
     * Begins the file of one chapter, which has no other.
     *
     * @param file is made by {@link #finish}
     * @param encoding of format {@code m4a}
     * @throws voxfarm.common.error.VoxfarmException {@code UNSUPPORTED} if this platform has no
     *     encoders
     */
    public static M4bWriter toFile(Path file, Encoding encoding, AacCoder coder, TrackTags tags)
            throws IOException {
        check(encoding);
        M4bWriter writer = new M4bWriter(file, encoding, coder, tags.book(), Optional.of(tags));
        writer.beginChapter(tags.title(), encoding.soundRateHz());
        return writer;
    }

    private static void check(Encoding encoding) {
        if (encoding.format() != AudioFormat.M4A) {
            throw new IllegalArgumentException("expected m4a, was " + encoding.format());
        }
        encoding.check();
    }

    /**
     * Begins a chapter, which must get a sample at least.
     *
     * @param title what a listener sees; in the file up to 255 bytes of it
     * @param soundRateHz of the samples that follow
     */
    public void beginChapter(String title, int soundRateHz) throws IOException {
        if (!chapters.isEmpty() && chapters.getLast().from() >= samplesSoFar()) {
            throw new IllegalStateException(
                    "chapter " + chapters.size() + " of the book has no sound");
        }
        if (soundRateHz != runRateHz) {
            encoder.changeRate(soundRateHz);
            runFrom = encoder.samples();
            runSamples = 0;
            runRateHz = soundRateHz;
        }
        chapters.add(new M4bHeader.Chapter(title, samplesSoFar()));
    }

    /** Of the file, also those that the resampler has not given away. */
    private long samplesSoFar() {
        return runFrom + Math.round((double) runSamples * encoding.rateHz() / runRateHz);
    }

    @Override
    public void write(float[] samples, int count) throws IOException {
        if (chapters.isEmpty()) {
            throw new IllegalStateException("expected a chapter before the first sample");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while a book was written");
        }
        encoder.write(samples, count);
        runSamples += count;
    }

    private void keep(AVPacket packet) throws IOException {
        int length = packet.size();
        if (length > block.length) {
            block = new byte[length];
        }
        packet.data().get(block, 0, length);
        frameOut.write(block, 0, length);
        lengthOut.writeInt(length);
        frameCount++;
        frameBytes += length;
    }

    @Override
    public void finish() throws IOException {
        if (samplesSoFar() == 0) {
            throw new IllegalStateException("expected a chapter with sound, had none");
        }
        encoder.finish();
        frameOut.close();
        lengthOut.close();
        M4bHeader header = new M4bHeader(tags, track, sound(), chapters);
        try (OutputStream out = Files.newOutputStream(file);
                DataOutputStream head =
                        new DataOutputStream(new BufferedOutputStream(out, BUFFER_BYTES))) {
            header.write(head);
        }
        append();
    }

    private M4bHeader.Sound sound() {
        byte[] config = new byte[encoder.codec().extradata_size()];
        encoder.codec().extradata().get(config);
        return new M4bHeader.Sound(
                encoding.rateHz(),
                encoding.channels(),
                config,
                encoder.codec().initial_padding(),
                encoder.samples(),
                frameCount,
                frameBytes,
                this::openLengths);
    }

    private InputStream openLengths() throws IOException {
        return new BufferedInputStream(Files.newInputStream(lengths), BUFFER_BYTES);
    }

    private void append() throws IOException {
        try (FileChannel in = FileChannel.open(frames);
                FileChannel out = FileChannel.open(file, StandardOpenOption.APPEND)) {
            for (long at = 0; at < frameBytes; ) {
                at += in.transferTo(at, Math.min(COPIED_AT_ONCE, frameBytes - at), out);
            }
        }
    }

    /** Where the chapters begin. */
    public List<Start> chapters() {
        return chapters.stream()
                .map(chapter ->
                        new Start(chapter.title(), (double) chapter.from() / encoding.rateHz()))
                .toList();
    }

    /** Length of the book so far. */
    public double seconds() {
        return (double) samplesSoFar() / encoding.rateHz();
    }

    @Override
    public void close() {
        encoder.close();
        try (folder;
                frameOut;
                lengthOut) {
            // whatever is left in them belongs to no file
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
