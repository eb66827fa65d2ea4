package voxfarm.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.wiring.VoiceRoots;
import voxfarm.books.plan.BookPlan;
import voxfarm.books.plan.Doubts;
import voxfarm.books.plan.PlannedChapter;
import voxfarm.common.language.Language;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.voice.VoiceId;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.frontend.local.VoiceWords;
import voxfarm.worker.engine.BertLibrary;

/** Looks through a book as its narrator would read it, the book's dictionary first. */
final class DoubtReader {

    private DoubtReader() {}

    /**
     * @param voice that somebody named, where the plan names none
     * @param data folder of the farm
     */
    static Doubts of(BookPlan plan, Optional<String> voice, Path data) {
        ReadVoice read = voice(plan, voice, data);
        Readings readings = readings(plan).before(read.dictionaries());
        try (LocalPhonemizers phonemizers = new LocalPhonemizers(read.espeak());
                BertLibrary berts = new BertLibrary(read.bertFolders(), data, true)) {
            VoiceWords words =
                    new VoiceWords(
                            LocalFrontEnds.with(berts::englishPieces, berts::earlyJapaneseTokens),
                            phonemizers);
            Doubts doubts =
                    new Doubts(text ->
                            words.explain(
                                    read.voice(), text, SplitSettings.Ssml.NO, readings, () -> {}));
            for (PlannedChapter chapter : plan.read()) {
                doubts.add(chapter.title(), chapter.text(), () -> {});
            }
            return doubts;
        }
    }

    private static ReadVoice voice(BookPlan plan, Optional<String> named, Path data) {
        Optional<String> voice = plan.narrator().voice().map(VoiceId::value).or(() -> named);
        String language = plan.about().language().orElse("").toLowerCase(Locale.ROOT);
        Optional<Language> eastern =
                language.startsWith("zh")
                        ? Optional.of(Language.ZH)
                        : language.startsWith("ja")
                                ? Optional.of(Language.JP)
                                : language.isEmpty() ? seen(plan) : Optional.empty();
        if (voice.isEmpty() && eastern.isPresent()) {
            FarmConfig config = FarmConfig.DEFAULTS;
            return new ReadVoice(
                    new VoiceWords.Voice.BertVits2(TextRules.DEFAULT, eastern.get()),
                    Readings.NONE,
                    config.voices().espeak(),
                    VoiceRoots.bertFolders(config.voices(), data));
        }
        return ReadVoice.find(
                voice.orElse(SpeechOptions.DEFAULT_VOICE),
                Optional.empty(),
                new ReadVoice.Places(null, data));
    }

    /** Of a file that does not tell its language. */
    private static Optional<Language> seen(BookPlan plan) {
        List<PlannedChapter> read = plan.read();
        String text = read.get(read.size() / 2).text();
        long han = text.codePoints().filter(Character::isIdeographic).count();
        boolean kana =
                text.codePoints()
                        .anyMatch(c ->
                                Character.UnicodeScript.of(c) == Character.UnicodeScript.HIRAGANA);
        if (han * 4 < text.length()) {
            return Optional.empty();
        }
        return Optional.of(kana ? Language.JP : Language.ZH);
    }

    private static Readings readings(BookPlan plan) {
        Map<String, String> words = new LinkedHashMap<>();
        plan.dictionary().forEach(entry -> words.put(entry.word(), entry.reading()));
        return words.isEmpty() ? Readings.NONE : Readings.of(words);
    }
}
