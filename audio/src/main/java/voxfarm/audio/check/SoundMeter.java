package voxfarm.audio.check;

import java.util.ArrayList;
import java.util.List;
import voxfarm.audio.LoopFinder;
import voxfarm.audio.LoudnessMeter;
import voxfarm.audio.TruePeakMeter;

/** All that is measured of a file while it is decoded, in memory that does not grow with it. */
final class SoundMeter {
    /** Below it nothing counts as sound. */
    static final double QUIET_DBFS = -50;

    /** So long nothing is heard in no reading. */
    static final double LONGEST_PAUSE_SECONDS = 10;

    private static final double DIGITAL_SILENCE_DBFS = -110;
    private static final int WINDOWS_A_SECOND = 100;
    private static final int FLOOR_WINDOWS = WINDOWS_A_SECOND / 2;
    private static final float FULL_SCALE = 0.9995f;
    private static final int CLIPPED_RUN = 3;
    private static final int MOST_PLACES = 20;

    /** As one sentence that is said twice may be nearly as long: what is longer is a fault. */
    private static final LoopFinder.Sought LOOP = new LoopFinder.Sought(4, 1.2, 0.8);

    private final int rateHz;
    private final int windowSamples;
    private final LoudnessMeter loudness;
    private final LoopFinder loops;
    private final TruePeakMeter[] truePeaks;
    private final double[] sums;
    private final int[] runs;
    private final float[] mono;
    private final double[] floorWindows = new double[FLOOR_WINDOWS];
    private final List<Double> clipped = new ArrayList<>();
    private final List<Double> pauses = new ArrayList<>();
    private long samples;
    private double energy;
    private double windowEnergy;
    private int inWindow;
    private long windows;
    private double floorEnergy;
    private int digital;
    private float peak;
    private double peakSeconds;
    private long clippedSamples;
    private long notFinite;
    private double quietest = Double.POSITIVE_INFINITY;
    private double quietestSeconds;
    private double firstSound = -1;
    private double lastSound;

    SoundMeter(int rateHz, int channels, int block) {
        this.rateHz = rateHz;
        windowSamples = Math.max(1, rateHz / WINDOWS_A_SECOND);
        loudness = new LoudnessMeter(rateHz, channels);
        loops = new LoopFinder(rateHz, LOOP);
        truePeaks = new TruePeakMeter[channels];
        for (int i = 0; i < channels; i++) {
            truePeaks[i] = new TruePeakMeter();
        }
        sums = new double[channels];
        runs = new int[channels];
        mono = new float[block];
    }

    void add(float[][] channels, int count) {
        loudness.add(channels, count);
        for (int c = 0; c < channels.length; c++) {
            truePeaks[c].add(channels[c], count);
        }
        for (int i = 0; i < count; i++) {
            float sum = 0;
            for (int c = 0; c < channels.length; c++) {
                float sample = Float.isFinite(channels[c][i]) ? channels[c][i] : 0;
                notFinite += Float.isFinite(channels[c][i]) ? 0 : 1;
                sum += sample;
                sums[c] += sample;
                windowEnergy += (double) sample * sample;
                look(c, sample, samples + i);
            }
            mono[i] = sum / channels.length;
            if (++inWindow == windowSamples) {
                endWindow();
            }
        }
        loops.add(mono, count);
        samples += count;
    }

    private void look(int channel, float sample, long place) {
        float loud = Math.abs(sample);
        if (loud > peak) {
            peak = loud;
            peakSeconds = (double) place / rateHz;
        }
        runs[channel] = loud >= FULL_SCALE ? runs[channel] + 1 : 0;
        if (runs[channel] == CLIPPED_RUN) {
            clippedSamples += CLIPPED_RUN;
            double at = (double) place / rateHz;
            boolean apart = clipped.isEmpty() || at - clipped.getLast() > 1;
            if (apart && clipped.size() < MOST_PLACES) {
                clipped.add(at);
            }
        } else if (runs[channel] > CLIPPED_RUN) {
            clippedSamples++;
        }
    }

    private void endWindow() {
        double power = windowEnergy / ((double) windowSamples * sums.length);
        energy += windowEnergy;
        windowEnergy = 0;
        inWindow = 0;
        double level = decibels(power);
        double begun = (double) windows * windowSamples / rateHz;
        int place = (int) (windows % FLOOR_WINDOWS);
        double gone = floorWindows[place];
        digital += digital(power) - (windows >= FLOOR_WINDOWS ? digital(gone) : 0);
        floorEnergy += power - gone;
        floorWindows[place] = power;
        windows++;
        if (windows >= FLOOR_WINDOWS && digital == 0 && floorEnergy / FLOOR_WINDOWS < quietest) {
            quietest = Math.max(0, floorEnergy / FLOOR_WINDOWS);
            quietestSeconds = (double) (windows - FLOOR_WINDOWS) * windowSamples / rateHz;
        }
        if (level >= QUIET_DBFS) {
            if (firstSound < 0) {
                firstSound = begun;
            } else if (begun - lastSound > LONGEST_PAUSE_SECONDS && pauses.size() < MOST_PLACES) {
                pauses.add(lastSound);
            }
            lastSound = begun + (double) windowSamples / rateHz;
        }
    }

    private static int digital(double power) {
        return decibels(power) < DIGITAL_SILENCE_DBFS ? 1 : 0;
    }

    static double decibels(double power) {
        return power <= 0 ? Double.NEGATIVE_INFINITY : 10 * Math.log10(power);
    }

    double seconds() {
        return (double) samples / rateHz;
    }

    double rmsDbfs() {
        return decibels((energy + windowEnergy) / Math.max(1, samples * sums.length));
    }

    double lufs() {
        return loudness.integratedLufs();
    }

    double peakDbfs() {
        return 20 * Math.log10(peak);
    }

    double peakSeconds() {
        return peakSeconds;
    }

    /** Ends the measurement. */
    double truePeakDbtp() {
        float most = 0;
        for (TruePeakMeter channel : truePeaks) {
            most = Math.max(most, channel.truePeak());
        }
        return 20 * Math.log10(most);
    }

    /**
     * RMS of the quietest half second that is no digital silence; negative infinity if there is
     * none.
     */
    double noiseFloorDbfs() {
        return Double.isInfinite(quietest) ? Double.NEGATIVE_INFINITY : decibels(quietest);
    }

    double noiseFloorSeconds() {
        return quietestSeconds;
    }

    /** Quiet before the first sound; all of it if there is none. */
    double headSeconds() {
        return firstSound < 0 ? seconds() : firstSound;
    }

    double tailSeconds() {
        return firstSound < 0 ? seconds() : Math.max(0, seconds() - lastSound);
    }

    boolean heard() {
        return firstSound >= 0;
    }

    /** The greatest of a channel; 1 is full scale. */
    double dcOffset() {
        double most = 0;
        for (double sum : sums) {
            most = Math.max(most, Math.abs(sum / Math.max(1, samples)));
        }
        return most;
    }

    long clippedSamples() {
        return clippedSamples;
    }

    /** Where, a second apart at least; twenty at most. */
    List<Double> clipped() {
        return clipped;
    }

    /** Where long pauses begin; twenty at most. */
    List<Double> pauses() {
        return pauses;
    }

    List<LoopFinder.Stretch> loops() {
        return loops.stretches();
    }

    long notFinite() {
        return notFinite;
    }
}
