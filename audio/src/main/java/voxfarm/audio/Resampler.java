package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;

import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Mono samples to another rate, another sample format and another number of channels. */
final class Resampler implements AutoCloseable {
    private static final int BLOCK = 8192;

    private final SwrContext context = new SwrContext(null);
    private final FloatPointer input = new FloatPointer(BLOCK);
    private final PointerPointer<FloatPointer> inputs = new PointerPointer<>(1L);
    private final float gain;
    private final float[] scaled = new float[BLOCK];
    private boolean ended;

    /**
     * @param sampleFormat of libavutil
     */
    Resampler(Encoding encoding, int sampleFormat) {
        inputs.put(0, input);
        // two channels would get 3 dB less each otherwise, as for one source in the middle
        gain = encoding.channels() == 1 ? 1 : (float) Math.sqrt(encoding.channels());
        try (AVChannelLayout in = new AVChannelLayout();
                AVChannelLayout out = new AVChannelLayout()) {
            av_channel_layout_default(in, 1);
            av_channel_layout_default(out, encoding.channels());
            Ffmpeg.check(
                    swr_alloc_set_opts2(
                            context,
                            out,
                            sampleFormat,
                            encoding.rateHz(),
                            in,
                            AV_SAMPLE_FMT_FLT,
                            encoding.soundRateHz(),
                            0,
                            null),
                    "resampler");
            Ffmpeg.check(swr_init(context), "resampler");
        }
    }

    /** Most samples that one {@link #put} takes. */
    static int block() {
        return BLOCK;
    }

    /** Takes samples; what comes of them waits inside. */
    void put(float[] samples, int from, int count) {
        if (gain == 1) {
            input.position(0).put(samples, from, count);
        } else {
            for (int i = 0; i < count; i++) {
                scaled[i] = samples[from + i] * gain;
            }
            input.position(0).put(scaled, 0, count);
        }
        Ffmpeg.check(
                swr_convert(context, (PointerPointer<?>) null, 0, inputs, count), "resampling");
    }

    /** Lets out what waits for samples that do not come any more. */
    void end() {
        ended = true;
    }

    /**
     * Fetches samples.
     *
     * @param planes of the sample format
     * @return how many came for each channel
     */
    int get(PointerPointer<BytePointer> planes, int most) {
        // no input at all would tell it that nothing more comes
        return Ffmpeg.check(
                ended
                        ? swr_convert(context, planes, most, (PointerPointer<?>) null, 0)
                        : swr_convert(context, planes, most, inputs, 0),
                "resampling");
    }

    @Override
    public void close() {
        swr_free(context);
        input.close();
        inputs.close();
    }
}
