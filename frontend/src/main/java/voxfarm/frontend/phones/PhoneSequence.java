package voxfarm.frontend.phones;

import java.util.List;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * How a text is spoken.
 *
 * @param text normalised; what the BERT model reads
 * @param phones with {@code _} at both ends
 * @param tones one a phone, as the language counts them
 * @param word2ph phones of each character of the text, and of both ends
 * @param notSpoken parts of the text that have no reading and were left out
 * @throws VoxfarmException {@code INVALID_PLAN} if the counts differ
 */
public record PhoneSequence(
        Language language,
        String text,
        List<String> phones,
        List<Integer> tones,
        List<Integer> word2ph,
        List<String> notSpoken) {
    /** The ends, and what every release counts among its marks. */
    private static final Set<String> UNSPOKEN =
            Set.of("_", "!", "?", "…", ",", ".", "'", "-", "SP", "UNK");

    public PhoneSequence {
        phones = List.copyOf(phones);
        tones = List.copyOf(tones);
        word2ph = List.copyOf(word2ph);
        notSpoken = List.copyOf(notSpoken);
        int sum = word2ph.stream().mapToInt(Integer::intValue).sum();
        if (tones.size() != phones.size() || sum != phones.size()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "phones: expected as many tones as phones and a word2ph that adds up, was %d,"
                            + " %d and %d",
                    phones.size(),
                    tones.size(),
                    sum);
        }
    }

    /** Whether there is more to hear than ends and marks: a mark alone is a breath, no speech. */
    public boolean spoken() {
        return phones.stream().anyMatch(phone -> !UNSPOKEN.contains(phone));
    }

    /**
     * What the model takes; with blanks, id 0 stands before, between and behind all phones.
     *
     * @param phones ids, as {@code tones} and {@code languages} of shape [T]
     * @param word2ph tokens of each character, adding up to T
     */
    public record Ids(long[] phones, long[] tones, long[] languages, int[] word2ph) {}

    public Ids ids(SymbolTable table, boolean addBlank) {
        int step = addBlank ? 2 : 1;
        int offset = addBlank ? 1 : 0;
        int tokens = phones.size() * step + offset;
        long[] phoneIds = new long[tokens];
        long[] toneIds = new long[tokens];
        long[] languageIds = new long[tokens];
        for (int i = 0; i < phones.size(); i++) {
            phoneIds[i * step + offset] = table.id(phones.get(i));
            toneIds[i * step + offset] = table.tone(language, tones.get(i));
            languageIds[i * step + offset] = language.id();
        }
        int[] counts = new int[word2ph.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = word2ph.get(i) * step + (i == 0 ? offset : 0);
        }
        return new Ids(phoneIds, toneIds, languageIds, counts);
    }
}
