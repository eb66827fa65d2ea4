package voxfarm.worker.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Notation;
import voxfarm.frontend.Reading;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.ipa.Explanation;
import voxfarm.frontend.ipa.Phonemes;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.piper.PiperConfig;

/**
 * Loads a new voice and lets it say a word, so that what the runtime refuses or cannot run is the
 * import's failure and no worker's. On the CPU, without BERT models and without other programs.
 */
public final class VoiceTrial {
    private static final String WORD = "\u4f60\u597d\u3002";
    private static final int SYMBOLS = 3;
    private static final int LONGEST_REASON = 300;

    private VoiceTrial() {}

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} if the runtime cannot load or run the voice
     */
    public static void run(VoicePackage voice) {
        try {
            OrtRuntime runtime = OrtRuntime.start(new Device.Cpu(), 1);
            switch (voice.manifest().kind()) {
                case PIPER -> runPiper(runtime, voice);
                case BERT_VITS2 -> runBertVits2(runtime, voice);
            }
        } catch (VoxfarmException e) {
            if (e.code().kind() != ErrorKind.INTERNAL) {
                throw e;
            }
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    "voice " + voice.manifest().voice() + " cannot be run: " + reason(e, voice),
                    e);
        }
    }

    /** Reads all Japanese as one vowel. */
    private static final FrontEnd VOWEL =
            new FrontEnd() {
                @Override
                public Set<Language> languages() {
                    return Set.of(Language.JP);
                }

                @Override
                public SpokenText speak(
                        String text, Language language, TextRules rules, Readings readings) {
                    return new SpokenText(
                            List.of(
                                    new SpokenText.Run(
                                            language,
                                            "",
                                            false,
                                            List.of(SpokenText.END, "a", SpokenText.END),
                                            List.of(0, 0, 0),
                                            List.of(2, 1),
                                            List.of())),
                            List.of());
                }

                @Override
                public Set<Notation> notations() {
                    return Set.of();
                }

                @Override
                public void check(String word, Reading reading) {
                    throw new IllegalStateException("a trial sets no readings");
                }
            };

    private static final Phonemizer NO_PHONEMIZER =
            new Phonemizer() {
                @Override
                public Phonemes phonemize(String text, Readings readings) {
                    throw new IllegalStateException("a trial has its symbols");
                }

                @Override
                public Explanation explain(String text, Readings readings) {
                    throw new IllegalStateException("a trial has its symbols");
                }
            };

    private static void runPiper(OrtRuntime runtime, VoicePackage voice) {
        PiperConfig config = PiperConfig.read(voice.file(VoicePackage.CONFIG));
        String symbols =
                config.phonemeIds().keySet().stream()
                        .sorted()
                        .limit(SYMBOLS)
                        .collect(Collectors.joining());
        long[] ids = new PiperSymbols(config).ids(symbols).values();
        VoiceManifest manifest = voice.manifest();
        try (PiperVoice loaded = PiperVoice.load(runtime, voice, NO_PHONEMIZER)) {
            var _ =
                    loaded.samples(
                            ids, manifest.defaults(), manifest.speakers().getFirst().id(), 0);
        }
    }

    private static void runBertVits2(OrtRuntime runtime, VoicePackage voice) {
        VoiceManifest manifest = voice.manifest();
        FrontEnds all = LocalFrontEnds.all();
        // whose dictionary is not needed for that, and may not be on this machine yet
        FrontEnds here = new FrontEnds(List.of(VOWEL, all.get(Language.ZH), all.get(Language.EN)));
        BertLibrary zeros = new BertLibrary(List.of(), Path.of("."), true);
        try (BertVits2Voice loaded = BertVits2Voice.load(runtime, voice, zeros, here)) {
            for (Language language : here.spokenBy(manifest).stream().limit(1).toList()) {
                var _ =
                        loaded.speak(
                                new Utterance(
                                        new Segment(0, word(language), language, 0),
                                        settings(manifest, language)));
            }
        }
    }

    private static String word(Language language) {
        return language.equals(Language.EN) ? "Hello." : WORD;
    }

    private static SpeechSettings settings(VoiceManifest manifest, Language language) {
        Speaker speaker = manifest.speakers().getFirst();
        return new SpeechSettings(
                new SpokenBy(manifest.voice(), manifest.version(), speaker),
                language,
                manifest.defaults(),
                0,
                OutputSettings.defaults(),
                Expression.NONE,
                List.of());
    }

    /** On one line and without this machine's folders: the runtime quotes names of the file. */
    private static String reason(VoxfarmException failure, VoicePackage voice) {
        String all = failure.getMessage().replace(voice.folder() + "/", "");
        StringBuilder line = new StringBuilder();
        all.chars()
                .limit(LONGEST_REASON)
                .forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
        return line.toString();
    }
}
