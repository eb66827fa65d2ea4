package voxfarm.audio;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.io.IOException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import voxfarm.common.audio.AudioFormat;

/** Compressed formats by FFmpeg: resampler, encoder and container in one. */
final class FrameEncoder implements SoundWriter {
    private final Target target;
    private final AVFormatContext format = new AVFormatContext(null);
    private final PacketEncoder encoder;
    private final AVStream stream;

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

    /** Names of containers in FFmpeg. */
    private static String container(AudioFormat format) {
        return switch (format) {
            case FLAC -> "flac";
            case MP3 -> "mp3";
            case OPUS -> "ogg";
            case AAC -> "adts";
            case M4A -> "ipod";
            case WAV, WAV_FLOAT, PCM ->
                    throw new IllegalArgumentException(format + " needs no encoder");
        };
    }

    FrameEncoder(Encoding encoding, Target target, Optional<TrackTags> tags) {
        this.target = target;
        String container = container(encoding.format());
        Ffmpeg.check(
                avformat_alloc_output_context2(format, null, container, target.address()),
                "container " + container);
        this.encoder =
                new PacketEncoder(
                        encoding, (format.oformat().flags() & AVFMT_GLOBALHEADER) != 0, this::mux);
        format.flags(format.flags() | AVFMT_FLAG_BITEXACT);
        this.stream = avformat_new_stream(format, null);
        Ffmpeg.check(
                avcodec_parameters_from_context(stream.codecpar(), encoder.codec()), "parameters");
        stream.time_base(encoder.codec().time_base());
        target.attach(format);
        Optional<TagsInContainer> tagged = tags.map(t -> new TagsInContainer(encoding.format(), t));
        tagged.ifPresent(of -> of.beforeHeader(format));
        writeHeader(encoding.format(), tagged.isPresent());
        tagged.ifPresent(of -> of.behindHeader(format));
    }

    private void writeHeader(AudioFormat audio, boolean tagged) {
        AVDictionary options = new AVDictionary(null);
        switch (audio) {
            case M4A -> av_dict_set(options, "movflags", "+faststart", 0);
            case MP3 -> {
                av_dict_set(options, "write_xing", format.pb().seekable() != 0 ? "1" : "0", 0);
                if (tagged) {
                    av_dict_set(options, "id3v2_version", "0", 0); // there is one of ours
                }
            }
            case FLAC, OPUS, AAC, WAV, WAV_FLOAT, PCM -> {}
        }
        Ffmpeg.check(avformat_write_header(format, options), "header");
        av_dict_free(options);
    }

    @Override
    public void write(float[] samples, int count) throws IOException {
        encoder.write(samples, count);
        target.flush(format);
    }

    private void mux(AVPacket packet) {
        av_packet_rescale_ts(packet, encoder.codec().time_base(), stream.time_base());
        packet.stream_index(0);
        Ffmpeg.check(av_interleaved_write_frame(format, packet), "writing");
    }

    @Override
    public void finish() throws IOException {
        encoder.finish();
        Ffmpeg.check(av_write_trailer(format), "trailer");
        target.complete(format);
    }

    @Override
    public void close() {
        target.close();
        encoder.close();
        format.pb(null);
        avformat_free_context(format);
    }
}
