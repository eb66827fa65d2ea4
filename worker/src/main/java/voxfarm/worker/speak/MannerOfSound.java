package voxfarm.worker.speak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.worker.engine.LoadedVoice;

/** What a segment's manner asks for that is done to its samples, not by the voice. Stateless. */
final class MannerOfSound {
    /** So much less than what was asked for is not heard. */
    private static final double UNHEARD_DB = 0.1;

    private MannerOfSound() {}

    /**
     * At its loudness, behind its silence. What is made louder stays within full scale, which a
     * warning says; what is silent altogether stays so long.
     */
    static LoadedVoice.Spoken of(Segment segment, LoadedVoice.Spoken spoken) {
        Manner manner = segment.manner();
        boolean nothingAsked = manner.gainDb() == 0 && manner.silenceBeforeSeconds() == 0;
        if (nothingAsked || spoken.audio().samples().length == 0) {
            return spoken;
        }
        List<Warning> warnings = new ArrayList<>(spoken.warnings());
        float gain = gain(segment, spoken.audio().peak(), warnings);
        PcmAudio audio = gain == 1 ? spoken.audio() : spoken.audio().scaled(gain);
        int rateHz = audio.sampleRateHz();
        PcmAudio silence = PcmAudio.silence(manner.silenceBeforeSeconds(), rateHz);
        if (silence.samples().length == 0) {
            return new LoadedVoice.Spoken(
                    audio, warnings, spoken.words(), spoken.predicted(), spoken.take());
        }
        return new LoadedVoice.Spoken(
                PcmAudio.join(List.of(silence, audio)),
                warnings,
                later(spoken.words(), silence.durationSeconds()),
                spoken.predicted(),
                spoken.take());
    }

    private static float gain(Segment segment, float peak, List<Warning> warnings) {
        float asked = segment.manner().gain();
        float most = peak > 0 ? Math.max(1, 1 / peak) : asked;
        if (asked <= most) {
            return asked;
        }
        double mostDb = 20 * Math.log10(most);
        if (segment.manner().gainDb() - mostDb > UNHEARD_DB) {
            warnings.add(
                    Warning.ofVoice(
                            "volume_limited",
                            String.format(
                                    Locale.ROOT,
                                    "%.1f dB louder would pass full scale; it is %.1f dB louder",
                                    segment.manner().gainDb(),
                                    mostDb),
                            new TextSpan(0, segment.text().length())));
        }
        return most;
    }

    private static List<SpokenWord> later(List<SpokenWord> words, double by) {
        return words.stream()
                .map(word ->
                        new SpokenWord(
                                word.text(),
                                word.startSeconds() + by,
                                word.endSeconds() + by,
                                word.phones().stream()
                                        .map(phone ->
                                                new SpokenWord.SpokenPhone(
                                                        phone.phone(),
                                                        phone.startSeconds() + by,
                                                        phone.endSeconds() + by))
                                        .toList()))
                .toList();
    }
}
