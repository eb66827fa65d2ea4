package voxfarm.frontend.ja;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.frontend.CorrectedText;
import voxfarm.frontend.Corrections;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.Notation;
import voxfarm.frontend.Reading;
import voxfarm.frontend.Readings;
import voxfarm.frontend.Span;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.TracedText;

/**
 * Japanese text to phones, tones and their counts, phone for phone as Bert-VITS2 has them. What it
 * takes to read kanji is Open JTalk's dictionary, asked for when it is first wanted. Thread-safe.
 *
 * <p>Phones of a word are shared out among its characters, each of which is a token of the BERT
 * model of releases from 2.1 on; before, among the pieces into which the model's tokenizer cuts it.
 */
public final class JapaneseFrontEnd implements FrontEnd {
    /** Longer texts are read piece by piece; beyond it the original ends, and takes more memory. */
    private static final int LONGEST = 2700;

    private static final KanaSayer SAYER = new KanaSayer();

    private final Supplier<JapaneseDictionary> dictionary;
    private final Supplier<UniDic> uniDic;
    private final EarlyTokens earlyTokens;

    /** How BERT models of releases before 2.1, which read pieces of words, cut these. */
    @FunctionalInterface
    public interface EarlyTokens {
        /** Where no such model is: every word is one token. */
        EarlyTokens NONE = _ -> Optional.empty();

        /** How many tokens a word has, which is cut by itself; empty if there is no such model. */
        Optional<ToIntFunction<String>> of(TextRules release);
    }

    /**
     * @param dictionary asked again while it throws
     * @param uniDic what the first release reads with; asked again while it throws
     * @param earlyTokens asked again while there are none
     */
    public JapaneseFrontEnd(
            Supplier<JapaneseDictionary> dictionary,
            Supplier<UniDic> uniDic,
            EarlyTokens earlyTokens) {
        this.dictionary = dictionary;
        this.uniDic = uniDic;
        this.earlyTokens = earlyTokens;
    }

    @Override
    public Set<Language> languages() {
        return Set.of(Language.JP);
    }

    @Override
    public void load() {
        var _ = dictionary.get();
    }

    @Override
    public Set<Notation> notations() {
        return SAYER.notations();
    }

    @Override
    public void check(String word, Reading reading) {
        if (KanaReading.parse(reading.value()).isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "dictionary: %s: expected kana, with ' where the pitch falls, such as ト'ーキョー,"
                            + " was %s",
                    Problems.quote(word),
                    Problems.quote(reading.value()));
        }
    }

    /** A text in the characters that are read. */
    public static String normalized(String text, TextRules rules) {
        return JapaneseNormalizer.normalize(TracedText.of(text), rules).text().text();
    }

    @Override
    public SpokenText speak(String text, Language language, TextRules rules, Readings readings) {
        Words words = rules.japaneseByUniDic() ? uniDic.get()::read : byOpenJTalk(rules);
        Corrections<KanaReading> corrections = Corrections.of(text, readings, SAYER);
        CorrectedText<KanaReading> corrected =
                new CorrectedText<>(
                        text,
                        corrections,
                        KanaReading::katakana,
                        word -> JapaneseNormalizer.knows(word, rules));
        JapaneseNormalizer.Normalized normalized =
                JapaneseNormalizer.normalize(corrected.text(), rules);
        Optional<ToIntFunction<String>> tokens =
                rules.japaneseByCharacter() ? Optional.empty() : earlyTokens.of(rules);
        Collector collector =
                new Collector(normalized, rules, tokens, corrected, corrections.unsaid());
        String whole = normalized.text().text();
        SetWords set = set(normalized.text(), corrected);
        for (int begin = 0; begin < whole.length(); ) {
            int end = pieceEnd(whole, begin);
            for (JapaneseWords.Word word :
                    words.of(whole.substring(begin, end), set.within(begin, end))) {
                collector.add(word, begin);
            }
            begin = end;
        }
        return collector.finish();
    }

    /** Text to words with phones. */
    private interface Words {
        List<JapaneseWords.Word> of(String text, SetWords set);
    }

    private Words byOpenJTalk(TextRules rules) {
        JapaneseDictionary words = dictionary.get();
        return (text, set) -> words.words(text, rules, set);
    }

    /** Where in the normalised text the words stand that somebody set. */
    private static SetWords set(TracedText text, CorrectedText<KanaReading> corrected) {
        List<SetWord> words = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            Optional<CorrectedText.Correction<KanaReading>> set = corrected.at(text.begin(at));
            int begin = at++;
            while (set.isPresent()
                    && at < text.length()
                    && corrected.at(text.begin(at)).equals(set)) {
                at++;
            }
            if (set.isPresent() && set.get().said().isPresent()) {
                words.add(new SetWord(begin, at, set.get().said().get()));
            }
        }
        return SetWords.of(words);
    }

    /** Behind the last mark within reach. */
    private static int pieceEnd(String text, int begin) {
        if (text.length() - begin <= LONGEST) {
            return text.length();
        }
        for (int end = begin + LONGEST; end > begin + LONGEST / 2; end--) {
            if (JapaneseNormalizer.MARKS.indexOf(text.charAt(end - 1)) >= 0) {
                return end;
            }
        }
        return begin + LONGEST;
    }

    /** Gathers phones word by word. */
    private static final class Collector {
        private final TracedText text;
        private final StringBuilder bertText = new StringBuilder();
        private final List<String> phones = new ArrayList<>(List.of(SpokenText.END));
        private final List<Integer> tones = new ArrayList<>(List.of(0));
        private final List<Integer> word2ph = new ArrayList<>(List.of(1));
        private final List<SpokenText.Word> words = new ArrayList<>();
        private final List<SpokenText.NotSpoken> notSpoken;
        private final TextRules rules;
        private final Optional<ToIntFunction<String>> pieces;
        private final CorrectedText<KanaReading> corrected;

        Collector(
                JapaneseNormalizer.Normalized normalized,
                TextRules rules,
                Optional<ToIntFunction<String>> pieces,
                CorrectedText<KanaReading> corrected,
                List<SpokenText.NotSpoken> unsaid) {
            this.text = normalized.text();
            this.rules = rules;
            this.pieces = pieces;
            this.corrected = corrected;
            this.notSpoken = new ArrayList<>(normalized.dropped());
            this.notSpoken.addAll(unsaid);
        }

        /**
         * @param offset of the word's piece in the normalised text
         */
        void add(JapaneseWords.Word word, int offset) {
            int begin = offset + word.begin();
            int end = offset + word.end();
            Span span = text.span(begin, end);
            bertText.append(word.text());
            phones.addAll(word.phones());
            tones.addAll(word.tones());
            int tokens = tokens(word.text());
            share(word.phones().size(), tokens);
            if (word.unread()) {
                notSpoken.add(new SpokenText.NotSpoken(text.text().substring(begin, end), span));
            }
            words.add(
                    new SpokenText.Word(
                            word.text(),
                            span,
                            tokens,
                            word.tag(),
                            List.of(word.reading()),
                            List.of(word.reading()),
                            source(word, begin)));
        }

        private SpokenText.Source source(JapaneseWords.Word word, int begin) {
            Optional<SpokenText.Source> set =
                    begin < text.length()
                            ? corrected.at(text.begin(begin)).map(CorrectedText.Correction::source)
                            : Optional.empty();
            boolean mark = JapaneseNormalizer.MARKS.contains(word.reading());
            return set.orElse(mark ? SpokenText.Source.PUNCTUATION : SpokenText.Source.LEXICON);
        }

        private int tokens(String word) {
            if (rules.japaneseByCharacter()) {
                return word.codePointCount(0, word.length());
            }
            return pieces.map(known -> known.applyAsInt(word)).orElse(1);
        }

        /** One after another to the token that has least, the first of them first. */
        private void share(int count, int tokens) {
            if (tokens == 0) { // a rank of ten that is not in texts; what is before it speaks it
                word2ph.set(word2ph.size() - 1, word2ph.getLast() + count);
            }
            for (int i = 0; i < tokens; i++) {
                word2ph.add(count / tokens + (i < count % tokens ? 1 : 0));
            }
        }

        SpokenText finish() {
            phones.add(SpokenText.END);
            tones.add(0);
            word2ph.add(1);
            notSpoken.sort((a, b) -> Integer.compare(a.span().begin(), b.span().begin()));
            return new SpokenText(
                    List.of(
                            new SpokenText.Run(
                                    Language.JP,
                                    bertText.toString(),
                                    !rules.japaneseByCharacter() && !rules.japaneseByUniDic(),
                                    phones,
                                    tones,
                                    word2ph,
                                    words)),
                    notSpoken);
        }
    }
}
