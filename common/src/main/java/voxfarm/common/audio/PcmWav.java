package voxfarm.common.audio;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the RIFF/WAVE and RF64 files of 16-bit PCM, mono, that the farm writes. */
public final class PcmWav {
    private static final int BLOCK_SAMPLES = 16_384;
    private static final int TAG_BYTES = 4;
    private static final float FULL_SCALE = 32_768;

    private PcmWav() {}

    /**
     * How many samples a file of that length has.
     *
     * @param bytes of the whole file
     */
    public static long samples(long bytes) {
        return Math.max(0, bytes - headerBytes(bytes)) / Short.BYTES;
    }

    private static int headerBytes(long bytes) {
        return header(Math.max(0, bytes - WavHeader.BYTES) / Short.BYTES);
    }

    /** Longer where the sizes of the usual one do not suffice. */
    private static int header(long samples) {
        return WavHeader.of(WavHeader.SampleFormat.PCM_16, samples, 1, 1).length;
    }

    /**
     * Reads a file, block by block.
     *
     * @param samples how many it holds
     * @throws EOFException if it holds fewer
     */
    public static void read(InputStream in, long samples, FloatWav.Sink sink) throws IOException {
        String tag = new String(in.readNBytes(TAG_BYTES), StandardCharsets.US_ASCII);
        if (!tag.equals("RIFF") && !tag.equals("RF64")) {
            throw new EOFException("expected a wav file");
        }
        in.skipNBytes(header(samples) - TAG_BYTES);
        byte[] bytes = new byte[BLOCK_SAMPLES * Short.BYTES];
        float[] block = new float[BLOCK_SAMPLES];
        for (long left = samples; left > 0; ) {
            int count = (int) Math.min(left, BLOCK_SAMPLES);
            if (in.readNBytes(bytes, 0, count * Short.BYTES) < count * Short.BYTES) {
                throw new EOFException("expected " + left + " more samples");
            }
            ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                block[i] = from.getShort() / FULL_SCALE;
            }
            sink.accept(block, count);
            left -= count;
        }
    }
}
