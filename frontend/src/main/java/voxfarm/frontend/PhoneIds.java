package voxfarm.frontend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import voxfarm.frontend.phones.SymbolTable;

/**
 * What a Bert-VITS2 network takes of a text. T is the number of phones with their blanks. The
 * arrays are large and so not copied: callers must not change them.
 *
 * @param symbols the phones without blanks
 * @param places of the symbols among the ids
 * @param phones ids, as {@code tones} and {@code languages} of shape [T]
 * @param word2ph for each run of the text: ids of each token of its BERT text and of both ends;
 *     over all runs they add up to T
 */
public record PhoneIds(
        List<String> symbols,
        int[] places,
        long[] phones,
        long[] tones,
        long[] languages,
        List<int[]> word2ph) {
    public PhoneIds {
        symbols = List.copyOf(symbols);
        word2ph = List.copyOf(word2ph);
    }

    /**
     * One utterance without a gap.
     *
     * @param addBlank whether id 0 stands before, between and behind all phones
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_PLAN} if the table lacks a phone
     */
    public static PhoneIds of(SpokenText text, SymbolTable table, boolean addBlank) {
        return of(text, table, addBlank, Joins.SEAMLESS);
    }

    /**
     * One utterance.
     *
     * @param addBlank whether id 0 stands before, between and behind all phones
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_PLAN} if the table lacks a phone
     */
    public static PhoneIds of(SpokenText text, SymbolTable table, boolean addBlank, Joins joins) {
        Collector all = new Collector(addBlank);
        int runs = text.runs().size();
        for (int r = 0; r < runs; r++) {
            all.add(
                    text.runs().get(r),
                    table,
                    r == 0 ? 0 : joins.head(addBlank),
                    runs == 1 ? 0 : joins.tail(addBlank, r == runs - 1));
        }
        return all.finish();
    }

    /** Puts runs one behind another. */
    private static final class Collector {
        private final int step;
        private final int offset;
        private final List<String> symbols = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();
        private final List<int[]> word2ph = new ArrayList<>();
        private long[] phones = {};
        private long[] tones = {};
        private long[] languages = {};

        Collector(boolean addBlank) {
            this.step = addBlank ? 2 : 1;
            this.offset = addBlank ? 1 : 0;
        }

        /**
         * @param head ids that are left out at its beginning
         * @param tail at its end
         */
        void add(SpokenText.Run run, SymbolTable table, int head, int tail) {
            int length = run.phones().size() * step + offset;
            int before = phones.length - head;
            int end = before + length - tail;
            phones = Arrays.copyOf(phones, end);
            tones = Arrays.copyOf(tones, end);
            languages = Arrays.copyOf(languages, end);
            for (int i = 0; i < run.phones().size(); i++) {
                int place = i * step + offset;
                if (place < head || place >= length - tail) {
                    continue;
                }
                int at = before + place;
                symbols.add(run.phones().get(i));
                places.add(at);
                phones[at] = table.id(run.phones().get(i));
                tones[at] = table.tone(run.language(), run.tones().get(i));
                languages[at] = table.language(run.language());
            }
            int[] counts = run.word2ph().stream().mapToInt(count -> count * step).toArray();
            counts[0] += offset - head;
            counts[counts.length - 1] -= tail;
            word2ph.add(counts);
        }

        PhoneIds finish() {
            return new PhoneIds(
                    symbols,
                    places.stream().mapToInt(Integer::intValue).toArray(),
                    phones,
                    tones,
                    languages,
                    word2ph);
        }
    }
}
