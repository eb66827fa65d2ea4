package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.AV_DICT_IGNORE_SUFFIX;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avformat.AVChapter;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/**
 * What the head of a sound file says.
 *
 * @param container {@code wav}, {@code flac}, {@code mp3}, {@code ogg}, {@code aac} or {@code mp4}
 * @param codec such as {@code mp3}, {@code aac}, {@code opus}, {@code pcm_s16le}
 * @param declaredSeconds the length that it says; empty if it says none, or it can only be guessed
 * @param endIsThere false if the file says where it ends, and that is missing: Ogg alone says it so
 * @param tags by name in lower case, of the file and of its sound
 * @param cover the kind of the picture that is attached, such as {@code mjpeg} or {@code png};
 *     empty text if there is none
 * @param coverBytes its size
 * @param stream the number of the sound in the file
 */
public record SoundFileFacts(
        String container,
        String codec,
        OptionalDouble declaredSeconds,
        boolean endIsThere,
        Map<String, String> tags,
        List<Chapter> chapters,
        String cover,
        int coverBytes,
        int stream) {
    private static final int MOST_TAGS = 500;
    private static final int MOST_CHAPTERS = 20_000;
    private static final int LONGEST_VALUE = 4096;

    /** Of {@code AV_DISPOSITION_ATTACHED_PIC}. */
    private static final int ATTACHED_PICTURE = 0x400;

    private static final double MICROSECONDS = 1e6;

    /** How the names of such codecs begin. */
    private static final String PLAIN_SAMPLES = "pcm_";

    public SoundFileFacts {
        tags = Map.copyOf(tags);
        chapters = List.copyOf(chapters);
    }

    /** One chapter. */
    public record Chapter(String title, double startSeconds, double endSeconds) {}

    /** Whether nothing of the sound was left out when it was coded. */
    public boolean lossless() {
        return codec.startsWith(PLAIN_SAMPLES) || codec.equals("flac") || codec.equals("alac");
    }

    /**
     * @param file that was opened
     * @throws IOException if it cannot be read once more
     */
    static SoundFileFacts of(Path file, AVFormatContext format, int stream) throws IOException {
        String demuxer = format.iformat().name().getString();
        AVStream sound = format.streams(stream);
        Map<String, String> tags = new TreeMap<>();
        addTags(sound.metadata(), tags);
        addTags(format.metadata(), tags);
        String cover = "";
        int coverBytes = 0;
        for (int i = 0; i < format.nb_streams(); i++) {
            AVStream other = format.streams(i);
            if ((other.disposition() & ATTACHED_PICTURE) != 0 && other.attached_pic().size() > 0) {
                cover = avcodec_get_name(other.codecpar().codec_id()).getString();
                coverBytes = other.attached_pic().size();
            }
        }
        String container = demuxer.contains("mp4") ? "mp4" : demuxer;
        String codec = avcodec_get_name(sound.codecpar().codec_id()).getString();
        return new SoundFileFacts(
                container,
                codec,
                switch (container) {
                    // of these FFmpeg says what there is, whatever the head says
                    case "mp3" -> Mp3Head.seconds(file);
                    case "wav" ->
                            codec.startsWith(PLAIN_SAMPLES)
                                    ? WavHead.seconds(file)
                                    : OptionalDouble.empty();
                    case "aac" -> OptionalDouble.empty(); // no head: FFmpeg guesses from the rate
                    // its own: a picture or text beside it may be shown for longer
                    case "mp4" -> length(sound.duration(), seconds(sound.time_base()));
                    default -> length(format.duration(), 1 / MICROSECONDS);
                },
                !container.equals("ogg") || OggTail.isWhole(file),
                tags,
                chapters(format),
                cover,
                coverBytes,
                stream);
    }

    private static OptionalDouble length(long units, double seconds) {
        return units == AV_NOPTS_VALUE || units < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(units * seconds);
    }

    /** Of a unit of time. */
    private static double seconds(AVRational unit) {
        return (double) unit.num() / unit.den();
    }

    private static void addTags(AVDictionary dictionary, Map<String, String> tags) {
        if (dictionary == null || dictionary.isNull()) {
            return;
        }
        AVDictionaryEntry entry = null;
        while (tags.size() < MOST_TAGS) {
            entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX);
            if (entry == null || entry.isNull()) {
                return;
            }
            tags.put(text(entry.key()).toLowerCase(Locale.ROOT), text(entry.value()));
        }
    }

    private static String text(BytePointer value) {
        byte[] bytes = new byte[LONGEST_VALUE];
        int length = 0;
        while (length < LONGEST_VALUE && value.get(length) != 0) {
            bytes[length] = value.get(length);
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static List<Chapter> chapters(AVFormatContext format) {
        List<Chapter> chapters = new ArrayList<>();
        for (int i = 0; i < Math.min(format.nb_chapters(), MOST_CHAPTERS); i++) {
            AVChapter chapter = format.chapters(i);
            Map<String, String> tags = new TreeMap<>();
            addTags(chapter.metadata(), tags);
            double seconds = seconds(chapter.time_base());
            chapters.add(
                    new Chapter(
                            tags.getOrDefault("title", ""),
                            chapter.start() * seconds,
                            chapter.end() * seconds));
        }
        return chapters;
    }
}
