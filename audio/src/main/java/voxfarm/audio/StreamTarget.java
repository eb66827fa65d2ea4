package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import java.io.IOException;
import java.io.OutputStream;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.javacpp.BytePointer;

/**
 * A stream. While it is written, each flush hands on what there is and nothing can be gone back to;
 * or all stays in memory until it is complete, so that the container may go back.
 */
final class StreamTarget implements FrameEncoder.Target {
    private final OutputStream out;
    private final boolean atOnce;
    private AVIOContext buffer = open();

    /**
     * @param out stays the caller's to close
     * @param atOnce whether bytes leave with each flush
     */
    StreamTarget(OutputStream out, boolean atOnce) {
        this.out = out;
        this.atOnce = atOnce;
    }

    private static AVIOContext open() {
        AVIOContext buffer = new AVIOContext(null);
        Ffmpeg.check(avio_open_dyn_buf(buffer), "buffer");
        return buffer;
    }

    @Override
    public String address() {
        return "";
    }

    @Override
    public void attach(AVFormatContext format) {
        if (atOnce) {
            buffer.seekable(0);
        }
        format.pb(buffer);
    }

    @Override
    public void flush(AVFormatContext format) throws IOException {
        if (atOnce) {
            handOn();
            buffer = open();
            attach(format);
        }
    }

    @Override
    public void complete(AVFormatContext format) throws IOException {
        handOn();
    }

    private void handOn() throws IOException {
        BytePointer bytes = new BytePointer((org.bytedeco.javacpp.Pointer) null);
        int length = avio_close_dyn_buf(buffer, bytes);
        buffer = new AVIOContext(null);
        try {
            byte[] block = new byte[length];
            bytes.get(block);
            out.write(block);
        } finally {
            av_free(bytes);
        }
    }

    @Override
    public void close() {
        if (!buffer.isNull()) {
            BytePointer bytes = new BytePointer((org.bytedeco.javacpp.Pointer) null);
            avio_close_dyn_buf(buffer, bytes);
            av_free(bytes);
            buffer = new AVIOContext(null);
        }
    }
}
