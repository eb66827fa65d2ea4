package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;

/** A file on disk, which a container may go back in. */
final class FileTarget implements FrameEncoder.Target {
    private final AVIOContext io = new AVIOContext(null);
    private final String address;

    FileTarget(Path file) {
        // by protocol, so that no name of a file is taken for another one
        this.address = "file:" + file.toAbsolutePath();
        Ffmpeg.check(avio_open(io, address, AVIO_FLAG_WRITE), "opening " + file);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void attach(AVFormatContext format) {
        format.pb(io);
    }

    @Override
    public void flush(AVFormatContext format) {
        // the container itself writes through
    }

    @Override
    public void complete(AVFormatContext format) {
        close();
    }

    @Override
    public void close() {
        if (!io.isNull()) {
            avio_closep(io);
        }
    }
}
