package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.ShortPointer;

/**
 * An audio file as FFmpeg reads it.
 *
 * @param samples of the first channel
 */
record Decoded(int rateHz, int channels, float[] samples) {

    static Decoded of(Path file) {
        Ffmpeg.require("tests");
        AVFormatContext format = new AVFormatContext(null);
        Ffmpeg.check(avformat_open_input(format, file.toString(), null, null), "open");
        Ffmpeg.check(avformat_find_stream_info(format, (PointerPointer<?>) null), "info");
        AVCodec decoder = avcodec_find_decoder(format.streams(0).codecpar().codec_id());
        AVCodecContext codec = avcodec_alloc_context3(decoder);
        Ffmpeg.check(avcodec_parameters_to_context(codec, format.streams(0).codecpar()), "codec");
        Ffmpeg.check(avcodec_open2(codec, decoder, (AVDictionary) null), "codec");
        List<Float> samples = new ArrayList<>();
        AVPacket packet = av_packet_alloc();
        AVFrame frame = av_frame_alloc();
        while (av_read_frame(format, packet) >= 0) {
            if (packet.stream_index() == 0) { // others are a cover or chapters
                Ffmpeg.check(avcodec_send_packet(codec, packet), "packet");
                receive(codec, frame, samples);
            }
            av_packet_unref(packet);
        }
        avcodec_send_packet(codec, null);
        receive(codec, frame, samples);
        float[] all = new float[samples.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = samples.get(i);
        }
        Decoded decoded = new Decoded(codec.sample_rate(), codec.ch_layout().nb_channels(), all);
        av_packet_free(packet);
        av_frame_free(frame);
        avcodec_free_context(codec);
        avformat_close_input(format);
        return decoded;
    }

    private static void receive(AVCodecContext codec, AVFrame frame, List<Float> samples) {
        while (avcodec_receive_frame(codec, frame) >= 0) {
            BytePointer data = frame.data(0);
            int channels = codec.ch_layout().nb_channels();
            for (int i = 0; i < frame.nb_samples(); i++) {
                if (frame.format() == AV_SAMPLE_FMT_FLTP) {
                    samples.add(new FloatPointer(data).get(i));
                } else if (frame.format() == AV_SAMPLE_FMT_FLT) {
                    samples.add(new FloatPointer(data).get((long) i * channels));
                } else if (frame.format() == AV_SAMPLE_FMT_S16) {
                    samples.add(new ShortPointer(data).get((long) i * channels) / 32767f);
                } else {
                    throw new AssertionError("sample format " + frame.format());
                }
            }
        }
    }
}
