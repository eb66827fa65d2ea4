package voxfarm.frontend;

import java.util.ArrayList;
import java.util.List;
import voxfarm.frontend.phones.SymbolTable;

/**
 * What a Bert-VITS2 network takes of a text. T is the number of phones with their blanks. The
 * arrays are large and so not copied: callers must not change them.
 *
 * @param symbols the phones without blanks
 * @param phones ids, as {@code tones} and {@code languages} of shape [T]
 * @param word2ph for each run of the text: ids of each token of its BERT text and of both ends;
 *     over all runs they add up to T
 */
public record PhoneIds(
        List<String> symbols, long[] phones, long[] tones, long[] languages, List<int[]> word2ph) {
    public PhoneIds {
        symbols = List.copyOf(symbols);
        word2ph = List.copyOf(word2ph);
    }

    /**
     * One utterance: where two runs meet, neither's end is spoken, so that no gap is heard.
     *
     * @param addBlank whether id 0 stands before, between and behind all phones
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_PLAN} if the table lacks a phone
     */
    public static PhoneIds of(SpokenText text, SymbolTable table, boolean addBlank) {
        List<SpokenText.Run> runs = text.runs();
        int step = addBlank ? 2 : 1;
        int offset = addBlank ? 1 : 0;
        int kept = 2; // the ends of the whole
        for (SpokenText.Run run : runs) {
            kept += run.phones().size() - 2;
        }
        long[] phones = new long[kept * step + offset];
        long[] tones = new long[phones.length];
        long[] languages = new long[phones.length];
        List<String> symbols = new ArrayList<>(kept);
        List<int[]> word2ph = new ArrayList<>();
        int token = offset;
        for (int r = 0; r < runs.size(); r++) {
            SpokenText.Run run = runs.get(r);
            int from = r == 0 ? 0 : 1;
            int to = run.phones().size() - (r == runs.size() - 1 ? 0 : 1);
            for (int i = from; i < to; i++, token += step) {
                symbols.add(run.phones().get(i));
                phones[token] = table.id(run.phones().get(i));
                tones[token] = table.tone(run.language(), run.tones().get(i));
                languages[token] = table.language(run.language());
            }
            int[] counts = run.word2ph().stream().mapToInt(count -> count * step).toArray();
            counts[0] += r == 0 ? offset : -step;
            counts[counts.length - 1] -= r == runs.size() - 1 ? 0 : step;
            word2ph.add(counts);
        }
        return new PhoneIds(symbols, phones, tones, languages, word2ph);
    }
}
