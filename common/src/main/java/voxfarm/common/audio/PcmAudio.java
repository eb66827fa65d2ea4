package voxfarm.common.audio;

import java.time.Duration;
import java.util.List;

/**
 * Mono sound in memory. The array is large and so not copied: nobody changes it after handing it
 * on.
 *
 * @param samples shape [N], full scale is -1 to 1; values outside are possible until a level is set
 * @param sampleRateHz samples per second, 1000 to 384000
 */
public record PcmAudio(float[] samples, int sampleRateHz) {
    public PcmAudio {
        if (sampleRateHz < 1000 || sampleRateHz > 384_000) {
            throw new IllegalArgumentException(
                    "sampleRateHz: must be 1000 to 384000, was " + sampleRateHz);
        }
    }

    public double durationSeconds() {
        return (double) samples.length / sampleRateHz;
    }

    public Duration duration() {
        return Duration.ofNanos(Math.round(durationSeconds() * 1e9));
    }

    /** The greatest absolute sample; 0 of silence. */
    public float peak() {
        float peak = 0;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
    }

    /** The same sound times a factor. */
    public PcmAudio scaled(float gain) {
        float[] scaled = new float[samples.length];
        for (int i = 0; i < samples.length; i++) {
            scaled[i] = samples[i] * gain;
        }
        return new PcmAudio(scaled, sampleRateHz);
    }

    /** Silence of that length, rounded to the nearest sample. */
    public static PcmAudio silence(double seconds, int sampleRateHz) {
        return new PcmAudio(
                new float[Math.toIntExact(Math.round(seconds * sampleRateHz))], sampleRateHz);
    }

    /**
     * One after another without a gap.
     *
     * @throws IllegalArgumentException if the rates differ or there is no part
     */
    public static PcmAudio join(List<PcmAudio> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("join: expected at least one part");
        }
        int rate = parts.getFirst().sampleRateHz();
        long length = 0;
        for (PcmAudio part : parts) {
            if (part.sampleRateHz() != rate) {
                throw new IllegalArgumentException(
                        "join: expected every part at "
                                + rate
                                + " Hz, found "
                                + part.sampleRateHz());
            }
            length += part.samples().length;
        }
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        float[] joined = new float[Math.toIntExact(length)];
        int at = 0;
        for (PcmAudio part : parts) {
            System.arraycopy(part.samples(), 0, joined, at, part.samples().length);
            at += part.samples().length;
        }
        return new PcmAudio(joined, rate);
    }
}
