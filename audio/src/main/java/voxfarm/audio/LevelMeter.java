package voxfarm.audio;

import voxfarm.common.audio.AudioLevels;

/** Measures mono sound as it comes, in memory that does not grow with it. On one thread. */
public final class LevelMeter {
    private static final double WINDOW_SECONDS = 0.05;
    private static final double QUIETEST_SHARE = 0.1;
    private static final int STEPS_PER_DECIBEL = 10;

    /** Below it a stretch is a pause that was put there, and says nothing of the voice. */
    private static final double DIGITAL_SILENCE = AudioLevels.SILENCE + 1;

    private final LoudnessMeter loudness;
    private final TruePeakMeter truePeak = new TruePeakMeter();
    private final int windowSamples;

    /** How many windows have that many tenths of a decibel above {@link AudioLevels#SILENCE}. */
    private final long[] windows = new long[(int) (-AudioLevels.SILENCE * STEPS_PER_DECIBEL * 2)];

    private long counted;
    private long samples;
    private double energy;
    private double windowEnergy;
    private int inWindow;

    /** Of a file of one channel. */
    public LevelMeter(int sampleRateHz) {
        this(sampleRateHz, 1);
    }

    /**
     * @param channels of the file, all with the same sound
     */
    public LevelMeter(int sampleRateHz, int channels) {
        loudness = LoudnessMeter.ofCopies(sampleRateHz, channels);
        windowSamples = (int) Math.round(WINDOW_SECONDS * sampleRateHz);
    }

    /** Measures the first {@code count} of the samples; one that is no number counts as silence. */
    public void add(float[] block, int count) {
        loudness.add(block, count);
        truePeak.add(block, count);
        for (int i = 0; i < count; i++) {
            double sample = Float.isFinite(block[i]) ? block[i] : 0;
            windowEnergy += sample * sample;
            if (++inWindow == windowSamples) {
                endWindow();
            }
        }
        samples += count;
    }

    private void endWindow() {
        double level = decibels(windowEnergy / inWindow);
        if (level > DIGITAL_SILENCE) {
            int step = (int) ((level - AudioLevels.SILENCE) * STEPS_PER_DECIBEL);
            windows[Math.min(step, windows.length - 1)]++;
            counted++;
        }
        energy += windowEnergy;
        windowEnergy = 0;
        inWindow = 0;
    }

    /** Of all that came; nothing may be added after it. */
    public AudioLevels levels() {
        double all = energy + windowEnergy;
        return new AudioLevels(
                loudness.integratedLufs(),
                2 * decibels(truePeak.truePeak()),
                samples == 0 ? AudioLevels.SILENCE : decibels(all / samples),
                noiseFloor());
    }

    private double noiseFloor() {
        long wanted = (long) Math.ceil(counted * QUIETEST_SHARE);
        long seen = 0;
        for (int step = 0; step < windows.length && counted > 0; step++) {
            seen += windows[step];
            if (seen >= wanted) {
                return AudioLevels.SILENCE + (step + 0.5) / STEPS_PER_DECIBEL;
            }
        }
        return AudioLevels.SILENCE;
    }

    /** Of a power. */
    private static double decibels(double power) {
        return power <= 0 ? Double.NEGATIVE_INFINITY : 10 * Math.log10(power);
    }
}
