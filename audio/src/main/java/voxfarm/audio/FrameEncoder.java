package voxfarm.audio;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
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
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Compressed formats by FFmpeg: resampler, encoder and container in one. */
final class FrameEncoder implements SoundWriter {
    /** Frame of encoders that take any length. */
    private static final int ANY_FRAME = 4096;

    private static final int BITS_PER_KILOBIT = 1000;

    private final Target target;
    private final Resampler resampler;
    private final AVFormatContext format = new AVFormatContext(null);
    private final AVCodecContext codec;
    private final AVStream stream;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private final int frameSamples;
    private final PointerPointer<BytePointer> shifted = new PointerPointer<>(2L);
    private int filled;
    private long position;

    /** Where the bytes go. */
    interface Target extends AutoCloseable {
        /** Where the container can read again what it wrote; empty if nowhere. */
        String address();

        /** Gives the container something to write into. */
        void attach(AVFormatContext format);

        /** Lets go what was written so far. */
        void flush(AVFormatContext format) throws IOException;

        /** The container is complete. */
        void complete(AVFormatContext format) throws IOException;

        @Override
        void close();
    }

    /** Names and sample formats in FFmpeg. */
    private record Codec(String encoder, String container, int sampleFormat) {
        static Codec of(AudioFormat format) {
            return switch (format) {
                case FLAC -> new Codec("flac", "flac", AV_SAMPLE_FMT_S16);
                case MP3 -> new Codec("libmp3lame", "mp3", AV_SAMPLE_FMT_FLTP);
                case OPUS -> new Codec("libopus", "ogg", AV_SAMPLE_FMT_FLT);
                case AAC -> new Codec("aac", "adts", AV_SAMPLE_FMT_FLTP);
                case M4A -> new Codec("aac", "ipod", AV_SAMPLE_FMT_FLTP);
                case WAV, WAV_FLOAT, PCM ->
                        throw new IllegalArgumentException(format + " needs no encoder");
            };
        }
    }

    FrameEncoder(Encoding encoding, Target target) {
        this.target = target;
        Codec names = Codec.of(encoding.format());
        this.resampler = new Resampler(encoding, names.sampleFormat());
        Ffmpeg.check(
                avformat_alloc_output_context2(format, null, names.container(), target.address()),
                "container " + names.container());
        AVCodec encoder = avcodec_find_encoder_by_name(names.encoder());
        if (encoder == null) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "format %s: this platform's FFmpeg has no encoder %s",
                    encoding.format().wireName(),
                    names.encoder());
        }
        this.codec = avcodec_alloc_context3(encoder);
        this.stream = avformat_new_stream(format, encoder);
        open(encoding, names, encoder);
        this.frameSamples = codec.frame_size() > 0 ? codec.frame_size() : ANY_FRAME;
        prepareFrame(encoding, names);
        writeHeader(encoding.format());
    }

    private void open(Encoding encoding, Codec names, AVCodec encoder) {
        codec.sample_rate(encoding.rateHz());
        codec.sample_fmt(names.sampleFormat());
        av_channel_layout_default(codec.ch_layout(), encoding.channels());
        codec.time_base(av_make_q(1, encoding.rateHz()));
        if (encoding.bitrateKbps() > 0) {
            codec.bit_rate((long) encoding.bitrateKbps() * BITS_PER_KILOBIT);
        }
        // no encoder's name and no random serial number: the same sound is the same file
        codec.flags(codec.flags() | AV_CODEC_FLAG_BITEXACT);
        format.flags(format.flags() | AVFMT_FLAG_BITEXACT);
        if ((format.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
            codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        AVDictionary options = new AVDictionary(null);
        if (encoding.format() == AudioFormat.OPUS) {
            av_dict_set(options, "application", "audio", 0);
            av_dict_set(options, "compression_level", "5", 0); // half the time of 10
        }
        Ffmpeg.check(avcodec_open2(codec, encoder, options), "encoder " + names.encoder());
        av_dict_free(options);
        Ffmpeg.check(avcodec_parameters_from_context(stream.codecpar(), codec), "parameters");
        stream.time_base(codec.time_base());
    }

    private void prepareFrame(Encoding encoding, Codec names) {
        frame.nb_samples(frameSamples);
        frame.format(names.sampleFormat());
        frame.sample_rate(encoding.rateHz());
        av_channel_layout_copy(frame.ch_layout(), codec.ch_layout());
        Ffmpeg.check(av_frame_get_buffer(frame, 0), "frame");
    }

    private void writeHeader(AudioFormat audio) {
        target.attach(format);
        AVDictionary options = new AVDictionary(null);
        switch (audio) {
            case M4A -> av_dict_set(options, "movflags", "+faststart", 0);
            case MP3 ->
                    av_dict_set(options, "write_xing", format.pb().seekable() != 0 ? "1" : "0", 0);
            case FLAC, OPUS, AAC, WAV, WAV_FLOAT, PCM -> {}
        }
        Ffmpeg.check(avformat_write_header(format, options), "header");
        av_dict_free(options);
    }

    @Override
    public void write(float[] samples, int count) throws IOException {
        for (int at = 0; at < count; at += Resampler.block()) {
            resampler.put(samples, at, Math.min(Resampler.block(), count - at));
            encodeWhatIsThere();
        }
        target.flush(format);
    }

    private void encodeWhatIsThere() {
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
        boolean planar = codec.sample_fmt() == AV_SAMPLE_FMT_FLTP;
        int channels = codec.ch_layout().nb_channels();
        int bytes =
                (codec.sample_fmt() == AV_SAMPLE_FMT_S16 ? Short.BYTES : Float.BYTES)
                        * (planar ? 1 : channels);
        int planes = planar ? channels : 1;
        for (int plane = 0; plane < planes; plane++) {
            shifted.put(plane, new BytePointer(frame.data(plane)).position((long) sample * bytes));
        }
        return shifted;
    }

    private void send() {
        frame.nb_samples(filled);
        frame.pts(position);
        position += filled;
        filled = 0;
        Ffmpeg.check(avcodec_send_frame(codec, frame), "encoding");
        frame.nb_samples(frameSamples);
        receive();
    }

    private void receive() {
        while (avcodec_receive_packet(codec, packet) >= 0) {
            av_packet_rescale_ts(packet, codec.time_base(), stream.time_base());
            packet.stream_index(0);
            Ffmpeg.check(av_interleaved_write_frame(format, packet), "writing");
        }
    }

    @Override
    public void finish() throws IOException {
        resampler.end();
        encodeWhatIsThere();
        if (filled > 0) {
            send();
        }
        Ffmpeg.check(avcodec_send_frame(codec, null), "encoding");
        receive();
        Ffmpeg.check(av_write_trailer(format), "trailer");
        target.complete(format);
    }

    @Override
    public void close() {
        target.close();
        resampler.close();
        avcodec_free_context(codec);
        av_packet_free(packet);
        av_frame_free(frame);
        shifted.close();
        format.pb(null);
        avformat_free_context(format);
    }
}
