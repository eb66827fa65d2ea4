package voxfarm.audio;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Frames of ID3v2 tags that are packed (zlib). FFmpeg unpacks each in memory and keeps it, however
 * many there are, so that a small file may ask for gigabytes; hardly any program writes such frames
 * (ID3 tag version 2.4.0, Structure, 4.1.2).
 *
 * <p>Tags are sought in the whole file, since some demuxers read them in its midst, and frames at
 * every byte of a tag, as a broken one leads each reader elsewhere. On one thread.
 */
final class PackedTags {
    /** Of all frames, unpacked: more than any picture that a player shows. */
    static final long MOST_BYTES = 32L << 20;

    private static final int HEAD = 10;
    private static final int BLOCK = 1 << 16;
    private static final int PIECE = 1 << 13;

    /** Of a frame's second byte of flags: packed, as 2.3 has it and as 2.4. */
    private static final int PACKED = 0x80 | 0x08;

    /** Behind a frame's head there may be its group, a byte, and its length, four. */
    private static final int MOST_BETWEEN = 5;

    private final FileChannel file;
    private long tagEnd;
    private long unpacked;

    private PackedTags(FileChannel file) {
        this.file = file;
    }

    /** Whether its packed frames are longer than {@link #MOST_BYTES}, all together. */
    static boolean areTooLong(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            return new PackedTags(file).tooLong();
        }
    }

    private boolean tooLong() throws IOException {
        byte[] block = new byte[BLOCK + HEAD];
        int kept = 0;
        long start = 0;
        InputStream in = Channels.newInputStream(file);
        while (true) {
            int read = in.readNBytes(block, kept, BLOCK);
            int count = kept + read;
            for (int i = 0; i + HEAD <= count; i++) {
                look(block, i, start + i);
                if (unpacked > MOST_BYTES) {
                    return true;
                }
            }
            if (read < BLOCK) {
                return false;
            }
            int done = Math.max(0, count - HEAD + 1);
            kept = count - done;
            System.arraycopy(block, done, block, 0, kept);
            start += done;
            file.position(start + kept); // a frame was read elsewhere
        }
    }

    private void look(byte[] block, int i, long at) throws IOException {
        if (block[i] == 'I' && block[i + 1] == 'D' && block[i + 2] == '3') {
            long length = length(block, i + 6);
            if (length >= 0) {
                tagEnd = Math.max(tagEnd, at + HEAD + length);
            }
        }
        if (at < tagEnd && (block[i + 9] & PACKED) != 0 && isName(block, i)) {
            for (int between = 0; between <= MOST_BETWEEN; between++) {
                unpack(at + HEAD + between);
            }
        }
    }

    /** Seven bits a byte; -1 if it is none. */
    private static long length(byte[] block, int at) {
        long length = 0;
        for (int i = at; i < at + 4; i++) {
            if (block[i] < 0) {
                return -1;
            }
            length = length << 7 | block[i];
        }
        return length;
    }

    private static boolean isName(byte[] block, int at) {
        for (int i = at; i < at + 4; i++) {
            boolean letter = block[i] >= 'A' && block[i] <= 'Z';
            boolean digit = block[i] >= '0' && block[i] <= '9';
            if (!letter && !digit) {
                return false;
            }
        }
        return true;
    }

    private void unpack(long at) throws IOException {
        if (!unpack(at, false)) {
            unpack(at, true);
        }
    }

    /**
     * @param synchronised whether each zero behind a byte of ones was put in
     * @return whether it was packed data to its end, or more than is borne
     */
    private boolean unpack(long at, boolean synchronised) throws IOException {
        file.position(at);
        InputStream plain = new BufferedInputStream(Channels.newInputStream(file), PIECE);
        InputStream in = synchronised ? new Synchronised(plain) : plain;
        Inflater inflater = new Inflater();
        try {
            byte[] packed = new byte[PIECE];
            byte[] out = new byte[PIECE];
            while (!inflater.finished() && unpacked <= MOST_BYTES) {
                if (inflater.needsInput()) {
                    int count = in.read(packed);
                    if (count < 0) {
                        return false;
                    }
                    inflater.setInput(packed, 0, count);
                }
                int count = inflater.inflate(out);
                unpacked += count;
                if (count == 0 && inflater.needsDictionary()) {
                    return false;
                }
            }
            return true;
        } catch (DataFormatException e) {
            return false;
        } finally {
            inflater.end();
        }
    }

    /** Without the zeros that keep a decoder of MP3 from hearing a tag. */
    private static final class Synchronised extends FilterInputStream {
        private int last;

        Synchronised(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            if (last == 0xff && next == 0) {
                next = in.read();
            }
            last = next;
            return next;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count = 0;
            while (count < length) {
                int next = read();
                if (next < 0) {
                    return count == 0 ? -1 : count;
                }
                bytes[from + count++] = (byte) next;
            }
            return count;
        }
    }
}
