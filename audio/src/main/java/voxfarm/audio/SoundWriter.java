package voxfarm.audio;

import java.io.IOException;

/** Takes mono samples and makes a file of them. On one thread. */
public interface SoundWriter extends AutoCloseable {
    /** Takes the first {@code count} of the samples. */
    void write(float[] samples, int count) throws IOException;

    /** Completes the file; nothing may be written after it. */
    void finish() throws IOException;

    /** Frees what it holds; a file that was not finished is no file. */
    @Override
    void close();
}
