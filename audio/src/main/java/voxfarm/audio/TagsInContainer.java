package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PNG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avio_write;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.tags.CoverImage;

/** The tags of a chapter as its container has them. For one file, on one thread. */
final class TagsInContainer {
    private static final String FRONT_COVER = "Cover (front)";
    private static final int FRONT_COVER_TYPE = 3;

    private final AudioFormat audio;
    private final TrackTags tags;

    TagsInContainer(AudioFormat audio, TrackTags tags) {
        this.audio = audio;
        this.tags = tags;
    }

    /**
     * @throws VoxfarmException {@code UNSUPPORTED} of formats whose files have no tags
     */
    static void check(AudioFormat format) {
        switch (format) {
            case MP3, FLAC, OPUS -> {}
            case M4A, AAC, WAV, WAV_FLOAT, PCM ->
                    throw VoxfarmException.of(
                            ErrorCode.UNSUPPORTED,
                            "format %s: files of chapters have tags; choose mp3, opus, flac or m4a",
                            format.wireName());
        }
    }

    /** The container's output is there, and nothing was written. */
    void beforeHeader(AVFormatContext format) {
        switch (audio) {
            case MP3 -> {
                byte[] tag = Id3Tag.of(tags);
                avio_write(format.pb(), tag, tag.length);
            }
            case OPUS -> {
                AVDictionary comments = comments();
                // Ogg has no room for pictures but in a comment, as a block of FLAC
                cover().ifPresent(cover ->
                        put(
                                comments,
                                "METADATA_BLOCK_PICTURE",
                                Base64.getEncoder().encodeToString(block(cover))));
                format.metadata(comments);
            }
            case FLAC -> {
                format.metadata(comments());
                cover().ifPresent(cover -> addPicture(format, cover));
            }
            case M4A, AAC, WAV, WAV_FLOAT, PCM -> check(audio);
        }
    }

    /** Nothing but the header was written. */
    void behindHeader(AVFormatContext format) {
        if (audio == AudioFormat.FLAC) {
            cover().ifPresent(cover -> writePicture(format, cover));
        }
    }

    private Optional<CoverImage> cover() {
        return tags.book().cover();
    }

    private AVDictionary comments() {
        AVDictionary comments = new AVDictionary(null);
        tags.comments().forEach((name, value) -> put(comments, name, value));
        return comments;
    }

    private static void put(AVDictionary into, String name, String value) {
        try (BytePointer key = new BytePointer(name, StandardCharsets.UTF_8);
                BytePointer text = new BytePointer(value, StandardCharsets.UTF_8)) {
            Ffmpeg.check(av_dict_set(into, key, text, 0), "tag " + name);
        }
    }

    private static void addPicture(AVFormatContext format, CoverImage cover) {
        AVStream picture = avformat_new_stream(format, null);
        picture.disposition(AV_DISPOSITION_ATTACHED_PIC);
        picture.codecpar().codec_type(AVMEDIA_TYPE_VIDEO);
        picture.codecpar()
                .codec_id(
                        cover.kind() == CoverImage.Kind.PNG ? AV_CODEC_ID_PNG : AV_CODEC_ID_MJPEG);
        picture.codecpar().width(cover.width());
        picture.codecpar().height(cover.height());
        AVDictionary kind = new AVDictionary(null);
        put(kind, "comment", FRONT_COVER);
        picture.metadata(kind);
    }

    private static void writePicture(AVFormatContext format, CoverImage cover) {
        AVPacket packet = av_packet_alloc();
        try {
            Ffmpeg.check(av_new_packet(packet, cover.bytes().length), "cover");
            packet.data().put(cover.bytes());
            packet.stream_index(1);
            packet.pts(0);
            packet.dts(0);
            packet.flags(packet.flags() | AV_PKT_FLAG_KEY);
            Ffmpeg.check(av_write_frame(format, packet), "cover");
        } finally {
            av_packet_free(packet);
        }
    }

    /** A picture block of FLAC (RFC 9639, section 8.8). */
    private static byte[] block(CoverImage cover) {
        byte[] type = cover.kind().contentType().getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = cover.bytes();
        return ByteBuffer.allocate(8 * Integer.BYTES + type.length + bytes.length)
                .putInt(FRONT_COVER_TYPE)
                .putInt(type.length)
                .put(type)
                .putInt(0) // of its description
                .putInt(cover.width())
                .putInt(cover.height())
                .putInt(0) // bits of a pixel: not known
                .putInt(0) // colours of a palette
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }
}
