package voxfarm.bench.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What simulated voices say: each segment is a few samples whose signs are a number made from its
 * text, so that the text of a file can be told from its samples, whatever their level.
 */
final class Codes {
    private static final int BITS = 24;
    private static final float LEVEL = 0.5f;
    private static final int WAV_HEADER_BYTES = 12;

    private Codes() {}

    static int of(String text) {
        int hash = text.hashCode();
        return (hash ^ (hash >>> BITS)) & ((1 << BITS) - 1);
    }

    /**
     * @param own what this machine's samples differ by, well below {@link #LEVEL}
     */
    static float[] samples(String text, float own) {
        int code = of(text);
        float[] samples = new float[BITS];
        for (int i = 0; i < BITS; i++) {
            samples[i] = (code >> i & 1) == 1 ? LEVEL : own - LEVEL;
        }
        return samples;
    }

    /** The codes of all segments in a WAV file of 16 bits a sample, one channel. */
    static List<Integer> heard(byte[] wav) {
        ByteBuffer in = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        in.position(WAV_HEADER_BYTES);
        int tag = in.getInt();
        int length = in.getInt();
        while (tag != 0x61746164) { // "data"
            in.position(in.position() + length);
            tag = in.getInt();
            length = in.getInt();
        }
        List<Integer> codes = new ArrayList<>();
        int code = 0;
        int bits = 0;
        while (in.remaining() >= 2) {
            short sample = in.getShort();
            if (sample == 0) {
                continue;
            }
            code |= sample > 0 ? 1 << bits : 0;
            if (++bits == BITS) {
                codes.add(code);
                code = 0;
                bits = 0;
            }
        }
        if (bits > 0) {
            codes.add(-1); // a segment that was cut off
        }
        return codes;
    }
}
