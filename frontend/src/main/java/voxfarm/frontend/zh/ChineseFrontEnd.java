package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.frontend.phones.Language;
import voxfarm.frontend.phones.PhoneSequence;
import voxfarm.frontend.zh.PinyinReader.Reading;
import voxfarm.frontend.zh.PosTagger.Word;

/**
 * Chinese text to phones, tones and their counts, phone for phone as Bert-VITS2 has them.
 * Thread-safe.
 */
public final class ChineseFrontEnd {
    private static final String END = "_";

    private final ChineseData data;
    private final ChineseNormalizer normalizer;
    private final PosTagger tagger;
    private final PinyinReader reader;
    private final ToneSandhi sandhi;

    private ChineseFrontEnd(boolean quotesSpoken) {
        this.data = ChineseData.get();
        this.normalizer = new ChineseNormalizer(data, quotesSpoken);
        this.tagger = new PosTagger(data);
        this.reader = new PinyinReader(data);
        this.sandhi = new ToneSandhi(data, reader);
    }

    /**
     * Loads the data, a tenth of a second the first time.
     *
     * @param quotesSpoken whether a straight double quote is spoken as a mark, as from release 2.1
     *     on
     */
    public static ChineseFrontEnd load(boolean quotesSpoken) {
        return new ChineseFrontEnd(quotesSpoken);
    }

    /**
     * How one word came to be spoken.
     *
     * @param tag part of speech, in jieba's tags
     * @param read readings by the dictionaries, a character each, as {@code initial+final}
     * @param spoken the same after tones changed each other, or as somebody set them
     * @param source who decided: {@code dictionaries} or {@code override}
     */
    public record WordTrace(
            String text, String tag, List<String> read, List<String> spoken, String source) {
        public WordTrace {
            read = List.copyOf(read);
            spoken = List.copyOf(spoken);
        }
    }

    /** Phones, and how they came about. */
    public record Analysis(PhoneSequence phones, List<WordTrace> words) {
        public Analysis {
            words = List.copyOf(words);
        }
    }

    /** Phones by the built-in dictionaries alone. */
    public PhoneSequence phones(String text) {
        return analyse(text, Pronunciations.NONE).phones();
    }

    /**
     * @param text may hold marks such as {@code 重庆[chong2 qing4]}
     * @param words readings that come before those of the built-in dictionaries
     */
    public Analysis analyse(String text, Pronunciations words) {
        Pronunciations.Marked marked = Pronunciations.marks(text);
        ChineseNormalizer.Normalized normalized = normalizer.normalize(marked.text());
        Map<Integer, Reading> set = words.find(normalized.text());
        for (int i = 0; i < normalized.sources().length; i++) {
            Reading reading = marked.readings().get(normalized.sources()[i]);
            if (reading != null) {
                set.put(i, reading);
            }
        }
        Collector collector = new Collector(normalized.dropped(), set);
        for (String piece : pieces(normalized.text())) {
            for (Word word : sandhi.join(tagger.cut(piece))) {
                List<Reading> read = reader.read(word.text());
                collector.add(word, read, sandhi.change(word, read));
            }
        }
        return collector.finish(normalized.text());
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
    private final class Collector {
        private final List<String> phones = new ArrayList<>(List.of(END));
        private final List<Integer> tones = new ArrayList<>(List.of(0));
        private final List<Integer> word2ph = new ArrayList<>(List.of(1));
        private final List<WordTrace> words = new ArrayList<>();
        private final List<String> notSpoken;
        private final Map<Integer, Reading> set;
        private int at;

        /**
         * @param set readings that somebody set, by place in the normalised text
         */
        Collector(List<String> dropped, Map<Integer, Reading> set) {
            this.notSpoken = new ArrayList<>(dropped);
            this.set = set;
        }

        void add(Word word, List<Reading> read, List<Reading> changed) {
            List<Reading> spoken = new ArrayList<>();
            boolean overridden = false;
            for (int i = 0; i < changed.size(); i++, at++) {
                Reading reading = set.getOrDefault(at, changed.get(i));
                overridden |= set.containsKey(at);
                spoken.add(reading);
                add(word.text().charAt(i), reading);
            }
            words.add(
                    new WordTrace(
                            word.text(),
                            word.tag(),
                            texts(read),
                            texts(spoken),
                            overridden ? "override" : "dictionaries"));
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
                notSpoken.add(String.valueOf(c));
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

        Analysis finish(String text) {
            phones.add(END);
            tones.add(0);
            word2ph.add(1);
            return new Analysis(
                    new PhoneSequence(Language.ZH, text, phones, tones, word2ph, notSpoken), words);
        }
    }

    private static List<String> texts(List<Reading> readings) {
        return readings.stream().map(r -> r.mark() ? r.initial() : r.initial() + r.rime()).toList();
    }
}
