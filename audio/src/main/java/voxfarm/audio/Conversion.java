package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;

import java.io.IOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;
import voxfarm.common.audio.FloatWav;

/**
 * Samples to another rate or more channels: of so many that went in, exactly {@link
 * Encoding#samplesOf} come out. On one thread.
 */
final class Conversion implements AutoCloseable {
    private static final int BLOCK = 8192;

    private final Encoding encoding;
    private final FloatWav.Sink out;
    private final int channels;
    private final Resampler resampler;
    private final FloatPointer output;
    private final PointerPointer<BytePointer> outputs = new PointerPointer<>(1L);
    private final float[] block;
    private long taken;
    private long given;

    /**
     * @param out takes interleaved samples, and their number over all channels
     */
    Conversion(Encoding encoding, FloatWav.Sink out) {
        this.encoding = encoding;
        this.out = out;
        channels = encoding.channels();
        resampler = new Resampler(encoding, AV_SAMPLE_FMT_FLT);
        output = new FloatPointer((long) BLOCK * channels);
        outputs.put(0, output);
        block = new float[BLOCK * channels];
    }

    /** Takes the first {@code count} of the samples. */
    void write(float[] samples, int count) throws IOException {
        for (int at = 0; at < count; at += Resampler.block()) {
            int size = Math.min(Resampler.block(), count - at);
            resampler.put(samples, at, size);
            taken += size;
            drain();
        }
    }

    private void drain() throws IOException {
        for (int count = get(); count > 0; count = get()) {
            int wanted = (int) Math.min(count, encoding.samplesOf(taken) - given);
            given += wanted;
            out.accept(block, wanted * channels);
        }
    }

    private int get() {
        int count = resampler.get(outputs, BLOCK);
        output.position(0).get(block, 0, count * channels);
        return count;
    }

    /** Lets out the rest. */
    void finish() throws IOException {
        resampler.end();
        drain();
        int missing = Math.toIntExact(encoding.samplesOf(taken) - given);
        if (missing > 0) { // the filter's tail can end a sample early
            given += missing;
            out.accept(new float[missing * channels], missing * channels);
        }
    }

    @Override
    public void close() {
        resampler.close();
        output.close();
        outputs.close();
    }
}
