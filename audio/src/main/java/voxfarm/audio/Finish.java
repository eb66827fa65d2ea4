package voxfarm.audio;

import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.audio.OutputSettings;

/**
 * What {@link Mastering} does to a sound once all of it is known.
 *
 * @param rateHz of the file
 * @param channels of the file, all with the same sound: two are louder than one by 3 LU
 * @param denoise whether steady noise is taken out
 * @param trim whether silence before the first and behind the last sound is cut off
 * @param aim the level
 * @param room what lies around the sound, behind the trimming
 */
public record Finish(int rateHz, int channels, boolean denoise, boolean trim, Aim aim, Room room) {

    /** How loud. */
    public sealed interface Aim {
        /** No gain at all. */
        record AsItIs() implements Aim {}

        /** The greatest sample is full scale. */
        record Peak() implements Aim {}

        /**
         * One gain to a level, and a limiter.
         *
         * @param target in LUFS or dBFS
         * @param ceilingDbtp what the true peak stays below
         */
        record Loud(Measure measure, double target, double ceilingDbtp) implements Aim {
            float ceiling() {
                return (float) Math.pow(10, ceilingDbtp / 20);
            }
        }
    }

    /** By what a level is measured. */
    public enum Measure {
        /** Integrated loudness, ITU-R BS.1770. */
        LUFS,
        /** Of all samples of the file, pauses and room included. */
        RMS
    }

    /**
     * What lies around a sound.
     *
     * @param headSeconds before it
     * @param tailSeconds behind it
     * @param toneDbfs RMS of a quiet noise under the whole file, so that pauses and ends are no
     *     digital silence; negative infinity for none
     */
    public record Room(double headSeconds, double tailSeconds, double toneDbfs) {
        public static final Room NONE = new Room(0, 0, Double.NEGATIVE_INFINITY);
    }

    /**
     * What a request asks for.
     *
     * @param soundRateHz of its samples
     */
    public static Finish of(OutputSettings output, int soundRateHz) {
        return new Finish(
                output.fileRateHz(soundRateHz),
                output.channels(),
                output.denoise(),
                output.trim(),
                switch (output.level()) {
                    case NONE -> new Aim.AsItIs();
                    case PEAK -> new Aim.Peak();
                    case LOUDNESS ->
                            new Aim.Loud(
                                    Measure.LUFS,
                                    output.targetLufs(),
                                    TruePeakLimiter.CEILING_DBTP);
                },
                Room.NONE);
    }

    /**
     * How a mono file is brought to what a preset asks for.
     *
     * @param soundRateHz of its samples
     */
    public static Finish of(DeliveryPreset preset, int soundRateHz) {
        DeliveryPreset.Aim aim = preset.aim();
        Room room =
                new Room(
                        aim.headSeconds(),
                        aim.tailSeconds(),
                        aim.toneDbfs().orElse(Double.NEGATIVE_INFINITY));
        return new Finish(
                preset.rateHz().orElse(soundRateHz),
                1,
                false,
                aim.cutsEnds(),
                new Aim.Loud(
                        aim.rms() ? Measure.RMS : Measure.LUFS, aim.target(), aim.ceilingDbtp()),
                room);
    }
}
