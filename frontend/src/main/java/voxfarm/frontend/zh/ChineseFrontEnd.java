package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import voxfarm.common.language.Language;
import voxfarm.frontend.CorrectedText;
import voxfarm.frontend.Corrections;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.Notation;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.TracedText;
import voxfarm.frontend.zh.PinyinReader.Reading;
import voxfarm.frontend.zh.PosTagger.Word;

/**
 * Chinese text to phones, tones and their counts, phone for phone as Bert-VITS2 has them; marks
 * such as {@code 重庆[chong2 qing4]} set a reading. Its data is read when it is first used, in a
 * tenth of a second. Thread-safe.
 */
public final class ChineseFrontEnd implements FrontEnd {
    private static final Pronunciations SAYER = new Pronunciations();

    /** What all texts share, made when it is first wanted. */
    private static final class Parts {
        static final Parts ALL = new Parts(ChineseData.get());

        final ChineseData data;
        final ChineseNormalizer quotesSpoken;
        final ChineseNormalizer quotesDropped;
        final WordSegmenter segmenter;
        final PosTagger tagger;
        final PinyinReader reader;
        final ToneSandhi sandhi;

        private Parts(ChineseData data) {
            this.data = data;
            this.quotesSpoken = new ChineseNormalizer(data, true);
            this.quotesDropped = new ChineseNormalizer(data, false);
            this.segmenter = new WordSegmenter(data);
            this.tagger = new PosTagger(data);
            this.reader = new PinyinReader(data);
            this.sandhi = new ToneSandhi(data, reader);
        }

        ChineseNormalizer normalizer(TextRules rules) {
            return rules.straightQuotesSpoken() ? quotesSpoken : quotesDropped;
        }
    }

    @Override
    public Set<Language> languages() {
        return Set.of(Language.ZH);
    }

    @Override
    public void load() {
        var _ = Parts.ALL;
    }

    @Override
    public Set<Notation> notations() {
        return SAYER.notations();
    }

    @Override
    public void check(String word, voxfarm.frontend.Reading reading) {
        Pronunciations.check(word, reading.value());
    }

    @Override
    public String shown(String text) {
        return Pronunciations.shown(text);
    }

    @Override
    public SpokenText speak(String text, Language language, TextRules rules, Readings readings) {
        Parts parts = Parts.ALL;
        Corrections<List<Reading>> corrections =
                Corrections.of(Pronunciations.parts(text), readings, SAYER);
        CorrectedText<List<Reading>> corrected = new CorrectedText<>(text, corrections, _ -> "");
        ChineseNormalizer.Normalized normalized =
                parts.normalizer(rules).normalize(corrected.text());
        TracedText spoken = normalized.text();
        Collector collector =
                new Collector(parts.data, normalized, corrected, corrections.unsaid());
        for (String piece : pieces(spoken.text())) {
            for (Word word : parts.sandhi.join(parts.tagger.cut(piece))) {
                List<Reading> read = parts.reader.read(word.text());
                collector.add(word, read, parts.sandhi.change(word, read));
            }
        }
        return collector.finish();
    }

    @Override
    public Optional<BitSet> wordEnds(String text) {
        BitSet ends = new BitSet(text.length() + 1);
        int end = 0;
        for (String word : Parts.ALL.segmenter.cut(text)) {
            end += word.length();
            ends.set(end);
        }
        return Optional.of(ends);
    }

    @Override
    public String ipa(SpokenText.Word word) {
        return word.spoken().stream().map(PinyinIpa::of).collect(Collectors.joining(" "));
    }

    /** Cuts behind every mark. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (ChineseNormalizer.MARKS.indexOf(text.charAt(i)) >= 0) {
                pieces.add(text.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (start < text.length()) {
            pieces.add(text.substring(start));
        }
        return pieces;
    }

    /** Gathers phones word by word. */
    private static final class Collector {
        private final ChineseData data;
        private final TracedText text;
        private final List<String> phones = new ArrayList<>(List.of(SpokenText.END));
        private final List<Integer> tones = new ArrayList<>(List.of(0));
        private final List<Integer> word2ph = new ArrayList<>(List.of(1));
        private final List<SpokenText.Word> words = new ArrayList<>();
        private final List<SpokenText.NotSpoken> notSpoken;
        private final CorrectedText<List<Reading>> corrected;
        private int at;

        Collector(
                ChineseData data,
                ChineseNormalizer.Normalized normalized,
                CorrectedText<List<Reading>> corrected,
                List<SpokenText.NotSpoken> unsaid) {
            this.data = data;
            this.text = normalized.text();
            this.notSpoken = new ArrayList<>(unsaid);
            this.notSpoken.addAll(normalized.dropped());
            this.corrected = corrected;
        }

        void add(Word word, List<Reading> read, List<Reading> changed) {
            int begin = at;
            List<Reading> spoken = new ArrayList<>();
            SpokenText.Source source = source(word, read);
            for (int i = 0; i < changed.size(); i++, at++) {
                int place = text.begin(at);
                Optional<CorrectedText.Correction<List<Reading>>> set = corrected.at(place);
                Reading reading = set.flatMap(one -> set(one, place)).orElse(changed.get(i));
                source = set.map(CorrectedText.Correction::source).orElse(source);
                spoken.add(reading);
                add(word.text().charAt(i), reading);
            }
            words.add(
                    new SpokenText.Word(
                            word.text(),
                            text.span(begin, at),
                            at - begin,
                            word.tag(),
                            texts(read),
                            texts(spoken),
                            source));
        }

        private static Optional<Reading> set(
                CorrectedText.Correction<List<Reading>> correction, int place) {
            int of = place - correction.wordBegin();
            return correction
                    .said()
                    .filter(said -> of >= 0 && of < said.size())
                    .map(said -> said.get(of));
        }

        private SpokenText.Source source(Word word, List<Reading> read) {
            if (read.stream().allMatch(Reading::mark)) {
                return SpokenText.Source.PUNCTUATION;
            }
            return corrected.hasDigit(text.span(at, at + word.text().length()))
                    ? SpokenText.Source.NORMALIZATION
                    : SpokenText.Source.LEXICON;
        }

        private void add(char c, Reading reading) {
            if (reading.mark() && ChineseNormalizer.MARKS.indexOf(c) >= 0) {
                phones.add(reading.initial());
                tones.add(0);
                word2ph.add(1);
                return;
            }
            Optional<List<String>> found = PinyinPhones.of(data, reading.initial(), reading.rime());
            if (found.isEmpty()) {
                notSpoken.add(new SpokenText.NotSpoken(String.valueOf(c), text.span(at, at + 1)));
                word2ph.add(0);
                return;
            }
            int tone = reading.rime().charAt(reading.rime().length() - 1) - '0';
            for (String phone : found.get()) {
                phones.add(phone);
                tones.add(tone);
            }
            word2ph.add(found.get().size());
        }

        SpokenText finish() {
            phones.add(SpokenText.END);
            tones.add(0);
            word2ph.add(1);
            return new SpokenText(
                    List.of(
                            new SpokenText.Run(
                                    Language.ZH,
                                    text.text(),
                                    false,
                                    phones,
                                    tones,
                                    word2ph,
                                    words)),
                    notSpoken);
        }
    }

    private static List<String> texts(List<Reading> readings) {
        return readings.stream().map(r -> r.mark() ? r.initial() : r.initial() + r.rime()).toList();
    }
}
