package voxfarm.audio;

import java.io.IOException;
import voxfarm.common.audio.AudioLevels;

/** Measures what it hands on. On one thread. */
public final class MeasuredWriter implements SoundWriter {
    private final SoundWriter writer;
    private final LevelMeter meter;

    /**
     * @param writer is closed with it
     * @param soundRateHz of the samples that come
     */
    public MeasuredWriter(SoundWriter writer, int soundRateHz) {
        this(writer, soundRateHz, 1);
    }

    /**
     * @param writer is closed with it
     * @param soundRateHz of the samples that come
     * @param channels of the file, all with the same sound
     */
    public MeasuredWriter(SoundWriter writer, int soundRateHz, int channels) {
        this.writer = writer;
        this.meter = new LevelMeter(soundRateHz, channels);
    }

    @Override
    public void write(float[] samples, int count) throws IOException {
        meter.add(samples, count);
        writer.write(samples, count);
    }

    @Override
    public void finish() throws IOException {
        writer.finish();
    }

    /** Of all samples; before coding, and before those beyond full scale are clipped. */
    public AudioLevels levels() {
        return meter.levels();
    }

    @Override
    public void close() {
        writer.close();
    }
}
