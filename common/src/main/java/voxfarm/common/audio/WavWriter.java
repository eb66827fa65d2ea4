package voxfarm.common.audio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * RIFF/WAVE files of 16-bit little-endian PCM, mono (format tag 1 of Microsoft's multimedia
 * specification), written as the samples come. What does not fit into 4 GiB becomes an RF64 file
 * (EBU Tech 3306). A sample is clipped to -1 to 1, times 32767, rounded to the nearest. For one
 * file, on one thread.
 */
public final class WavWriter {
    /** Bytes before the first sample of a file below 4 GiB. */
    public static final int HEADER_BYTES = 44;

    private static final int PCM = 1;
    private static final int BYTES_PER_SAMPLE = 2;
    private static final float FULL_SCALE = 32767f;
    private static final int RF64_HEADER_BYTES = 80;
    private static final long LARGEST_RIFF = 0xffff_ffffL - HEADER_BYTES;
    private static final int BLOCK_SAMPLES = 8192;

    private final OutputStream out;
    private final ByteBuffer block =
            ByteBuffer.allocate(BLOCK_SAMPLES * BYTES_PER_SAMPLE).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * Writes the header.
     *
     * @param out stays the caller's to close
     * @param samples how many will be written
     */
    public WavWriter(OutputStream out, long samples, int sampleRateHz) throws IOException {
        this.out = out;
        out.write(header(PCM, BYTES_PER_SAMPLE, samples, sampleRateHz));
    }

    /** The bytes of a whole file. */
    public static byte[] write(PcmAudio audio) {
        float[] samples = audio.samples();
        ByteBuffer file =
                ByteBuffer.allocate(
                                Math.addExact(
                                        Math.multiplyExact(samples.length, BYTES_PER_SAMPLE),
                                        HEADER_BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        file.put(header(PCM, BYTES_PER_SAMPLE, samples.length, audio.sampleRateHz()));
        for (float sample : samples) {
            file.putShort(toPcm16(sample));
        }
        return file.array();
    }

    /** Writes the first {@code count} of the samples. */
    public void write(float[] samples, int count) throws IOException {
        for (int at = 0; at < count; ) {
            block.clear();
            int end = Math.min(count, at + BLOCK_SAMPLES);
            for (; at < end; at++) {
                block.putShort(toPcm16(samples[at]));
            }
            out.write(block.array(), 0, block.position());
        }
    }

    /**
     * The header of a mono file.
     *
     * @param format tag of the sample format
     */
    static byte[] header(int format, int bytesPerSample, long samples, int sampleRateHz) {
        long dataBytes = samples * bytesPerSample;
        boolean large = dataBytes > LARGEST_RIFF;
        ByteBuffer out =
                ByteBuffer.allocate(large ? RF64_HEADER_BYTES : HEADER_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        if (large) {
            tag(out, "RF64").putInt(-1);
            tag(out, "WAVE");
            tag(out, "ds64").putInt(28);
            out.putLong(dataBytes + RF64_HEADER_BYTES - 8).putLong(dataBytes).putLong(samples);
            out.putInt(0); // no table of further sizes
        } else {
            tag(out, "RIFF").putInt((int) (dataBytes + HEADER_BYTES - 8));
            tag(out, "WAVE");
        }
        tag(out, "fmt ").putInt(16);
        out.putShort((short) format).putShort((short) 1); // mono
        out.putInt(sampleRateHz).putInt(sampleRateHz * bytesPerSample);
        out.putShort((short) bytesPerSample).putShort((short) (8 * bytesPerSample));
        tag(out, "data").putInt(large ? -1 : (int) dataBytes);
        return out.array();
    }

    private static ByteBuffer tag(ByteBuffer out, String name) {
        return out.put(name.getBytes(StandardCharsets.US_ASCII));
    }

    /** NaN becomes silence: a broken sample must not become a full-scale click. */
    static short toPcm16(float sample) {
        float clipped = Math.clamp(Float.isNaN(sample) ? 0f : sample, -1f, 1f);
        return (short) Math.round(clipped * FULL_SCALE);
    }
}
