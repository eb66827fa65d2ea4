package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into words as all of jieba's modes do: the most likely path through a lattice of
 * dictionary words, and a model for runs of characters that form none.
 *
 * @param <W> what is told of a word
 */
abstract class WordCutter<W> {
    final WordLattice lattice;

    WordCutter(ChineseData data) {
        this.lattice = new WordLattice(data);
    }

    /** Whether the character goes through the lattice; any other is a word of its own. */
    abstract boolean inBlock(char c);

    /** A character outside the blocks. */
    abstract W other(String character);

    /** A word of the lattice, or a single character that the model does not join to others. */
    abstract W known(String word);

    /** A run of characters inside a block that are no ideographs. */
    abstract W joined(String run);

    /** Words of a run of ideographs that the dictionary does not know, by the model. */
    abstract void recognise(String run, List<W> words);

    final List<W> cut(String text) {
        List<W> words = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            while (end < text.length() && inBlock(text.charAt(end))) {
                end++;
            }
            if (end > start) {
                cutBlock(text.substring(start, end), words);
                start = end;
            } else {
                words.add(other(text.substring(start, start + 1)));
                start++;
            }
        }
        return words;
    }

    private void cutBlock(String block, List<W> words) {
        int[] ends = lattice.bestPath(block);
        StringBuilder singles = new StringBuilder();
        for (int at = 0; at < block.length(); at = ends[at]) {
            if (ends[at] - at == 1) {
                singles.append(block.charAt(at));
                continue;
            }
            cutSingles(singles.toString(), words);
            singles.setLength(0);
            words.add(known(block.substring(at, ends[at])));
        }
        cutSingles(singles.toString(), words);
    }

    private void cutSingles(String run, List<W> words) {
        if (run.isEmpty()) {
            return;
        }
        if (run.length() == 1 || lattice.isFrequent(run)) {
            run.chars().mapToObj(Character::toString).forEach(c -> words.add(known(c)));
            return;
        }
        int start = 0;
        while (start < run.length()) {
            int end = start;
            boolean ideographs = WordLattice.ideograph(run.charAt(start));
            while (end < run.length() && WordLattice.ideograph(run.charAt(end)) == ideographs) {
                end++;
            }
            String part = run.substring(start, end);
            if (ideographs) {
                recognise(part, words);
            } else {
                words.add(joined(part));
            }
            start = end;
        }
    }
}
