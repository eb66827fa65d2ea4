package voxfarm.worker.assembly;

import java.util.List;
import java.util.Locale;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.plan.Warning;

/** Tells a caller who asked for a loudness that the file has another. */
final class LoudnessCheck {
    static final String CODE = "loudness_not_reached";
    private static final double TOLERANCE_LU = 0.5;

    private LoudnessCheck() {}

    /** At most one warning. */
    static List<Warning> of(OutputSettings output, AudioLevels found) {
        if (output.level() != OutputSettings.Level.LOUDNESS
                || Math.abs(found.lufs() - output.targetLufs()) <= TOLERANCE_LU) {
            return List.of();
        }
        String figures =
                String.format(
                        Locale.ROOT,
                        "asked for %.1f LUFS, the sound has %.1f LUFS at a true peak of %.1f dBTP",
                        output.targetLufs(),
                        found.lufs(),
                        found.truePeakDbtp());
        boolean peaky = found.lufs() > AudioLevels.SILENCE && found.lufs() < output.targetLufs();
        return List.of(
                new Warning(
                        CODE,
                        peaky
                                ? figures + ": the limiter would have to squeeze it too hard"
                                : figures));
    }
}
