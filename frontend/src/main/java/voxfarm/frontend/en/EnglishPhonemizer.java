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

    /** Of a longer sentence so many words are looked at together. */
    private static final int LONGEST_SENTENCE = 100;

    private final EnglishLexicon lexicon;
    private final HomographReader homographs;
    private final ConnectedSpeech connected;

    private EnglishPhonemizer(SpokenForms forms, HomographReader homographs) {
        this.lexicon = new EnglishLexicon(PronouncingDictionary.bundled(), forms);
        this.homographs = homographs;
        this.connected = new ConnectedSpeech(forms);
    }

    /** Reads the bundled dictionary, some tens of milliseconds. */
    public static EnglishPhonemizer load() {
        return new EnglishPhonemizer(SpokenForms.bundled(), HomographReader.bundled());
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
        return read(text).finish();
    }

    /** The words of a text as {@link #phonemize} says them, and where each reading is from. */
    public Explanation explain(String text) {
        Line line = read(text);
        return new Explanation(line.said, line.notSpoken);
    }

    private Line read(String text) {
        Line line = new Line(connected);
        for (VerbatimText.Part part : VerbatimText.parts(text)) {
            switch (part) {
                case VerbatimText.Part.Words(String words) -> speak(words, line);
                case VerbatimText.Part.Symbols(String symbols) ->
                        line.word(new Spoken(symbols.strip(), "override", fixed(symbols.strip())));
            }
        }
        line.endClause();
        return line;
    }

    /** A word on its way: how it sounds is not known before its clause has ended. */
    private record Spoken(String text, String source, ConnectedSpeech.Word word) {}

    private static ConnectedSpeech.Word fixed(String ipa) {
        return new ConnectedSpeech.Word("", new SpokenForms.Form(ipa));
    }

    private void speak(String text, Line line) {
        List<EnglishNormalizer.Token> tokens = EnglishNormalizer.tokens(text, line.begun());
        List<Optional<HomographReader.Reading>> readings = readings(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            switch (tokens.get(i)) {
                case EnglishNormalizer.Token.Word word -> line.word(spoken(word, readings.get(i)));
                case EnglishNormalizer.Token.Mark(char mark) -> line.mark(mark);
                case EnglishNormalizer.Token.NotSpoken(String piece) -> line.notSpoken(piece);
            }
        }
    }

    private Spoken spoken(
            EnglishNormalizer.Token.Word word, Optional<HomographReader.Reading> reading) {
        String plain = withoutAccents(word.text());
        if (reading.isPresent()) {
            String ipa = EnglishIpa.of(plain, reading.get().phones());
            return new Spoken(
                    word.text(),
                    "homograph",
                    new ConnectedSpeech.Word(plain, new SpokenForms.Form(ipa)));
        }
        String source =
                word.letters() ? "letters" : lexicon.isKnown(plain) ? "dictionary" : "rules";
        return new Spoken(word.text(), source, heard(word, plain));
    }

    private ConnectedSpeech.Word heard(EnglishNormalizer.Token.Word word, String plain) {
        return switch (word.style()) {
            case LETTERS -> fixed(lexicon.spelled(plain));
            case PREFIX -> fixed(Prefixes.ipa(plain));
            case WORD -> new ConnectedSpeech.Word(plain, lexicon.form(plain, capitals(word)));
        };
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

    private static boolean capitals(EnglishNormalizer.Token.Word word) {
        return word.spelling().length() > 1
                && word.spelling().chars().noneMatch(Character::isLowerCase);
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
        private final ConnectedSpeech connected;
        private final StringBuilder symbols = new StringBuilder();
        private final List<Spoken> clause = new ArrayList<>();
        private final List<String> notSpoken = new ArrayList<>();
        private final List<Said> said = new ArrayList<>();

        Line(ConnectedSpeech connected) {
            this.connected = connected;
        }

        void word(Spoken word) {
            if (!word.word().form().inside().isEmpty()) {
                clause.add(word);
            } else if (!word.text().isEmpty()) {
                notSpoken(word.text());
            }
        }

        boolean begun() {
            return !symbols.isEmpty() || !clause.isEmpty();
        }

        void mark(char mark) {
            endClause();
            if (begun()) {
                symbols.append(mark);
            }
        }

        void endClause() {
            List<ConnectedSpeech.Heard> heard =
                    connected.hear(clause.stream().map(Spoken::word).toList());
            for (int i = 0; i < heard.size(); i++) {
                Spoken word = clause.get(i);
                String ipa = heard.get(i).ipa();
                said.add(new Said(word.text(), ipa, word.source()));
                symbols.append(symbols.isEmpty() || heard.get(i).joined() ? "" : " ").append(ipa);
            }
            clause.clear();
        }

        void notSpoken(String piece) {
            notSpoken.add(piece);
        }

        Phonemes finish() {
            return new Phonemes(symbols.toString(), notSpoken);
        }
    }
}
