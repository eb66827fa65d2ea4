package voxfarm.common.audio;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * RIFF/WAVE files of 32-bit floating point, mono (format tag 3): sound on its way, at the model's
 * own level and without rounding.
 */
public final class FloatWav {
    private static final int HEADER_BYTES = 44;
    private static final int BLOCK_SAMPLES = 16_384;

    private FloatWav() {}

    /** The file's bytes. */
    public static byte[] write(PcmAudio audio) {
        int dataBytes = Math.multiplyExact(audio.samples().length, Float.BYTES);
        ByteBuffer out =
                ByteBuffer.allocate(Math.addExact(dataBytes, HEADER_BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(dataBytes + HEADER_BYTES - 8);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        out.putShort((short) 3).putShort((short) 1); // floating point, mono
        out.putInt(audio.sampleRateHz()).putInt(audio.sampleRateHz() * Float.BYTES);
        out.putShort((short) Float.BYTES).putShort((short) Float.SIZE);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(dataBytes);
        out.asFloatBuffer().put(audio.samples());
        return out.array();
    }

    /** Takes samples in blocks; the array is used again. */
    @FunctionalInterface
    public interface Sink {
        void accept(float[] block, int count) throws IOException;
    }

    /**
     * Reads a file that {@link #write} made, block by block.
     *
     * @param samples how many it holds
     * @throws EOFException if it holds fewer
     */
    public static void read(InputStream in, long samples, Sink sink) throws IOException {
        in.skipNBytes(HEADER_BYTES);
        byte[] bytes = new byte[BLOCK_SAMPLES * Float.BYTES];
        float[] block = new float[BLOCK_SAMPLES];
        for (long left = samples; left > 0; ) {
            int count = (int) Math.min(left, BLOCK_SAMPLES);
            if (in.readNBytes(bytes, 0, count * Float.BYTES) < count * Float.BYTES) {
                throw new EOFException("expected " + left + " more samples");
            }
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(block, 0, count);
            sink.accept(block, count);
            left -= count;
        }
    }
}
