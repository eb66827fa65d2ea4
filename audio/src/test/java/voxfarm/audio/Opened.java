package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_iterate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.javacpp.PointerPointer;

/**
 * What FFmpeg's demuxer says of a file, beside its sound.
 *
 * @param tags of the file and its first stream, names in small letters
 * @param pictures attached, each its bytes
 */
record Opened(
        double seconds, Map<String, String> tags, List<Chapter> chapters, List<byte[]> pictures) {
    record Chapter(String title, double from, double to) {}

    static Opened of(Path file) {
        Ffmpeg.require("tests");
        AVFormatContext format = new AVFormatContext(null);
        Ffmpeg.check(avformat_open_input(format, file.toString(), null, null), "open");
        Ffmpeg.check(avformat_find_stream_info(format, (PointerPointer<?>) null), "info");
        Map<String, String> tags = new LinkedHashMap<>(tags(format.metadata()));
        tags.putAll(tags(format.streams(0).metadata()));
        List<Chapter> chapters = new ArrayList<>();
        for (int i = 0; i < format.nb_chapters(); i++) {
            var chapter = format.chapters(i);
            double unit = (double) chapter.time_base().num() / chapter.time_base().den();
            chapters.add(
                    new Chapter(
                            tags(chapter.metadata()).getOrDefault("title", ""),
                            chapter.start() * unit,
                            chapter.end() * unit));
        }
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < format.nb_streams(); i++) {
            AVStream stream = format.streams(i);
            AVPacket picture = stream.attached_pic();
            if (picture.size() > 0) {
                byte[] bytes = new byte[picture.size()];
                picture.data().get(bytes);
                pictures.add(bytes);
            }
        }
        double seconds = format.duration() / 1e6;
        avformat_close_input(format);
        return new Opened(seconds, tags, chapters, pictures);
    }

    private static Map<String, String> tags(AVDictionary from) {
        Map<String, String> tags = new LinkedHashMap<>();
        if (from == null || from.isNull()) {
            return tags;
        }
        AVDictionaryEntry entry = null;
        while ((entry = av_dict_iterate(from, entry)) != null) {
            tags.put(
                    entry.key().getString(StandardCharsets.UTF_8).toLowerCase(Locale.ROOT),
                    entry.value().getString(StandardCharsets.UTF_8));
        }
        return tags;
    }
}
