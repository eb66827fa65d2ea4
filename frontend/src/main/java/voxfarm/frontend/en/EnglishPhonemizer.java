package voxfarm.frontend.en;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import voxfarm.frontend.ipa.Phonemes;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.frontend.ipa.VerbatimText;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * English text to espeak-style IPA for Piper voices, without any program beside the farm. Text
 * between {@code [[} and {@code ]]} is taken as symbols, as Piper does. Thread-safe.
 */
public final class EnglishPhonemizer implements Phonemizer {
    private static final Pattern COMBINING = Pattern.compile("\\p{M}++");
    private static final String VOWEL_SYMBOLS = "aeiouæɐɑɔəɚɛɜɪʊʌᵻ";

    /** Of a longer sentence so many words are looked at together. */
    private static final int LONGEST_SENTENCE = 100;

    private final EnglishLexicon lexicon;
    private final HomographReader homographs;

    private EnglishPhonemizer(EnglishLexicon lexicon, HomographReader homographs) {
        this.lexicon = lexicon;
        this.homographs = homographs;
    }

    /** Reads the bundled dictionary, some tens of milliseconds. */
    public static EnglishPhonemizer load() {
        return new EnglishPhonemizer(
                new EnglishLexicon(PronouncingDictionary.bundled()), HomographReader.bundled());
    }

    /**
     * How a word is said, and why.
     *
     * @param text as it is read, numbers and signs in words; what stood in brackets for a word's
     *     phones
     * @param ipa its symbols
     * @param source {@code override}, {@code homograph}, {@code letters}, {@code dictionary},
     *     {@code rules}
     */
    public record Said(String text, String ipa, String source) {}

    /**
     * @param words in order
     * @param notSpoken pieces of the text that have no reading, in order
     */
    public record Explanation(List<Said> words, List<String> notSpoken) {
        public Explanation {
            words = List.copyOf(words);
            notSpoken = List.copyOf(notSpoken);
        }
    }

    @Override
    public Phonemes phonemize(String text) {
        Line line = new Line();
        read(text, line);
        return line.finish();
    }

    /** The words of a text as {@link #phonemize} says them, and where each reading is from. */
    public Explanation explain(String text) {
        Line line = new Line();
        read(text, line);
        return new Explanation(line.said, line.notSpoken);
    }

    private void read(String text, Line line) {
        for (VerbatimText.Part part : VerbatimText.parts(text)) {
            switch (part) {
                case VerbatimText.Part.Words(String words) -> speak(words, line);
                case VerbatimText.Part.Symbols(String symbols) ->
                        line.word(new Said(symbols.strip(), symbols.strip(), "override"));
            }
        }
    }

    private void speak(String text, Line line) {
        List<EnglishNormalizer.Token> tokens = EnglishNormalizer.tokens(text, line.begun());
        List<Optional<HomographReader.Reading>> readings = readings(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            switch (tokens.get(i)) {
                case EnglishNormalizer.Token.Word word ->
                        line.word(said(word, readings.get(i), tokens, i));
                case EnglishNormalizer.Token.Mark(char mark) -> line.mark(mark);
                case EnglishNormalizer.Token.NotSpoken(String piece) -> line.notSpoken(piece);
            }
        }
    }

    private Said said(
            EnglishNormalizer.Token.Word word,
            Optional<HomographReader.Reading> reading,
            List<EnglishNormalizer.Token> tokens,
            int i) {
        if (reading.isPresent()) {
            return new Said(word.text(), EnglishIpa.of(reading.get().phones()), "homograph");
        }
        String source =
                word.letters()
                        ? "letters"
                        : lexicon.isKnown(withoutAccents(word.text())) ? "dictionary" : "rules";
        return new Said(word.text(), ipa(word, tokens, i), source);
    }

    /** For each token how it is read where it stands; empty where it is always read alike. */
    private List<Optional<HomographReader.Reading>> readings(List<EnglishNormalizer.Token> tokens) {
        List<Optional<HomographReader.Reading>> readings = new ArrayList<>();
        List<String> sentence = new ArrayList<>();
        for (EnglishNormalizer.Token token : tokens) {
            String text =
                    switch (token) {
                        case EnglishNormalizer.Token.Word word -> unquoted(word.spelling());
                        case EnglishNormalizer.Token.Mark(char mark) -> String.valueOf(mark);
                        case EnglishNormalizer.Token.NotSpoken _ -> "";
                    };
            sentence.add(text);
            if (sentence.size() == LONGEST_SENTENCE || (!text.isEmpty() && ".!?".contains(text))) {
                readings.addAll(homographs.read(sentence));
                sentence.clear();
            }
        }
        readings.addAll(homographs.read(sentence));
        return readings;
    }

    /** Without an apostrophe that closes a quotation. */
    private static String unquoted(String spelling) {
        boolean quote = spelling.endsWith("'") && spelling.length() > 1;
        return quote ? spelling.substring(0, spelling.length() - 1) : spelling;
    }

    private String ipa(
            EnglishNormalizer.Token.Word word, List<EnglishNormalizer.Token> tokens, int i) {
        String plain = withoutAccents(word.text());
        return switch (word.style()) {
            case LETTERS -> lexicon.spelled(plain);
            case PREFIX -> Prefixes.ipa(plain);
            case WORD -> lexicon.ipa(plain, capitals(word), beginsWithVowel(tokens, i + 1));
        };
    }

    private static boolean capitals(EnglishNormalizer.Token.Word word) {
        return word.spelling().length() > 1
                && word.spelling().chars().noneMatch(Character::isLowerCase);
    }

    private boolean beginsWithVowel(List<EnglishNormalizer.Token> tokens, int i) {
        if (i >= tokens.size() || !(tokens.get(i) instanceof EnglishNormalizer.Token.Word next)) {
            return false;
        }
        String plain = withoutAccents(next.text());
        String ipa =
                next.letters() ? lexicon.spelled(plain) : lexicon.ipa(plain, capitals(next), false);
        int first = !ipa.isEmpty() && "ˈˌ".indexOf(ipa.charAt(0)) >= 0 ? 1 : 0;
        return first < ipa.length() && VOWEL_SYMBOLS.indexOf(ipa.charAt(first)) >= 0;
    }

    private static String withoutAccents(String word) {
        return COMBINING
                .matcher(StreamSafe.normalize(word, Normalizer.Form.NFD))
                .replaceAll("")
                .replace("ß", "ss")
                .replace("æ", "ae")
                .replace("ø", "o")
                .replace("œ", "oe")
                .replace("ł", "l")
                .replace("đ", "d")
                .replace("ð", "th")
                .replace("þ", "th")
                .replace("ı", "i")
                .replace("ħ", "h")
                .replace("ŧ", "t")
                .replace("ŋ", "ng");
    }

    /** Puts words and marks together with the spaces that voices were trained on. */
    private static final class Line {
        private final StringBuilder symbols = new StringBuilder();
        private final List<String> notSpoken = new ArrayList<>();
        private final List<Said> said = new ArrayList<>();

        void word(Said word) {
            String ipa = word.ipa();
            if (ipa.isEmpty()) {
                if (!word.text().isEmpty()) {
                    notSpoken(word.text());
                }
                return;
            }
            said.add(word);
            if (!symbols.isEmpty()) {
                symbols.append(' ');
            }
            symbols.append(ipa);
        }

        boolean begun() {
            return !symbols.isEmpty();
        }

        void mark(char mark) {
            if (begun()) {
                symbols.append(mark);
            }
        }

        void notSpoken(String piece) {
            notSpoken.add(piece);
        }

        Phonemes finish() {
            return new Phonemes(symbols.toString(), notSpoken);
        }
    }
}
