package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
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
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/**
 * Reads a file of sound, whoever made it: WAV, FLAC, MP3, Ogg (Opus, Vorbis, FLAC), M4A and M4B
 * (AAC, ALAC), ADTS. Streams: memory does not grow with the sound. A file cannot name others to be
 * read, no other formats are tried, pictures are not decoded, and all of it has to end within the
 * given time. On one thread.
 */
public final class SoundReader implements AutoCloseable {
    /** Demuxers of FFmpeg; none of them opens what a file names. */
    private static final String CONTAINERS = "wav,flac,mp3,ogg,aac,mov,mp4,m4a,3gp,3g2,mj2";

    private static final String CODECS =
            "flac,mp3float,mp3,opus,libopus,vorbis,aac,aac_fixed,alac,pcm_u8,pcm_s16le,pcm_s24le,"
                    + "pcm_s32le,pcm_f32le,pcm_f64le,pcm_s16be,pcm_s24be,pcm_s32be,pcm_f32be";

    private static final int MOST_CHANNELS = 8;
    private static final int MOST_FRAME_SAMPLES = 1 << 20;

    private final Path file;
    private final long deadlineNanos;
    private final Duration patience;
    private final AVFormatContext format;
    private final AVIOInterruptCB.Callback_Pointer interrupt;
    private final SoundFileFacts facts;
    private final int rateHz;
    private final AVCodecContext codec;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private final Planes planes;
    private final PacketSizes sizes = new PacketSizes();
    private long samples;
    private long damaged;
    private double firstDamageSeconds = -1;
    private boolean closed;

    /** Takes what was decoded; the arrays are used again. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param channels a row a channel
         * @param count samples of each
         */
        void accept(float[][] channels, int count) throws IOException;
    }

    /**
     * What was found while it was read to its end.
     *
     * @param samples of each channel
     * @param damagedPackets which could not be decoded
     * @param firstDamageSeconds where the first of them lies; empty if there is none
     * @param bitsPerSecond of the packets, heads and pictures left out
     * @param constantBitrate whether all packets are of one size, up to the padding of MP3
     */
    public record Read(
            long samples,
            long damagedPackets,
            OptionalDouble firstDamageSeconds,
            double bitsPerSecond,
            boolean constantBitrate) {}

    /**
     * Opens it and reads its head.
     *
     * @param patience for all of it, to the end
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is no such file, {@code UNSUPPORTED}
     *     if this platform has no decoders
     */
    public static SoundReader open(Path file, Duration patience) {
        Ffmpeg.require("reading " + file);
        if (!Files.isRegularFile(file)) {
            throw refused(file, Files.exists(file) ? "is no file of sound" : "does not exist");
        }
        if (!Files.isReadable(file)) {
            throw refused(file, "may not be read by this user");
        }
        refuseBigEndian(file);
        return new SoundReader(file, patience);
    }

    /** FFmpeg reads the head of such a file rightly, and its samples as if it were another. */
    private static void refuseBigEndian(Path file) {
        try {
            if (WavHead.isBigEndian(file)) {
                throw refused(
                        file,
                        "is WAV of the big-endian kind (RIFX), which is not read here; save it as"
                                + " WAV or FLAC");
            }
        } catch (IOException e) {
            throw refused(file, "cannot be read: " + FileFailure.reason(e));
        }
    }

    private SoundReader(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
        this.interrupt =
                new AVIOInterruptCB.Callback_Pointer() {
                    @Override
                    public int call(Pointer nothing) {
                        return System.nanoTime() - deadlineNanos > 0 ? 1 : 0;
                    }
                };
        this.format = opened();
        AVCodecContext opening = new AVCodecContext(null);
        try {
            int stream = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
            if (stream < 0) {
                throw refused(file, "holds no sound");
            }
            for (int i = 0; i < format.nb_streams(); i++) {
                if (i != stream) {
                    format.streams(i).discard(DISCARD_ALL);
                }
            }
            opening = decoder(format.streams(stream));
            int channels = opening.ch_layout().nb_channels();
            if (channels < 1 || channels > MOST_CHANNELS) {
                throw refused(file, "has " + channels + " channels; 1 to 8 can be read");
            }
            if (opening.sample_rate() < 1000 || opening.sample_rate() > 384_000) {
                throw refused(file, "has a sample rate of " + opening.sample_rate() + " Hz");
            }
            this.facts = facts(stream);
            this.rateHz = opening.sample_rate();
            this.planes = new Planes(channels);
            this.codec = opening;
        } catch (RuntimeException e) {
            avcodec_free_context(opening);
            freeIo();
            throw e;
        }
    }

    /** Of {@code enum AVDiscard}. */
    private static final int DISCARD_ALL = 48;

    private AVFormatContext opened() {
        AVFormatContext made = avformat_alloc_context();
        try (AVIOInterruptCB callback = made.interrupt_callback()) {
            callback.callback(interrupt);
        }
        AVDictionary options = new AVDictionary(null);
        // by protocol, so that no name of a file is taken for an address
        av_dict_set(options, "protocol_whitelist", "file", 0);
        av_dict_set(options, "format_whitelist", CONTAINERS, 0);
        av_dict_set(options, "codec_whitelist", CODECS, 0);
        int code = avformat_open_input(made, "file:" + file.toAbsolutePath(), null, options);
        av_dict_free(options);
        if (code < 0) { // which has freed it
            interrupt.close();
            throw late()
                    ? tooLong()
                    : refused(
                            file,
                            "is no file of sound that can be read here: "
                                    + Ffmpeg.reason(code)
                                    + "; expected WAV, FLAC, MP3, Ogg, M4A or M4B");
        }
        code = avformat_find_stream_info(made, (PointerPointer<?>) null);
        if (code < 0 || late()) {
            avformat_close_input(made);
            interrupt.close();
            throw late() ? tooLong() : refused(file, "cannot be read: " + Ffmpeg.reason(code));
        }
        return made;
    }

    private AVCodecContext decoder(AVStream stream) {
        AVCodec decoder = avcodec_find_decoder(stream.codecpar().codec_id());
        if (decoder == null
                || !("," + CODECS + ",").contains("," + decoder.name().getString() + ",")) {
            throw refused(
                    file,
                    "holds sound of a kind that is not read here"
                            + (decoder == null ? "" : ": " + decoder.name().getString()));
        }
        AVCodecContext made = avcodec_alloc_context3(decoder);
        int code = avcodec_parameters_to_context(made, stream.codecpar());
        made.pkt_timebase(stream.time_base());
        // FLAC alone: the others would give up what is heard as well. It passes over some damage
        // still
        int strict = decoder.name().getString().equals("flac") ? AV_EF_EXPLODE : 0;
        made.err_recognition(made.err_recognition() | AV_EF_CRCCHECK | strict);
        made.thread_count(1);
        code = code < 0 ? code : avcodec_open2(made, decoder, (AVDictionary) null);
        if (code < 0) {
            avcodec_free_context(made);
            throw refused(file, "cannot be decoded: " + Ffmpeg.reason(code));
        }
        return made;
    }

    private SoundFileFacts facts(int stream) {
        try {
            return SoundFileFacts.of(file, format, stream);
        } catch (IOException e) {
            throw refused(file, "cannot be read: " + FileFailure.reason(e));
        }
    }

    private static VoxfarmException refused(Path file, String why) {
        return new VoxfarmException(ErrorCode.INVALID_REQUEST, file + ": " + why);
    }

    private boolean late() {
        return System.nanoTime() - deadlineNanos > 0;
    }

    private VoxfarmException tooLong() {
        return refused(file, "was not read within " + patience.toSeconds() + " s");
    }

    /** What its head says. */
    public SoundFileFacts facts() {
        return facts;
    }

    /** Of what is given out. */
    public int rateHz() {
        return rateHz;
    }

    public int channels() {
        return planes.channels();
    }

    /** Reads all as one channel, the mean of what there is. */
    public Read readMono(FloatWav.Sink sink) throws IOException {
        float[] mono = new float[Planes.BLOCK];
        return read((channels, count) -> {
            if (channels.length == 1) {
                sink.accept(channels[0], count);
                return;
            }
            for (int i = 0; i < count; i++) {
                float sum = 0;
                for (float[] channel : channels) {
                    sum += channel[i];
                }
                mono[i] = sum / channels.length;
            }
            sink.accept(mono, count);
        });
    }

    /**
     * Reads all, once.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it changes its kind on the way, or was
     *     not read in time
     */
    public Read read(Sink sink) throws IOException {
        int code = 0;
        while (code >= 0) {
            code = av_read_frame(format, packet);
            if (late()) {
                throw tooLong();
            }
            if (code >= 0) {
                try {
                    if (packet.stream_index() == facts.stream()) {
                        sizes.add(packet.size());
                        decode(packet, sink);
                    }
                } finally {
                    av_packet_unref(packet);
                }
            }
        }
        if (code != AVERROR_EOF()) {
            damage();
        }
        avcodec_send_packet(codec, null);
        receive(sink);
        double seconds = (double) samples / rateHz();
        return new Read(
                samples,
                damaged,
                damaged == 0 ? OptionalDouble.empty() : OptionalDouble.of(firstDamageSeconds),
                seconds > 0 ? sizes.bytes() * 8 / seconds : 0,
                sizes.constant());
    }

    private void decode(AVPacket next, Sink sink) throws IOException {
        if (avcodec_send_packet(codec, next) < 0) {
            damage();
        }
        receive(sink);
    }

    private void damage() {
        damaged++;
        if (firstDamageSeconds < 0) {
            firstDamageSeconds = (double) samples / rateHz();
        }
    }

    private void receive(Sink sink) throws IOException {
        while (avcodec_receive_frame(codec, frame) >= 0) {
            if (frame.ch_layout().nb_channels() != planes.channels()
                    || frame.sample_rate() != rateHz()
                    || frame.nb_samples() > MOST_FRAME_SAMPLES) {
                throw refused(
                        file,
                        "changes its rate or its channels at "
                                + Math.round((double) samples / rateHz())
                                + " s");
            }
            samples += planes.send(frame, sink);
        }
    }

    /** Whether packets are of one size. */
    private static final class PacketSizes {
        private long bytes;
        private long packets;
        private int least = Integer.MAX_VALUE;
        private int most;

        void add(int size) {
            bytes += size;
            packets++;
            least = Math.min(least, size);
            most = Math.max(most, size);
        }

        long bytes() {
            return bytes;
        }

        /** A frame of MP3 has a byte more where its rate is no whole number of bytes. */
        boolean constant() {
            return packets > 0 && most - least <= 1;
        }
    }

    /** Frames of any sample format as floats. */
    private static final class Planes implements AutoCloseable {
        static final int BLOCK = 8192;

        private final int channels;
        private final float[][] block;
        private final FloatPointer[] outputs;
        private final PointerPointer<FloatPointer> pointers;
        private SwrContext context = new SwrContext(null);
        private int format = -1;

        Planes(int channels) {
            this.channels = channels;
            block = new float[channels][BLOCK];
            outputs = new FloatPointer[channels];
            pointers = new PointerPointer<>(channels);
            for (int i = 0; i < channels; i++) {
                outputs[i] = new FloatPointer(BLOCK);
                pointers.put(i, outputs[i]);
            }
        }

        int channels() {
            return channels;
        }

        int send(AVFrame frame, Sink sink) throws IOException {
            if (frame.format() != format) {
                begin(frame);
            }
            int given = 0;
            // what does not fit at once waits inside
            int count =
                    Ffmpeg.check(
                            swr_convert(
                                    context,
                                    pointers,
                                    BLOCK,
                                    frame.extended_data(),
                                    frame.nb_samples()),
                            "converting");
            while (count > 0) {
                for (int i = 0; i < channels; i++) {
                    outputs[i].get(block[i], 0, count);
                }
                sink.accept(block, count);
                given += count;
                count =
                        count < BLOCK
                                ? 0
                                : Ffmpeg.check(
                                        swr_convert(
                                                context,
                                                pointers,
                                                BLOCK,
                                                (PointerPointer<?>) null,
                                                0),
                                        "converting");
            }
            return given;
        }

        private void begin(AVFrame frame) {
            swr_free(context);
            context = new SwrContext(null);
            Ffmpeg.check(
                    swr_alloc_set_opts2(
                            context,
                            frame.ch_layout(),
                            AV_SAMPLE_FMT_FLTP,
                            frame.sample_rate(),
                            frame.ch_layout(),
                            frame.format(),
                            frame.sample_rate(),
                            0,
                            null),
                    "converting");
            Ffmpeg.check(swr_init(context), "converting");
            format = frame.format();
        }

        @Override
        public void close() {
            swr_free(context);
            for (FloatPointer output : outputs) {
                output.close();
            }
            pointers.close();
        }
    }

    private void freeIo() {
        avformat_close_input(format);
        interrupt.close();
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        planes.close();
        avcodec_free_context(codec);
        av_packet_free(packet);
        av_frame_free(frame);
        freeIo();
    }
}
