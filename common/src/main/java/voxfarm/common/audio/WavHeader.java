package voxfarm.common.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The header of RIFF/WAVE files (Microsoft's multimedia specification). What does not fit into 4
 * GiB becomes an RF64 file (EBU Tech 3306).
 */
public final class WavHeader {
    /** Bytes before the first sample of a file below 4 GiB. */
    public static final int BYTES = 44;

    /** A number of samples that nobody knows yet: both sizes are then the greatest there are. */
    public static final long UNKNOWN = -1;

    private static final int RF64_BYTES = 80;
    private static final long LARGEST_RIFF = 0xffff_ffffL - BYTES;

    private WavHeader() {}

    /** How a sample is written. */
    public enum SampleFormat {
        PCM_16(1, 2),
        FLOAT_32(3, 4);

        private final int tag;
        private final int bytes;

        SampleFormat(int tag, int bytes) {
            this.tag = tag;
            this.bytes = bytes;
        }
    }

    /**
     * The bytes before the first sample.
     *
     * @param samples of each channel, or {@link #UNKNOWN}
     */
    public static byte[] of(SampleFormat format, long samples, int sampleRateHz, int channels) {
        int frameBytes = format.bytes * channels;
        long dataBytes = samples * frameBytes;
        boolean large = dataBytes > LARGEST_RIFF;
        ByteBuffer out =
                ByteBuffer.allocate(large ? RF64_BYTES : BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (large) {
            tag(out, "RF64").putInt(-1);
            tag(out, "WAVE");
            tag(out, "ds64").putInt(28);
            out.putLong(dataBytes + RF64_BYTES - 8).putLong(dataBytes).putLong(samples);
            out.putInt(0); // no table of further sizes
        } else {
            tag(out, "RIFF").putInt(samples == UNKNOWN ? -1 : (int) (dataBytes + BYTES - 8));
            tag(out, "WAVE");
        }
        tag(out, "fmt ").putInt(16);
        out.putShort((short) format.tag).putShort((short) channels);
        out.putInt(sampleRateHz).putInt(sampleRateHz * frameBytes);
        out.putShort((short) frameBytes).putShort((short) (8 * format.bytes));
        tag(out, "data").putInt(large || samples == UNKNOWN ? -1 : (int) dataBytes);
        return out.array();
    }

    private static ByteBuffer tag(ByteBuffer out, String name) {
        return out.put(name.getBytes(StandardCharsets.US_ASCII));
    }
}
