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
import voxfarm.frontend.FrontEnd;
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
    public void load() {
        var _ = Parts.ALL;
    }

    @Override
    public boolean owns(String word) {
        return word.chars().anyMatch(c -> c < 0x250 && Character.isLetter(c))
                && word.chars().noneMatch(EnglishFrontEnd::isEastAsian);
    }

    private static boolean isEastAsian(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
            default -> false;
        };
    }

    @Override
    public void check(String word, String reading) {
        var _ = parse(word, reading);
    }

    private static List<String> parse(String word, String reading) {
        return Arpabet.phones(reading)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.INVALID_REQUEST,
                                "dictionary: %s: expected phones of ARPABET, such as HH AH0 L OW1,"
                                        + " was %s",
                                Problems.quote(word),
                                Problems.quote(reading)));
    }

    @Override
    public SpokenText speak(String text, Language language, TextRules rules, Readings readings) {
        Parts parts = Parts.ALL;
        boolean early = !rules.englishAligned();
        TracedText normalized =
                (early ? parts.marksKept : parts.marksMapped).normalize(TracedText.of(text));
        Reader reader = new Reader(parts, readings, rules);
        Optional<SentencePieces> pieces = tokenizer.get();
        return rules.wordsOfPieces()
                ? ofPieces(normalized, reader, pieces)
                : ofWords(normalized, reader, early, pieces);
    }

    /**
     * A stretch of the normalised text that is read at once, and the pieces that it is cut into.
     */
    private record Part(String text, int begin, int end) {}

    private static SpokenText ofWords(
            TracedText text, Reader reader, boolean early, Optional<SentencePieces> pieces) {
        Collector collector = new Collector(text, reader);
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

    /** Cuts at spaces, and before and behind marks. */
    private static List<Part> words(String text, boolean early) {
        String marks = early ? ",;.-?!+" : ",;.?!+";
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
            TracedText text, Reader reader, Optional<SentencePieces> pieces) {
        Collector collector = new Collector(text, reader);
        List<SentencePieces.Piece> all =
                pieces.map(known -> known.pieces(text.text()))
                        .orElseGet(() -> wholeWords(text.text()));
        for (List<SentencePieces.Piece> group : groups(all)) {
            List<Part> parts =
                    group.stream()
                            .map(piece -> new Part(piece.word(), piece.begin(), piece.end()))
                            .toList();
            boolean joined =
                    parts.size() > 1 && parts.stream().anyMatch(p -> p.text().contains("'"));
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

    private static List<SentencePieces.Piece> wholeWords(String text) {
        List<SentencePieces.Piece> made = new ArrayList<>();
        for (Part word : words(text, false)) {
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
        record Said(List<String> arpabet, SpokenText.Source source) {}

        Said read(String word) {
            Optional<String> set = readings.find(word);
            if (set.isPresent()) {
                return new Said(parse(word, set.get()), SpokenText.Source.OVERRIDE);
            }
            if (rules.wordsOfPieces() && MARKS.contains(word)) {
                return new Said(List.of(word), SpokenText.Source.DICTIONARIES);
            }
            String key = word.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
            List<String> phones =
                    parts.words
                            .lookUp(key)
                            .map(Arpabet::names)
                            .orElseGet(() -> parts.others.read(word));
            return new Said(phones, SpokenText.Source.DICTIONARIES);
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

    /** Gathers phones word by word. */
    private static final class Collector {
        private final TracedText text;
        private final Reader reader;
        private final List<String> phones = new ArrayList<>(List.of(SpokenText.END));
        private final List<Integer> tones = new ArrayList<>(List.of(0));
        private final List<Integer> word2ph = new ArrayList<>(List.of(1));
        private final List<SpokenText.Word> words = new ArrayList<>();
        private final List<SpokenText.NotSpoken> notSpoken = new ArrayList<>();

        Collector(TracedText text, Reader reader) {
            this.text = text;
            this.reader = reader;
        }

        void add(List<Part> parts, int tokens) {
            List<String> read = new ArrayList<>();
            SpokenText.Source source = SpokenText.Source.DICTIONARIES;
            int before = phones.size();
            for (Part part : parts) {
                Reader.Said said = reader.read(part.text());
                if (said.source() == SpokenText.Source.OVERRIDE) {
                    source = said.source();
                }
                read.addAll(said.arpabet());
                for (String phone : said.arpabet()) {
                    phones.add(reader.symbol(phone));
                    tones.add(reader.tone(phone));
                }
                if (said.arpabet().isEmpty() && !part.text().isEmpty()) {
                    notSpoken.add(
                            new SpokenText.NotSpoken(
                                    part.text(), text.span(part.begin(), part.end())));
                }
            }
            share(phones.size() - before, tokens);
            Part whole = joined(parts);
            words.add(
                    new SpokenText.Word(
                            whole.text(),
                            text.span(whole.begin(), whole.end()),
                            tokens,
                            "",
                            read,
                            read,
                            source));
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
