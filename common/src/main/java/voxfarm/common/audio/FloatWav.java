package voxfarm.common.audio;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * RIFF/WAVE files of 32-bit floating point, mono (format tag 3): sound on its way, at the model's
 * own level and without rounding.
 */
public final class FloatWav {
    private static final int BLOCK_SAMPLES = 8192;

    private FloatWav() {}

    /** The file's bytes. */
    public static byte[] write(PcmAudio audio) {
        float[] samples = audio.samples();
        int dataBytes = Math.multiplyExact(samples.length, Float.BYTES);
        ByteBuffer out =
                ByteBuffer.allocate(Math.addExact(dataBytes, WavHeader.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.put(
                WavHeader.of(
                        WavHeader.SampleFormat.FLOAT_32, samples.length, audio.sampleRateHz(), 1));
        out.asFloatBuffer().put(samples);
        return out.array();
    }

    /** Length of the file of so many samples. */
    public static long bytes(long samples) {
        return WavHeader.BYTES + samples * Float.BYTES;
    }

    /** Takes samples in blocks; the array is used again. */
    @FunctionalInterface
    public interface Sink {
        void accept(float[] block, int count) throws IOException;

        /** One that multiplies samples, in the block itself, before it hands them to this. */
        default Sink times(float gain) {
            return (block, count) -> {
                for (int i = 0; i < count; i++) {
                    block[i] *= gain;
                }
                accept(block, count);
            };
        }
    }

    /**
     * Reads a file that {@link #write} made, block by block.
     *
     * @param samples how many it holds
     * @throws EOFException if it holds fewer
     */
    public static void read(InputStream in, long samples, Sink sink) throws IOException {
        in.skipNBytes(WavHeader.BYTES);
        readSamples(in, samples, sink);
    }

    /**
     * Reads samples alone, little-endian, block by block.
     *
     * @throws EOFException if there are fewer
     */
    public static void readSamples(InputStream in, long samples, Sink sink) throws IOException {
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

    /** Sends so many samples of silence; whoever takes them may write into the block. */
    public static void silence(long samples, Sink sink) throws IOException {
        for (long left = samples; left > 0; left -= BLOCK_SAMPLES) {
            int count = (int) Math.min(BLOCK_SAMPLES, left);
            sink.accept(new float[count], count);
        }
    }
}
