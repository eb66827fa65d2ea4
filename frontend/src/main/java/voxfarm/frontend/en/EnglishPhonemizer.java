package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import voxfarm.frontend.Corrections;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText.Source;
import voxfarm.frontend.ipa.Explanation;
import voxfarm.frontend.ipa.Phonemes;
import voxfarm.frontend.ipa.Phonemizer;

/**
 * English text to espeak-style IPA for Piper voices, without any program beside the farm.
 * Thread-safe.
 */
public final class EnglishPhonemizer implements Phonemizer {
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]++");
    private static final IpaSayer SAYER = new IpaSayer(true);

    /** Of words: they have no sound in English that is known here. */
    private static final Pattern OTHER_LETTERS = Pattern.compile("[^\\p{ASCII}]++");

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

    @Override
    public Phonemes phonemize(String text, Readings readings) {
        return read(text, new Dictionaries(readings, Optional.empty())).finish();
    }

    @Override
    public Explanation explain(String text, Readings readings) {
        Set<String> words = Set.copyOf(List.of(NO_WORD.split(text, -1)));
        Line line = read(text, new Dictionaries(readings, Optional.of(words)));
        return new Explanation(line.said, line.notSpoken.pieces());
    }

    private Line read(String text, Dictionaries dictionaries) {
        Line line = new Line(connected, new UnreadPieces(text));
        Corrections<String> corrected = Corrections.of(text, dictionaries.readings(), SAYER);
        corrected.unsaid().forEach(line.notSpoken::add);
        List<Piece> pieces = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        for (Corrections.Part<String> part : corrected.parts()) {
            switch (part) {
                case Corrections.Part.Text<String>(String more, _) -> words.append(more);
                case Corrections.Part.Words<String> other -> {
                    add(words, Optional.empty(), pieces);
                    words.append(other.text());
                    add(words, Optional.of(other.source()), pieces);
                }
                case Corrections.Part.Said<String> said -> {
                    add(words, Optional.empty(), pieces);
                    pieces.add(Piece.of(said));
                }
            }
        }
        add(words, Optional.empty(), pieces);
        speak(pieces, dictionaries, line);
        line.endClause();
        return line;
    }

    /** Reads the words that were gathered. */
    private static void add(StringBuilder words, Optional<Source> set, List<Piece> pieces) {
        for (EnglishNormalizer.Token token :
                EnglishNormalizer.tokens(words.toString(), !pieces.isEmpty())) {
            pieces.add(new Piece(token, "", set));
        }
        words.setLength(0);
    }

    /**
     * A word or a mark on its way.
     *
     * @param ipa as somebody set it; else empty
     * @param set who set it, or the words in its place
     */
    private record Piece(EnglishNormalizer.Token token, String ipa, Optional<Source> set) {
        static Piece of(Corrections.Part.Said<String> said) {
            String text = said.word().isEmpty() ? said.said() : said.word();
            return new Piece(
                    new EnglishNormalizer.Token.Word(
                            text, said.word(), EnglishNormalizer.Style.WORD),
                    said.said(),
                    Optional.of(said.source()));
        }
    }

    /**
     * What people set, for words that stand in the place of others, too: the doctor of "Dr.".
     *
     * @param written the words of the text as they stand there; where nobody asks, none
     */
    private record Dictionaries(Readings readings, Optional<Set<String>> written) {
        Optional<Spoken> find(EnglishNormalizer.Token.Word word) {
            if (readings.isEmpty() || word.letters()) {
                return Optional.empty();
            }
            for (Readings.Entry entry : readings.all(word.spelling())) {
                Optional<String> ipa = SAYER.say(word.spelling(), entry.reading(), "");
                if (ipa.isPresent()) {
                    return ipa.map(
                            said -> new Spoken(word.text(), Source.of(entry.layer()), fixed(said)));
                }
            }
            return Optional.empty();
        }

        boolean standsFor(String spelling) {
            return written.isPresent()
                    && !written.get().contains(spelling)
                    && NO_WORD.splitAsStream(spelling).noneMatch(written.get()::contains);
        }
    }

    /** A word on its way: how it sounds is not known before its clause has ended. */
    private record Spoken(String text, Source source, ConnectedSpeech.Word word) {
        Spoken by(Source other) {
            return new Spoken(text, other, word);
        }

        boolean isHeard() {
            return !word.form().inside().isEmpty();
        }
    }

    private static ConnectedSpeech.Word fixed(String ipa) {
        return new ConnectedSpeech.Word("", new SpokenForms.Form(ipa));
    }

    private void speak(List<Piece> pieces, Dictionaries dictionaries, Line line) {
        List<Optional<HomographReader.Reading>> readings =
                readings(pieces.stream().map(Piece::token).toList());
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            switch (piece.token()) {
                case EnglishNormalizer.Token.Word word -> {
                    Spoken spoken = spoken(piece, word, readings.get(i), dictionaries);
                    line.word(spoken);
                    if (!spoken.source().isSet() && spoken.isHeard()) {
                        OTHER_LETTERS
                                .matcher(PlainLetters.of(word.text()))
                                .results()
                                .forEach(left -> line.notSpoken.add(left.group()));
                    }
                }
                case EnglishNormalizer.Token.Mark(char mark) -> line.mark(mark);
                case EnglishNormalizer.Token.NotSpoken(String text) -> line.notSpoken.add(text);
            }
        }
    }

    private Spoken spoken(
            Piece piece,
            EnglishNormalizer.Token.Word word,
            Optional<HomographReader.Reading> reading,
            Dictionaries dictionaries) {
        if (!piece.ipa().isEmpty()) {
            return new Spoken(word.text(), piece.set().orElseThrow(), fixed(piece.ipa()));
        }
        Optional<Spoken> corrected =
                piece.set().isEmpty() ? dictionaries.find(word) : Optional.empty();
        Spoken spoken = corrected.orElseGet(() -> spoken(word, reading, dictionaries));
        return piece.set().map(spoken::by).orElse(spoken);
    }

    private Spoken spoken(
            EnglishNormalizer.Token.Word word,
            Optional<HomographReader.Reading> reading,
            Dictionaries dictionaries) {
        String plain = PlainLetters.of(word.text());
        if (reading.isPresent()) {
            String ipa = EnglishIpa.of(plain, reading.get().phones());
            return new Spoken(
                    word.text(),
                    Source.HOMOGRAPH,
                    new ConnectedSpeech.Word(plain, new SpokenForms.Form(ipa)));
        }
        return new Spoken(word.text(), source(word, plain, dictionaries), heard(word, plain));
    }

    private Source source(
            EnglishNormalizer.Token.Word word, String plain, Dictionaries dictionaries) {
        if (word.letters()) {
            return Source.LETTERS;
        }
        if (dictionaries.standsFor(word.spelling())) {
            return Source.NORMALIZATION;
        }
        return dictionaries.written().isEmpty() || lexicon.isKnown(plain)
                ? Source.LEXICON
                : Source.RULES;
    }

    private ConnectedSpeech.Word heard(EnglishNormalizer.Token.Word word, String plain) {
        return switch (word.style()) {
            case LETTERS -> fixed(lexicon.spelled(plain));
            case PREFIX -> fixed(Prefixes.ipa(plain));
            case CLIPPED ->
                    new ConnectedSpeech.Word(plain, lexicon.clipped(plain, word.spelling()));
            case WORD -> new ConnectedSpeech.Word(plain, lexicon.form(plain, word.spelling()));
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

    /** Puts words and marks together with the spaces that voices were trained on. */
    private static final class Line {
        private final ConnectedSpeech connected;
        private final StringBuilder symbols = new StringBuilder();
        private final List<Spoken> clause = new ArrayList<>();
        private final UnreadPieces notSpoken;
        private final List<Explanation.Word> said = new ArrayList<>();

        Line(ConnectedSpeech connected, UnreadPieces notSpoken) {
            this.connected = connected;
            this.notSpoken = notSpoken;
        }

        void word(Spoken word) {
            if (word.isHeard()) {
                clause.add(word);
            } else if (!word.text().isEmpty()) {
                notSpoken.add(word.text());
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
                said.add(new Explanation.Word(word.text(), ipa, word.source()));
                symbols.append(symbols.isEmpty() || heard.get(i).joined() ? "" : " ").append(ipa);
            }
            clause.clear();
        }

        Phonemes finish() {
            return new Phonemes(symbols.toString(), notSpoken.pieces());
        }
    }
}
