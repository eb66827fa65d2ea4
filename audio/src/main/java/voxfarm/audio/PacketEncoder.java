package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.io.IOException;
import java.util.OptionalDouble;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Samples to packets of a codec: resampler and encoder in one. On one thread. */
final class PacketEncoder implements AutoCloseable {
    /** Frame of encoders that take any length. */
    private static final int ANY_FRAME = 4096;

    private static final int BITS_PER_KILOBIT = 1000;

    private final Encoding encoding;
    private final int sampleFormat;
    private final Sink sink;
    private final AVCodecContext codec;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private final int frameSamples;
    private final PointerPointer<BytePointer> shifted = new PointerPointer<>(2L);
    private Resampler resampler;
    private int filled;
    private long position;

    /** Takes packets in order; times count samples of the file. */
    @FunctionalInterface
    interface Sink {
        void accept(AVPacket packet) throws IOException;
    }

    /**
     * @param header whether the codec's own header lies beside the packets instead of in them
     * @throws VoxfarmException {@code UNSUPPORTED} if this platform's FFmpeg lacks the encoder
     */
    PacketEncoder(Encoding encoding, boolean header, Sink sink) {
        this(encoding, AacCoder.FOR_ALL, header, sink);
    }

    /** As the other, where the format is AAC. */
    PacketEncoder(Encoding encoding, AacCoder aac, boolean header, Sink sink) {
        this.encoding = encoding;
        this.sink = sink;
        String name = name(encoding.format());
        this.sampleFormat = sampleFormat(encoding.format());
        AVCodec encoder = avcodec_find_encoder_by_name(name);
        if (encoder == null) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "format %s: this platform's FFmpeg has no encoder %s",
                    encoding.format().wireName(),
                    name);
        }
        this.resampler = new Resampler(encoding, sampleFormat);
        this.codec = avcodec_alloc_context3(encoder);
        open(encoder, name, aac, header);
        this.frameSamples = codec.frame_size() > 0 ? codec.frame_size() : ANY_FRAME;
        prepareFrame();
    }

    private static String name(AudioFormat format) {
        return switch (format) {
            case FLAC -> "flac";
            case MP3 -> "libmp3lame";
            case OPUS -> "libopus";
            case AAC, M4A -> "aac";
            case WAV, WAV_FLOAT, PCM ->
                    throw new IllegalArgumentException(format + " needs no encoder");
        };
    }

    private static int sampleFormat(AudioFormat format) {
        return switch (format) {
            case FLAC -> AV_SAMPLE_FMT_S16;
            case OPUS -> AV_SAMPLE_FMT_FLT;
            case MP3, AAC, M4A, WAV, WAV_FLOAT, PCM -> AV_SAMPLE_FMT_FLTP;
        };
    }

    private void open(AVCodec encoder, String name, AacCoder aac, boolean header) {
        codec.sample_rate(encoding.rateHz());
        codec.sample_fmt(sampleFormat);
        av_channel_layout_default(codec.ch_layout(), encoding.channels());
        codec.time_base(av_make_q(1, encoding.rateHz()));
        if (encoding.bitrateKbps() > 0) {
            codec.bit_rate((long) encoding.bitrateKbps() * BITS_PER_KILOBIT);
        }
        // no encoder's name and no random serial number: the same sound is the same file
        codec.flags(codec.flags() | AV_CODEC_FLAG_BITEXACT);
        if (header) {
            codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        AVDictionary options = new AVDictionary(null);
        if (encoding.format() == AudioFormat.OPUS) {
            av_dict_set(options, "application", "audio", 0);
            av_dict_set(options, "compression_level", "5", 0); // half the time of 10
        }
        if (aac.isFast()) {
            av_dict_set(options, "aac_coder", "fast", 0);
        }
        OptionalDouble quality = aac.quality(encoding);
        if (quality.isPresent()) {
            codec.flags(codec.flags() | AV_CODEC_FLAG_QSCALE);
            codec.global_quality((int) Math.round(quality.getAsDouble() * FF_QP2LAMBDA));
        }
        Ffmpeg.check(avcodec_open2(codec, encoder, options), "encoder " + name);
        av_dict_free(options);
    }

    private void prepareFrame() {
        frame.nb_samples(frameSamples);
        frame.format(sampleFormat);
        frame.sample_rate(encoding.rateHz());
        av_channel_layout_copy(frame.ch_layout(), codec.ch_layout());
        Ffmpeg.check(av_frame_get_buffer(frame, 0), "frame");
    }

    /** Its settings, and what it says of its packets. */
    AVCodecContext codec() {
        return codec;
    }

    /** Samples of a channel that were encoded, or wait to be: those inside the resampler aside. */
    long samples() {
        return position + filled;
    }

    /** Takes the first {@code count} of the samples. */
    void write(float[] samples, int count) throws IOException {
        for (int at = 0; at < count; at += Resampler.block()) {
            resampler.put(samples, at, Math.min(Resampler.block(), count - at));
            encodeWhatIsThere();
        }
    }

    /** What comes from now on is of another rate. */
    void changeRate(int soundRateHz) throws IOException {
        resampler.end();
        encodeWhatIsThere();
        resampler.close();
        resampler =
                new Resampler(
                        new Encoding(
                                encoding.format(),
                                soundRateHz,
                                encoding.rateHz(),
                                encoding.channels(),
                                encoding.bitrateKbps()),
                        sampleFormat);
    }

    private void encodeWhatIsThere() throws IOException {
        while (fill()) {
            send();
        }
    }

    /** Fills the frame; false if more samples are needed for that. */
    private boolean fill() {
        if (filled == 0) {
            Ffmpeg.check(av_frame_make_writable(frame), "frame");
        }
        filled += resampler.get(behind(filled), frameSamples - filled);
        return filled == frameSamples;
    }

    /** The frame's planes from a sample on. */
    private PointerPointer<BytePointer> behind(int sample) {
        boolean planar = sampleFormat == AV_SAMPLE_FMT_FLTP;
        int channels = codec.ch_layout().nb_channels();
        int bytes =
                (sampleFormat == AV_SAMPLE_FMT_S16 ? Short.BYTES : Float.BYTES)
                        * (planar ? 1 : channels);
        int planes = planar ? channels : 1;
        for (int plane = 0; plane < planes; plane++) {
            shifted.put(plane, new BytePointer(frame.data(plane)).position((long) sample * bytes));
        }
        return shifted;
    }

    private void send() throws IOException {
        frame.nb_samples(filled);
        frame.pts(position);
        position += filled;
        filled = 0;
        Ffmpeg.check(avcodec_send_frame(codec, frame), "encoding");
        frame.nb_samples(frameSamples);
        receive();
    }

    private void receive() throws IOException {
        while (avcodec_receive_packet(codec, packet) >= 0) {
            sink.accept(packet);
            av_packet_unref(packet);
        }
    }

    /** Lets out the rest. */
    void finish() throws IOException {
        resampler.end();
        encodeWhatIsThere();
        if (filled > 0) {
            send();
        }
        Ffmpeg.check(avcodec_send_frame(codec, null), "encoding");
        receive();
    }

    @Override
    public void close() {
        resampler.close();
        avcodec_free_context(codec);
        av_packet_free(packet);
        av_frame_free(frame);
        shifted.close();
    }
}
