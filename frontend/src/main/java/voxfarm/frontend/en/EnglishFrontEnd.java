package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.TracedText;
import voxfarm.frontend.bert.SentencePieces;

/**
 * English text to phones, tones and their counts, phone for phone as Bert-VITS2 has them. Its data
 * is read when it is first used. Thread-safe.
 *
 * <p>Phones of a word are shared out among the pieces into which the BERT model's tokenizer cuts
 * it; up to release 2.2 the words are cut from the text, from 2.3 on they are what the tokenizer
 * makes of it, and even single pieces are looked up.
 */
public final class EnglishFrontEnd implements FrontEnd {
    private static final EnglishSayer SAYER = new EnglishSayer();
    private static final Set<String> MARKS = Set.of("!", "?", "…", ",", ".", "'", "-");

    /** Where no stress is, from release 2.3 on. */
    private static final int UNSTRESSED = 3;

    private final Supplier<Optional<SentencePieces>> tokenizer;

    /**
     * @param tokenizer of the BERT model that voices are spoken with; where there is none, every
     *     word is one piece
     */
    public EnglishFrontEnd(Supplier<Optional<SentencePieces>> tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** What all texts share, made when it is first wanted. */
    private static final class Parts {
        static final Parts ALL = new Parts();

        final VitsEnglishNormalizer marksKept = new VitsEnglishNormalizer(false);
        final VitsEnglishNormalizer marksMapped = new VitsEnglishNormalizer(true);
        final PronouncingDictionary words = PronouncingDictionary.bundled("cmudict-0.6.bin.gz");
        final SingleWords others =
                new SingleWords(
                        words,
                        PronouncingDictionary.bundled("cmudict-0.7a-delta.bin.gz"),
                        Homographs.bundled(),
                        GraphemeNetwork.bundled());
    }

    @Override
    public Set<Language> languages() {
        return Set.of(Language.EN);
    }

    @Override
    public boolean readsAsWorkers(TextRules rules) {
        return !rules.wordsOfPieces() || tokenizer.get().isPresent();
    }

    @Override
    public void load() {
        var _ = Parts.ALL;
    }

    /**
     * What g2p_en, which reads words that the dictionary lacks, says to a word by itself: ARPABET,
     * and marks as they stand.
     */
    public static List<String> alone(String word) {
        return Parts.ALL.others.read(word).arpabet();
    }

    @Override
    public Set<Notation> notations() {
        return SAYER.notations();
    }

    @Override
    public void check(String word, Reading reading) {
        if (EnglishSayer.phones(reading).isEmpty()
                || word.codePoints().allMatch(EnglishFrontEnd::isEastAsian)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "dictionary: %s: expected an English word and phones of ARPABET, such as HH AH0"
                            + " L OW1, or syllables such as huh-LOH, was %s",
                    Problems.quote(word),
                    Problems.quote(reading.value()));
        }
    }

    private static boolean isEastAsian(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
            default -> false;
        };
    }

    @Override
    public SpokenText speak(String text, Language language, TextRules rules, Readings readings) {
        Parts parts = Parts.ALL;
        boolean early = !rules.englishAligned();
        Corrections<List<String>> corrections = Corrections.of(text, readings, SAYER);
        CorrectedText<List<String>> corrected =
                new CorrectedText<>(text, corrections, EnglishFrontEnd::asLetters);
        TracedText normalized =
                (early ? parts.marksKept : parts.marksMapped).normalize(corrected.text());
        Collector collector =
                new Collector(
                        normalized,
                        new Reader(parts, readings, rules),
                        corrected,
                        corrections.unsaid());
        Optional<SentencePieces> pieces = tokenizer.get();
        return rules.wordsOfPieces()
                ? ofPieces(normalized, collector, pieces)
                : ofWords(normalized, collector, early, pieces);
    }

    /** What the BERT model sees of phones without a word. */
    private static String asLetters(List<String> phones) {
        return String.join("", phones).toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }

    @Override
    public String ipa(SpokenText.Word word) {
        if (word.spoken().stream().noneMatch(Arpabet::isPhone)) {
            return String.join(" ", word.spoken());
        }
        StringBuilder ipa = new StringBuilder();
        List<String> phones = new ArrayList<>();
        for (String phone : word.spoken()) {
            if (Arpabet.isPhone(phone)) {
                phones.add(phone);
                continue;
            }
            ipa.append(ipaOf(phones)).append(phone); // the dash of "twenty-five"
            phones.clear();
        }
        return ipa.append(ipaOf(phones)).toString();
    }

    private static String ipaOf(List<String> phones) {
        return phones.isEmpty()
                ? ""
                : Arpabet.stressed(String.join(" ", phones)).map(EnglishIpa::of).orElseThrow();
    }

    /**
     * A stretch of the normalised text that is read at once, and the pieces that it is cut into.
     */
    private record Part(String text, int begin, int end) {}

    private static SpokenText ofWords(
            TracedText text, Collector collector, boolean early, Optional<SentencePieces> pieces) {
        int counted = 0;
        for (Part word : words(text.text(), early)) {
            int tokens = early ? 1 : tokens(word.text(), pieces);
            counted += tokens;
            collector.add(List.of(word), tokens);
        }
        boolean byWord = !early && pieces.isPresent() && counted != tokens(text.text(), pieces);
        return collector.finish(byWord);
    }

    private static int tokens(String text, Optional<SentencePieces> pieces) {
        return pieces.map(all -> all.pieces(text).size()).orElse(1);
    }

    /**
     * Cuts at spaces, and before and behind marks.
     *
     * @param atDashes whether a dash inside a word is such a mark
     */
    private static List<Part> words(String text, boolean atDashes) {
        String marks = atDashes ? ",;.-?!+" : ",;.?!+";
        List<Part> words = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length();
            boolean space = !end && PythonText.isSpace(text.charAt(i));
            if (!end && !space && marks.indexOf(text.charAt(i)) < 0) {
                continue;
            }
            if (i > from) {
                words.add(new Part(text.substring(from, i), from, i));
            }
            if (!end && !space) {
                words.add(new Part(text.substring(i, i + 1), i, i + 1));
            }
            from = i + 1;
        }
        return words;
    }

    private static SpokenText ofPieces(
            TracedText text, Collector collector, Optional<SentencePieces> pieces) {
        List<SentencePieces.Piece> all =
                pieces.map(known -> known.pieces(text.text()))
                        .orElseGet(() -> wholeWords(text.text()));
        for (List<SentencePieces.Piece> group : groups(all)) {
            List<Part> parts =
                    group.stream()
                            .map(piece -> new Part(piece.word(), piece.begin(), piece.end()))
                            .toList();
            boolean joined =
                    parts.size() > 1
                            && parts.stream().anyMatch(p -> p.text().contains("'"))
                            && !collector.hasSet(parts);
            collector.add(joined ? List.of(joined(parts)) : parts, group.size());
        }
        return collector.finish(false);
    }

    private static Part joined(List<Part> parts) {
        return new Part(
                parts.stream().map(Part::text).collect(Collectors.joining()),
                parts.getFirst().begin(),
                parts.getLast().end());
    }

    /**
     * Where no tokenizer is: as every one cuts, at blanks and marks, a word's dashes among them.
     */
    private static List<SentencePieces.Piece> wholeWords(String text) {
        List<SentencePieces.Piece> made = new ArrayList<>();
        for (Part word : words(text, true)) {
            boolean begins = word.begin() == 0 || PythonText.isSpace(text.charAt(word.begin() - 1));
            made.add(
                    new SentencePieces.Piece(
                            (begins ? SentencePieces.SPACE : "") + word.text(),
                            0,
                            word.begin(),
                            word.end()));
        }
        return made;
    }

    /** Words of pieces: a mark stands alone unless more of a word follows it at once. */
    private static List<List<SentencePieces.Piece>> groups(List<SentencePieces.Piece> pieces) {
        List<List<SentencePieces.Piece>> groups = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            SentencePieces.Piece piece = pieces.get(i);
            boolean glued =
                    !piece.startsWord() && (!MARKS.contains(piece.text()) || goesOn(pieces, i + 1));
            if (!glued || groups.isEmpty()) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(piece);
        }
        return groups;
    }

    private static boolean goesOn(List<SentencePieces.Piece> pieces, int at) {
        return at < pieces.size()
                && !pieces.get(at).startsWord()
                && !MARKS.contains(pieces.get(at).text());
    }

    /** Phones of one word or piece. */
    private record Reader(Parts parts, Readings readings, TextRules rules) {
        /** As dictionaries have it, that somebody set, and else as it is read. */
        SingleWords.Said read(String word) {
            for (Readings.Entry entry : readings.all(word)) {
                Reading reading = entry.reading();
                Optional<List<String>> phones =
                        SAYER.say(word, reading, "")
                                .or(() ->
                                        reading.notation() == Notation.SAY
                                                ? Optional.of(words(reading.value()))
                                                : Optional.empty());
                if (phones.isPresent()) {
                    return new SingleWords.Said(phones.get(), SpokenText.Source.of(entry.layer()));
                }
            }
            return readAsWritten(word);
        }

        private List<String> words(String said) {
            List<String> all = new ArrayList<>();
            for (String word : said.split("\\s+", -1)) {
                all.addAll(readAsWritten(word).arpabet());
            }
            return all;
        }

        SingleWords.Said readAsWritten(String word) {
            if (rules.wordsOfPieces() && MARKS.contains(word)) {
                return new SingleWords.Said(List.of(word), SpokenText.Source.PUNCTUATION);
            }
            String key = word.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
            return parts.words
                    .lookUp(key)
                    .map(Arpabet::names)
                    .map(phones -> new SingleWords.Said(phones, SpokenText.Source.LEXICON))
                    .orElseGet(() -> parts.others.read(word));
        }

        /** Of a phone of ARPABET, or of what stands in its place. */
        int tone(String phone) {
            char last = phone.charAt(phone.length() - 1);
            if (last >= '0' && last <= '2' && Arpabet.isPhone(phone)) {
                return last - '0' + 1;
            }
            return rules.wordsOfPieces() && Arpabet.isPhone(phone) ? UNSTRESSED : 0;
        }

        String symbol(String phone) {
            if (!Arpabet.isPhone(phone)) {
                return MARKS.contains(phone) ? phone : "UNK";
            }
            String small = phone.toLowerCase(Locale.ROOT).replaceAll("[0-2]$", "");
            return small.equals("v") ? "V" : small;
        }
    }

    /** Gathers phones word by word; what somebody set for several is one word. */
    private static final class Collector {
        private final TracedText text;
        private final Reader reader;
        private final CorrectedText<List<String>> corrected;
        private final List<String> phones = new ArrayList<>(List.of(SpokenText.END));
        private final List<Integer> tones = new ArrayList<>(List.of(0));
        private final List<Integer> word2ph = new ArrayList<>(List.of(1));
        private final List<SpokenText.Word> words = new ArrayList<>();
        private final List<SpokenText.NotSpoken> notSpoken;

        /** A word that may go on, and its tokens. */
        private final List<Part> open = new ArrayList<>();

        private int openTokens;

        Collector(
                TracedText text,
                Reader reader,
                CorrectedText<List<String>> corrected,
                List<SpokenText.NotSpoken> notSpoken) {
            this.text = text;
            this.reader = reader;
            this.corrected = corrected;
            this.notSpoken = new ArrayList<>(notSpoken);
        }

        boolean hasSet(List<Part> parts) {
            return parts.stream().anyMatch(part -> set(part).isPresent());
        }

        private Optional<CorrectedText.Correction<List<String>>> set(Part part) {
            int at = part.begin();
            while (at + 1 < part.end() && PythonText.isSpace(text.charAt(at))) {
                at++;
            }
            return at < part.end() ? corrected.at(text.begin(at)) : Optional.empty();
        }

        void add(List<Part> parts, int tokens) {
            if (!open.isEmpty() && !goesOn(open.getLast(), parts.getFirst())) {
                close();
            }
            open.addAll(parts);
            openTokens += tokens;
        }

        private boolean goesOn(Part before, Part part) {
            Optional<CorrectedText.Correction<List<String>>> set = set(part);
            return set.isPresent() && set.get().said().isPresent() && set.equals(set(before));
        }

        private void close() {
            List<String> read = new ArrayList<>();
            Optional<SpokenText.Source> source = Optional.empty();
            Optional<CorrectedText.Correction<List<String>>> said = Optional.empty();
            int before = phones.size();
            for (Part part : open) {
                Optional<CorrectedText.Correction<List<String>>> set = set(part);
                SingleWords.Said one =
                        set.isPresent() && set.equals(said)
                                ? new SingleWords.Said(List.of(), set.get().source())
                                : said(part, set);
                said = set.filter(correction -> correction.said().isPresent());
                if (source.isEmpty() || (one.source().isSet() && !source.get().isSet())) {
                    source = Optional.of(one.source());
                }
                read.addAll(one.arpabet());
                boolean phonesSet = set.flatMap(CorrectedText.Correction::said).isPresent();
                if (one.arpabet().isEmpty() && !part.text().isEmpty() && !phonesSet) {
                    notSpoken.add(
                            new SpokenText.NotSpoken(
                                    part.text(), text.span(part.begin(), part.end())));
                }
            }
            for (String phone : read) {
                phones.add(reader.symbol(phone));
                tones.add(reader.tone(phone));
            }
            share(phones.size() - before, openTokens);
            Part whole = joined(open);
            words.add(
                    new SpokenText.Word(
                            said.isPresent()
                                    ? text.text().substring(whole.begin(), whole.end()).strip()
                                    : whole.text(),
                            text.span(whole.begin(), whole.end()),
                            openTokens,
                            "",
                            read,
                            read,
                            source(source.orElse(SpokenText.Source.LEXICON), whole)));
            open.clear();
            openTokens = 0;
        }

        /** What reads a number decided more than what reads its words. */
        private SpokenText.Source source(SpokenText.Source source, Part whole) {
            boolean letters = whole.text().codePoints().anyMatch(Character::isLetter);
            boolean number = letters && corrected.hasDigit(text.span(whole.begin(), whole.end()));
            return number && !source.isSet() ? SpokenText.Source.NORMALIZATION : source;
        }

        private SingleWords.Said said(
                Part part, Optional<CorrectedText.Correction<List<String>>> set) {
            if (set.isEmpty()) {
                return reader.read(part.text());
            }
            SpokenText.Source by = set.get().source();
            return set.get()
                    .said()
                    .map(phones -> new SingleWords.Said(phones, by))
                    .orElseGet(() ->
                            new SingleWords.Said(reader.readAsWritten(part.text()).arpabet(), by));
        }

        /** One after another to the piece that has least, the first of them first. */
        private void share(int count, int tokens) {
            if (tokens == 0) { // the original fails; what was before it speaks it
                word2ph.set(word2ph.size() - 1, word2ph.getLast() + count);
            }
            for (int i = 0; i < tokens; i++) {
                word2ph.add(count / tokens + (i < count % tokens ? 1 : 0));
            }
        }

        SpokenText finish(boolean byWord) {
            if (!open.isEmpty()) {
                close();
            }
            phones.add(SpokenText.END);
            tones.add(0);
            word2ph.add(1);
            return new SpokenText(
                    List.of(
                            new SpokenText.Run(
                                    Language.EN,
                                    text.text(),
                                    byWord,
                                    phones,
                                    tones,
                                    word2ph,
                                    words)),
                    notSpoken);
        }
    }
}
