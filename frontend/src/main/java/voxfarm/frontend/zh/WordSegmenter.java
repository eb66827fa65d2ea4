package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.List;

/** Cuts a word into smaller ones, as jieba's search mode does. */
final class WordSegmenter {
    private static final int B = 0;
    private static final int E = 1;
    private static final int M = 2;
    private static final int S = 3;

    /** States that may stand before each state, in the alphabet's order: it decides ties. */
    private static final int[][] BEFORE = {{E, S}, {B, M}, {B, M}, {E, S}};

    private final ChineseData data;
    private final WordLattice lattice;

    WordSegmenter(ChineseData data) {
        this.data = data;
        this.lattice = new WordLattice(data);
    }

    /**
     * All words inside the word that have two or three characters, and the words it is cut into.
     */
    List<String> cutForSearch(String text) {
        List<String> pieces = new ArrayList<>();
        for (String word : cut(text)) {
            for (int size = 2; size <= 3; size++) {
                for (int i = 0; word.length() > size && i + size <= word.length(); i++) {
                    String part = word.substring(i, i + size);
                    if (lattice.isFrequent(part)) {
                        pieces.add(part);
                    }
                }
            }
            pieces.add(word);
        }
        return pieces;
    }

    private List<String> cut(String text) {
        List<String> words = new ArrayList<>();
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
                words.add(text.substring(start, start + 1));
                start++;
            }
        }
        return words;
    }

    private static boolean inBlock(char c) {
        return c == '.' || c == '-' || WordLattice.ideograph(c);
    }

    private void cutBlock(String block, List<String> words) {
        int[] ends = lattice.bestPath(block);
        StringBuilder singles = new StringBuilder();
        for (int at = 0; at < block.length(); at = ends[at]) {
            if (ends[at] - at == 1) {
                singles.append(block.charAt(at));
                continue;
            }
            cutSingles(singles.toString(), words);
            singles.setLength(0);
            words.add(block.substring(at, ends[at]));
        }
        cutSingles(singles.toString(), words);
    }

    private void cutSingles(String run, List<String> words) {
        if (run.isEmpty()) {
            return;
        }
        if (run.length() == 1 || lattice.isFrequent(run)) {
            run.chars().mapToObj(Character::toString).forEach(words::add);
            return;
        }
        int start = 0;
        while (start < run.length()) {
            int end = start;
            boolean ideographs = WordLattice.ideograph(run.charAt(start));
            while (end < run.length() && WordLattice.ideograph(run.charAt(end)) == ideographs) {
                end++;
            }
            if (ideographs) {
                recognise(run.substring(start, end), words);
            } else {
                words.add(run.substring(start, end));
            }
            start = end;
        }
    }

    private void recognise(String run, List<String> words) {
        int[] path = viterbi(run);
        int begin = 0;
        int next = 0;
        for (int i = 0; i < run.length(); i++) {
            if (path[i] == B) {
                begin = i;
            } else if (path[i] == E) {
                words.add(run.substring(begin, i + 1));
                next = i + 1;
            } else if (path[i] == S) {
                words.add(run.substring(i, i + 1));
                next = i + 1;
            }
        }
        if (next < run.length()) {
            words.add(run.substring(next));
        }
    }

    private int[] viterbi(String run) {
        ChineseData.SegmenterModel model = data.segmenter;
        double[] best = new double[4];
        int[][] from = new int[run.length()][4];
        for (int state = 0; state < 4; state++) {
            best[state] = model.start()[state] + model.log(run.charAt(0), state);
        }
        for (int t = 1; t < run.length(); t++) {
            double[] now = new double[4];
            for (int state = 0; state < 4; state++) {
                double emission = model.log(run.charAt(t), state);
                double most = Double.NEGATIVE_INFINITY;
                for (int before : BEFORE[state]) {
                    double value =
                            best[before] + model.transitions()[4 * before + state] + emission;
                    if (value >= most) {
                        most = value;
                        from[t][state] = before;
                    }
                }
                now[state] = most;
            }
            best = now;
        }
        int state = best[S] >= best[E] ? S : E;
        int[] path = new int[run.length()];
        for (int t = run.length() - 1; t >= 0; t--) {
            path[t] = state;
            state = from[t][state];
        }
        return path;
    }
}
