package voxfarm.audio;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Loader;

/** Whether encoders came with this build for the platform that it runs on. */
public final class PlatformEncoders {
    private PlatformEncoders() {}

    /**
     * Looks for their libraries without loading them, which takes a second and 50 MiB. Should they
     * not load in spite of that, whoever needs them says so.
     */
    public static boolean present() {
        return presentFor(Loader.getPlatform());
    }

    static boolean presentFor(String platform) {
        return avcodec.class.getResource(
                        "/org/bytedeco/ffmpeg/"
                                + platform
                                + "/"
                                + System.mapLibraryName("jniavcodec"))
                != null;
    }
}
