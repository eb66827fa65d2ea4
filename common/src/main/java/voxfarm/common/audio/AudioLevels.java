package voxfarm.common.audio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import voxfarm.common.json.Fields;

/**
 * How loud a sound is. All in decibels, {@link #SILENCE} or more: that stands for silence and for
 * what is quieter.
 *
 * @param lufs integrated loudness (ITU-R BS.1770-4)
 * @param truePeakDbtp greatest value of the wave, between the samples, too; 0 is full scale
 * @param rmsDbfs of all samples, pauses included
 * @param noiseFloorDbfs a tenth of all stretches of 50 ms that are not digital silence are as quiet
 *     as this, or quieter
 */
public record AudioLevels(double lufs, double truePeakDbtp, double rmsDbfs, double noiseFloorDbfs) {
    /** -120 dB. */
    public static final double SILENCE = -120;

    /** More than sound at any level has. */
    private static final double LOUDEST = 1000;

    public AudioLevels {
        lufs = Math.max(SILENCE, lufs);
        truePeakDbtp = Math.max(SILENCE, truePeakDbtp);
        rmsDbfs = Math.max(SILENCE, rmsDbfs);
        noiseFloorDbfs = Math.max(SILENCE, noiseFloorDbfs);
    }

    /** As members of {@code audio} in a result, rounded to hundredths. */
    public void write(ObjectNode audio) {
        audio.put("lufs", hundredths(lufs))
                .put("true_peak_dbtp", hundredths(truePeakDbtp))
                .put("rms_dbfs", hundredths(rmsDbfs))
                .put("noise_floor_dbfs", hundredths(noiseFloorDbfs));
    }

    private static BigDecimal hundredths(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN);
    }

    /** Empty of a document whose build did not measure; problems go to the fields' collector. */
    public static Optional<AudioLevels> read(Fields audio) {
        Optional<Double> lufs = audio.optionalNumber("lufs", SILENCE, LOUDEST);
        Optional<Double> truePeak = audio.optionalNumber("true_peak_dbtp", SILENCE, LOUDEST);
        Optional<Double> rms = audio.optionalNumber("rms_dbfs", SILENCE, LOUDEST);
        Optional<Double> noise = audio.optionalNumber("noise_floor_dbfs", SILENCE, LOUDEST);
        if (lufs.isEmpty() || truePeak.isEmpty() || rms.isEmpty() || noise.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AudioLevels(lufs.get(), truePeak.get(), rms.get(), noise.get()));
    }
}
