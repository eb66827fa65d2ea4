package voxfarm.audio;

/** Samples as integers. */
public final class PcmCoding {
    private static final float FULL_SCALE = 32767f;

    private PcmCoding() {}

    /**
     * Clipped to -1 to 1, times 32767, rounded to the nearest. NaN becomes silence: a broken sample
     * must not become a full-scale click.
     */
    public static short toPcm16(float sample) {
        float clipped = Math.clamp(Float.isNaN(sample) ? 0f : sample, -1f, 1f);
        return (short) Math.round(clipped * FULL_SCALE);
    }
}
