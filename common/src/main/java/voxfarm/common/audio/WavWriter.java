package voxfarm.common.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * RIFF/WAVE files of 16-bit little-endian PCM, mono (format tag 1 of Microsoft's multimedia
 * specification).
 */
public final class WavWriter {
    /** Bytes before the first sample. */
    public static final int HEADER_BYTES = 44;

    private static final int BYTES_PER_SAMPLE = 2;
    private static final float FULL_SCALE = 32767f;

    private WavWriter() {}

    /**
     * The file's bytes. A sample is clipped to -1 to 1, times 32767, rounded to the nearest.
     *
     * @throws ArithmeticException if the file would pass 2 GiB
     */
    public static byte[] write(PcmAudio audio) {
        float[] samples = audio.samples();
        int dataBytes = Math.multiplyExact(samples.length, BYTES_PER_SAMPLE);
        ByteBuffer out =
                ByteBuffer.allocate(Math.addExact(dataBytes, HEADER_BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        header(out, dataBytes, audio.sampleRateHz());
        for (float sample : samples) {
            out.putShort(toPcm16(sample));
        }
        return out.array();
    }

    private static void header(ByteBuffer out, int dataBytes, int sampleRateHz) {
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(dataBytes + HEADER_BYTES - 8);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        out.putShort((short) 1).putShort((short) 1); // PCM, mono
        out.putInt(sampleRateHz).putInt(sampleRateHz * BYTES_PER_SAMPLE);
        out.putShort((short) BYTES_PER_SAMPLE).putShort((short) (8 * BYTES_PER_SAMPLE));
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(dataBytes);
    }

    /** NaN becomes silence: a broken sample must not become a full-scale click. */
    static short toPcm16(float sample) {
        float clipped = Math.clamp(Float.isNaN(sample) ? 0f : sample, -1f, 1f);
        return (short) Math.round(clipped * FULL_SCALE);
    }
}
