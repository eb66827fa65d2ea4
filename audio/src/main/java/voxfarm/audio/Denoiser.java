package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_link;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.io.IOException;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import voxfarm.common.audio.FloatWav;

/**
 * Takes steady noise out of mono speech, as it comes: FFmpeg's {@code afftdn}, which subtracts a
 * noise floor in the spectrum. As many samples come out as went in, at the same place. On one
 * thread.
 */
final class Denoiser implements AutoCloseable {
    /**
     * 12 dB at most, so that speech keeps its breath, below a fixed floor. Measured on bursts of
     * harmonics in white noise: pauses fall from -50, -40 and -30 dB to -62, -52 and -40, speech by
     * 0.1 to 0.3 dB; with the floor tracked, pauses fall by 3, 1 and 0.4 dB alone.
     */
    private static final String SETTINGS = "nr=12:nf=-30";

    private static final int BLOCK = 4096;

    private final AVFilterGraph graph = avfilter_graph_alloc();
    private final AVFilterContext source = new AVFilterContext(null);
    private final AVFilterContext sink = new AVFilterContext(null);
    private final AVFrame in = av_frame_alloc();
    private final AVFrame out = av_frame_alloc();
    private final int rateHz;
    private final FloatWav.Sink next;
    private float[] block = new float[BLOCK];
    private long taken;
    private long given;

    /**
     * @param next takes what comes out
     */
    Denoiser(int rateHz, FloatWav.Sink next) {
        Ffmpeg.require("denoise");
        this.rateHz = rateHz;
        this.next = next;
        AVFilterContext filter = new AVFilterContext(null);
        create(
                source,
                "abuffer",
                "sample_rate="
                        + rateHz
                        + ":sample_fmt=fltp:channel_layout=mono:time_base=1/"
                        + rateHz);
        create(filter, "afftdn", SETTINGS);
        AVFilterContext format = new AVFilterContext(null);
        create(format, "aformat", "sample_fmts=fltp");
        create(sink, "abuffersink", "");
        Ffmpeg.check(avfilter_link(source, 0, filter, 0), "denoise");
        Ffmpeg.check(avfilter_link(filter, 0, format, 0), "denoise");
        Ffmpeg.check(avfilter_link(format, 0, sink, 0), "denoise");
        Ffmpeg.check(avfilter_graph_config(graph, null), "denoise");
    }

    private void create(AVFilterContext context, String filter, String settings) {
        Ffmpeg.check(
                avfilter_graph_create_filter(
                        context, avfilter_get_by_name(filter), filter, settings, null, graph),
                "filter " + filter);
    }

    void write(float[] samples, int count) throws IOException {
        for (int at = 0; at < count; at += BLOCK) {
            int size = Math.min(BLOCK, count - at);
            in.format(AV_SAMPLE_FMT_FLTP);
            in.sample_rate(rateHz);
            in.nb_samples(size);
            in.pts(taken);
            av_channel_layout_default(in.ch_layout(), 1);
            Ffmpeg.check(av_frame_get_buffer(in, 0), "denoise");
            new FloatPointer(in.data(0)).put(samples, at, size);
            taken += size;
            Ffmpeg.check(av_buffersrc_add_frame(source, in), "denoise");
            av_frame_unref(in);
            drain();
        }
    }

    private void drain() throws IOException {
        while (av_buffersink_get_frame(sink, out) >= 0) {
            int count = (int) Math.min(out.nb_samples(), taken - given);
            if (block.length < count) {
                block = new float[count];
            }
            BytePointer data = out.data(0);
            new FloatPointer(data).get(block, 0, count);
            av_frame_unref(out);
            given += count;
            next.accept(block, count);
        }
    }

    /** Lets out the rest. */
    void finish() throws IOException {
        Ffmpeg.check(av_buffersrc_add_frame(source, null), "denoise");
        drain();
        if (given < taken) {
            int missing = Math.toIntExact(taken - given);
            given = taken;
            next.accept(new float[missing], missing);
        }
    }

    @Override
    public void close() {
        av_frame_free(in);
        av_frame_free(out);
        avfilter_graph_free(graph);
    }
}
