package voxfarm.frontend.ja;

import java.util.List;

/** Text to words with readings and accents, and to phones, as Open JTalk has them. Thread-safe. */
final class JapaneseAnalysis {
    private final MorphemeAnalyzer analyzer;
    private final ReadingRules rules = ReadingRules.get();
    private final Pronunciation pronunciation = new Pronunciation(rules);
    private final DigitReading digits = new DigitReading(rules);
    private final Devoicing devoicing = new Devoicing(rules);

    JapaneseAnalysis(MorphemeDictionary dictionary) {
        this.analyzer = new MorphemeAnalyzer(dictionary);
    }

    /**
     * The words of a text and how they are read.
     *
     * @param text with characters of full width alone, as {@link FullWidth} makes it
     */
    NjdWords words(String text, SetWords set) {
        NjdWords words = NjdWords.of(analyzer.analyze(text, set));
        pronunciation.apply(words);
        digits.apply(words);
        AccentPhrases.apply(words);
        AccentTypes.apply(words);
        devoicing.apply(words);
        return words;
    }

    List<PhoneLabels.Label> labels(NjdWords words) {
        return PhoneLabels.of(words, rules);
    }
}
