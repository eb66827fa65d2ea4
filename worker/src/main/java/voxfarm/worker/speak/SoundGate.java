package voxfarm.worker.speak;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import voxfarm.audio.LoopFinder;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.Scales;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.Predicted;

/**
 * Whether a sound can be what its text is read as, by the samples and by what the voice said of
 * them before: no recogniser. The same sound always gets the same answer. Stateless.
 */
public final class SoundGate {
    /** How often a segment is spoken at most, the first time included. */
    public static final int MOST_TAKES = 3;

    static final String WARNING = "suspect_sound";

    /** Of the golden ratio: seeds that lie so far apart meet no other request's by counting up. */
    private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

    private static final float FULL_SCALE = 0.9995f;
    private static final int CLIPPED_RUN = 3;
    private static final double MOST_CLIPPED_SECONDS = 0.01;

    private static final int WINDOWS_A_SECOND = 100;
    private static final double WHOLE_SILENCE_DBFS = -60;

    /** Below the loudest hundredth of a second, and still heard. */
    private static final double HEARD_BELOW_DB = 50;

    /** Of phones that are not heard; a stop is silent for a tenth of it. */
    private static final double MOST_SILENT_SECONDS = 0.6;

    private static final LoopFinder.Sought LOOP = new LoopFinder.Sought(0.6, 0.5, 1.7);

    /** Kinds of phones that have to be in a loop: one that is drawn out, or laughter, is none. */
    private static final int LOOPING_KINDS = 5;

    private SoundGate() {}

    /** What is wrong, the mildest first. */
    public enum Defect {
        LOOP("loop"),
        CLIPPING("clipping"),
        LENGTH("length"),
        SILENCE("silence"),
        NOT_FINITE("not_finite");

        private final String wireName;

        Defect(String wireName) {
            this.wireName = wireName;
        }

        /** In figures. */
        public String wireName() {
            return wireName;
        }
    }

    /**
     * Why a sound is suspect.
     *
     * @param detail for people
     */
    public record Suspicion(Defect defect, String detail) {}

    /** How take {@code take} of a segment is spoken, from 1: each has a seed of its own. */
    static SpeechSettings take(SpeechSettings settings, int take) {
        return settings.withSeed(settings.seed() + (take - 1) * SEED_STEP);
    }

    /** Whether another seed makes another sound. */
    static boolean seedMatters(Scales scales) {
        return scales.noiseScale() > 0 || scales.noiseScaleW() > 0;
    }

    /**
     * @param lengthScale with which it is spoken
     */
    public static Optional<Suspicion> judge(LoadedVoice.Spoken spoken, double lengthScale) {
        PcmAudio audio = spoken.audio();
        if (audio.samples().length == 0) { // nothing to speak, which its warnings say
            return Optional.empty();
        }
        return notFinite(audio)
                .or(() -> spoken.predicted().flatMap(said -> length(audio, said)))
                .or(() -> spoken.predicted().flatMap(said -> silence(audio, said, lengthScale)))
                .or(() -> clipping(audio))
                .or(() -> spoken.predicted().flatMap(said -> loop(audio, said)));
    }

    /** A sound that stays suspect, with a warning that says so. */
    static LoadedVoice.Spoken told(
            Segment segment, LoadedVoice.Spoken spoken, Suspicion suspicion) {
        List<Warning> warnings = new ArrayList<>(spoken.warnings());
        warnings.add(
                Warning.ofVoice(
                        WARNING,
                        "the voice made a sound that cannot be right, with every seed tried: "
                                + suspicion.detail(),
                        new TextSpan(0, segment.text().length())));
        return new LoadedVoice.Spoken(
                finite(spoken.audio()),
                warnings,
                spoken.words(),
                spoken.predicted(),
                spoken.take());
    }

    /** With silence where there is no number, so that it can be stored and joined. */
    private static PcmAudio finite(PcmAudio audio) {
        float[] samples = audio.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = Float.isFinite(samples[i]) ? samples[i] : 0;
        }
        return new PcmAudio(samples, audio.sampleRateHz());
    }

    private static Optional<Suspicion> notFinite(PcmAudio audio) {
        long broken = 0;
        int first = -1;
        float[] samples = audio.samples();
        for (int i = 0; i < samples.length; i++) {
            if (!Float.isFinite(samples[i])) {
                broken++;
                first = first < 0 ? i : first;
            }
        }
        return broken == 0
                ? Optional.empty()
                : suspicion(
                        Defect.NOT_FINITE,
                        "%d samples are no numbers, from %.2f s on",
                        broken,
                        (double) first / audio.sampleRateHz());
    }

    private static Optional<Suspicion> length(PcmAudio audio, Predicted said) {
        long off = audio.samples().length - said.samples();
        return Math.abs(off) <= said.samplesPerFrame()
                ? Optional.empty()
                : suspicion(
                        Defect.LENGTH,
                        "lasts %.2f s where the voice predicted %.2f s",
                        audio.durationSeconds(),
                        (double) said.samples() / audio.sampleRateHz());
    }

    private static Optional<Suspicion> clipping(PcmAudio audio) {
        float[] samples = audio.samples();
        int clipped = 0;
        int run = 0;
        int first = -1;
        for (int i = 0; i < samples.length; i++) {
            boolean same = run > 0 && Math.signum(samples[i]) == Math.signum(samples[i - 1]);
            run = Math.abs(samples[i]) < FULL_SCALE ? 0 : same ? run + 1 : 1;
            if (run == CLIPPED_RUN) {
                clipped += CLIPPED_RUN;
                first = first < 0 ? i : first;
            } else if (run > CLIPPED_RUN) {
                clipped++;
            }
        }
        return clipped <= MOST_CLIPPED_SECONDS * audio.sampleRateHz()
                ? Optional.empty()
                : suspicion(
                        Defect.CLIPPING,
                        "%d samples are clipped, from %.2f s on",
                        clipped,
                        (double) first / audio.sampleRateHz());
    }

    private static Optional<Suspicion> silence(PcmAudio audio, Predicted said, double lengthScale) {
        double[] windows = windows(audio);
        double loudest = Arrays.stream(windows).max().orElse(-200);
        if (loudest < WHOLE_SILENCE_DBFS) {
            return Arrays.stream(said.symbols()).anyMatch(symbol -> symbol > 0)
                    ? suspicion(Defect.SILENCE, "nothing is heard (%.0f dBFS at most)", loudest)
                    : Optional.empty();
        }
        double heard = loudest - HEARD_BELOW_DB;
        double most = MOST_SILENT_SECONDS * Math.max(1, lengthScale);
        return silentPhones(windows, said, audio.sampleRateHz(), heard, most);
    }

    /** RMS of each hundredth of a second. */
    private static double[] windows(PcmAudio audio) {
        float[] samples = audio.samples();
        int size = Math.max(1, audio.sampleRateHz() / WINDOWS_A_SECOND);
        double[] windows = new double[(samples.length + size - 1) / size];
        for (int window = 0; window < windows.length; window++) {
            double sum = 0;
            int end = Math.min(samples.length, (window + 1) * size);
            for (int i = window * size; i < end; i++) {
                sum += (double) samples[i] * samples[i];
            }
            windows[window] = 10 * Math.log10(sum / (end - window * size) + 1e-20);
        }
        return windows;
    }

    private static Optional<Suspicion> silentPhones(
            double[] windows, Predicted said, int rateHz, double heard, double most) {
        double frameSeconds = (double) said.samplesPerFrame() / rateHz;
        int silent = 0;
        double at = 0;
        for (int i = 0; i < said.frames().length; i++) {
            double end = at + said.frames()[i] * frameSeconds;
            if (said.symbols()[i] == Predicted.PAUSE) {
                silent = 0;
            }
            int last = Math.min(windows.length, (int) (end * WINDOWS_A_SECOND));
            for (int window = (int) (at * WINDOWS_A_SECOND); window < last; window++) {
                boolean counts = said.symbols()[i] != Predicted.PAUSE && windows[window] < heard;
                silent = counts ? silent + 1 : 0;
                if (silent > most * WINDOWS_A_SECOND) {
                    return suspicion(
                            Defect.SILENCE,
                            "silent at %.2f s, where phones are",
                            (double) window / WINDOWS_A_SECOND);
                }
            }
            at = end;
        }
        return Optional.empty();
    }

    private static Optional<Suspicion> loop(PcmAudio audio, Predicted said) {
        LoopFinder finder = new LoopFinder(audio.sampleRateHz(), LOOP);
        finder.add(audio.samples(), audio.samples().length);
        for (LoopFinder.Stretch stretch : finder.stretches()) {
            if (kinds(said, audio.sampleRateHz(), stretch) >= LOOPING_KINDS) {
                return suspicion(
                        Defect.LOOP,
                        "the same sound comes again and again from %.2f s to %.2f s",
                        stretch.startSeconds(),
                        stretch.endSeconds());
            }
        }
        return Optional.empty();
    }

    /** How many kinds of phones lie in a stretch whole. */
    private static long kinds(Predicted said, int rateHz, LoopFinder.Stretch stretch) {
        double frameSeconds = (double) said.samplesPerFrame() / rateHz;
        int[] inside = new int[said.frames().length];
        double at = 0;
        for (int i = 0; i < inside.length; i++) {
            double end = at + said.frames()[i] * frameSeconds;
            boolean whole = at >= stretch.startSeconds() && end <= stretch.endSeconds();
            inside[i] = whole ? said.symbols()[i] : Predicted.BLANK;
            at = end;
        }
        return Arrays.stream(inside).filter(symbol -> symbol > 0).distinct().count();
    }

    @FormatMethod
    private static Optional<Suspicion> suspicion(
            Defect defect, @FormatString String detail, Object... values) {
        return Optional.of(new Suspicion(defect, String.format(Locale.ROOT, detail, values)));
    }
}
