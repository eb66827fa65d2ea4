package voxfarm.worker.engine;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import voxfarm.models.piper.PiperConfig;

/**
 * Symbols to ids as Piper does it: start, pad, then each symbol with a pad behind it, then end. A
 * symbol is one code point after canonical decomposition.
 */
public final class PiperSymbols {
    private final Map<String, List<Integer>> map;

    public PiperSymbols(PiperConfig config) {
        this.map = config.phonemeIds();
    }

    /**
     * @param values shape [T]
     * @param dropped symbols that the voice does not know, in order
     * @param kinds of which kind each is, as in {@link Predicted}, shape [T]
     * @param spoken whether there is a letter, a sign of the phonetic alphabet or a digit among the
     *     known symbols: marks alone are a breath, no speech
     */
    public record Ids(long[] values, int[] kinds, List<String> dropped, boolean spoken) {
        public Ids {
            dropped = List.copyOf(dropped);
        }
    }

    public Ids ids(String symbols) {
        List<Integer> ids = new ArrayList<>();
        List<Integer> kinds = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        List<Integer> pad = map.getOrDefault(PiperConfig.PAD, List.of());
        ids.addAll(map.getOrDefault(PiperConfig.START, List.of()));
        fill(kinds, ids.size(), Predicted.PAUSE);
        ids.addAll(pad);
        fill(kinds, ids.size(), Predicted.BLANK);
        boolean[] spoken = {false};
        Normalizer.normalize(symbols, Normalizer.Form.NFD)
                .codePoints()
                .forEach(c -> {
                    String symbol = Character.toString(c);
                    List<Integer> known = map.get(symbol);
                    if (known == null) {
                        dropped.add(symbol);
                    } else {
                        ids.addAll(known);
                        fill(kinds, ids.size(), kind(c));
                        ids.addAll(pad);
                        fill(kinds, ids.size(), Predicted.BLANK);
                        spoken[0] |= Character.isLetterOrDigit(c);
                    }
                });
        ids.addAll(map.getOrDefault(PiperConfig.END, List.of()));
        fill(kinds, ids.size(), Predicted.PAUSE);
        return new Ids(
                ids.stream().mapToLong(Integer::longValue).toArray(),
                kinds.stream().mapToInt(Integer::intValue).toArray(),
                dropped,
                spoken[0]);
    }

    private static void fill(List<Integer> kinds, int size, int kind) {
        while (kinds.size() < size) {
            kinds.add(kind);
        }
    }

    /** Marks of stress and length, and the space, belong to what lies around them. */
    private static int kind(int symbol) {
        return switch (Character.getType(symbol)) {
            case Character.MODIFIER_LETTER,
                    Character.MODIFIER_SYMBOL,
                    Character.NON_SPACING_MARK,
                    Character.SPACE_SEPARATOR ->
                    Predicted.BLANK;
            default -> Character.isLetterOrDigit(symbol) ? symbol : Predicted.PAUSE;
        };
    }
}
