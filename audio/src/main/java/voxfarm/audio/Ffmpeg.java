package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_FATAL;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.javacpp.Loader;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * FFmpeg's libraries (the LGPL build that comes as a jar), unpacked and loaded when first needed.
 */
final class Ffmpeg {
    private static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";
    private static final int MESSAGE_BYTES = 200;

    private Ffmpeg() {}

    /** Loads once; remembers why not, empty if it did. */
    private static final class Libraries {
        static final String MISSING = load();

        private static String load() {
            if (System.getProperty(CACHE_PROPERTY) == null) {
                System.setProperty(
                        CACHE_PROPERTY,
                        Path.of(System.getProperty("user.home"), ".cache", "voxfarm", "ffmpeg")
                                .toString());
            }
            try {
                Loader.load(avutil.class);
                Loader.load(swresample.class);
                Loader.load(avcodec.class);
                Loader.load(avformat.class);
                Loader.load(avfilter.class);
                av_log_set_level(AV_LOG_FATAL); // what fails is told by its code
                return "";
            } catch (LinkageError | RuntimeException e) { // no library for this platform
                return String.valueOf(e.getMessage());
            }
        }
    }

    static boolean available() {
        return Libraries.MISSING.isEmpty();
    }

    /**
     * @param what is asked for, for people
     * @throws VoxfarmException {@code UNSUPPORTED} if this platform has no encoders
     */
    static void require(String what) {
        if (!available()) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "%s: the encoders of this build do not run on this platform (%s); wav,"
                            + " wav-float and pcm at the voice's own rate do",
                    what,
                    Libraries.MISSING);
        }
    }

    /**
     * @return the code, if it is none of an error
     * @throws VoxfarmException {@code INTERNAL} naming the step
     */
    static int check(int code, String step) {
        if (code >= 0) {
            return code;
        }
        throw VoxfarmException.of(ErrorCode.INTERNAL, "ffmpeg: %s failed: %s", step, reason(code));
    }

    /** What an error's code means. */
    static String reason(int code) {
        byte[] message = new byte[MESSAGE_BYTES];
        av_strerror(code, message, MESSAGE_BYTES);
        int length = 0;
        while (length < message.length && message[length] != 0) {
            length++;
        }
        return new String(message, 0, length, StandardCharsets.UTF_8);
    }
}
