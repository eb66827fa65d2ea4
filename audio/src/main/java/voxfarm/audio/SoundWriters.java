package voxfarm.audio;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.WavHeader;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.TemporaryFolder;

/** Makes writers. All refuse, with {@code UNSUPPORTED}, what this platform cannot write. */
public final class SoundWriters {
    private static final int BUFFER_BYTES = 1 << 16;

    private SoundWriters() {}

    /**
     * A whole file by way of memory.
     *
     * @param out gets the bytes in the end; stays the caller's to close
     * @param soundSamples how many will be written
     * @throws VoxfarmException {@code UNSUPPORTED}
     */
    public static SoundWriter toMemory(OutputStream out, Encoding encoding, long soundSamples)
            throws IOException {
        encoding.check();
        if (encoding.format() == AudioFormat.M4A) {
            return new ByWayOfFile(encoding, out);
        }
        return encoding.format().plain()
                ? new PlainWriter(out, encoding, soundSamples)
                : new FrameEncoder(encoding, new StreamTarget(out, false), Optional.empty());
    }

    /**
     * A file on disk.
     *
     * @param soundSamples how many will be written
     * @throws VoxfarmException {@code UNSUPPORTED}
     */
    public static SoundWriter toFile(Path file, Encoding encoding, long soundSamples)
            throws IOException {
        encoding.check();
        if (!encoding.format().plain()) {
            return new FrameEncoder(encoding, new FileTarget(file), Optional.empty());
        }
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
        return new OnOwnStream(new PlainWriter(out, encoding, soundSamples), out);
    }

    /**
     * A file on disk that says what it is: of a chapter of a book.
     *
     * @param aac of m4a
     * @throws VoxfarmException {@code UNSUPPORTED} also of formats other than mp3, opus, flac and
     *     m4a
     */
    public static SoundWriter toFile(Path file, Encoding encoding, AacCoder aac, TrackTags tags)
            throws IOException {
        if (encoding.format() == AudioFormat.M4A) {
            return M4bWriter.toFile(file, encoding, aac, tags);
        }
        TagsInContainer.check(encoding.format());
        encoding.check();
        return new FrameEncoder(encoding, new FileTarget(file), Optional.of(tags));
    }

    /**
     * A stream whose bytes leave with each write.
     *
     * @param out stays the caller's to close
     * @param soundSamples how many will be written; {@link WavHeader#UNKNOWN} while nobody knows
     * @throws VoxfarmException {@code UNSUPPORTED} also of a format that must be complete before it
     *     can be read
     */
    public static SoundWriter toStream(OutputStream out, Encoding encoding, long soundSamples)
            throws IOException {
        encoding.check();
        if (!encoding.format().streams()) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "format %s cannot be sent while it is made; choose aac, opus, mp3, flac, wav or"
                            + " pcm",
                    encoding.format().wireName());
        }
        return encoding.format().plain()
                ? new PlainWriter(out, encoding, soundSamples)
                : new FrameEncoder(encoding, new StreamTarget(out, true), Optional.empty());
    }

    /** For a container that is put in order by reading it again. */
    private static final class ByWayOfFile implements SoundWriter {
        private final TemporaryFolder folder = TemporaryFolder.create("encode-");
        private final Path file = folder.path().resolve("audio");
        private final SoundWriter writer;
        private final OutputStream out;

        ByWayOfFile(Encoding encoding, OutputStream out) throws IOException {
            this.writer = new FrameEncoder(encoding, new FileTarget(file), Optional.empty());
            this.out = out;
        }

        @Override
        public void write(float[] samples, int count) throws IOException {
            writer.write(samples, count);
        }

        @Override
        public void finish() throws IOException {
            writer.finish();
            Files.copy(file, out);
        }

        @Override
        public void close() {
            writer.close();
            try {
                folder.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Closes the stream with the writer. */
    private record OnOwnStream(SoundWriter writer, OutputStream out) implements SoundWriter {
        @Override
        public void write(float[] samples, int count) throws IOException {
            writer.write(samples, count);
        }

        @Override
        public void finish() throws IOException {
            writer.finish();
            out.close();
        }

        @Override
        public void close() {
            writer.close();
            try {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
