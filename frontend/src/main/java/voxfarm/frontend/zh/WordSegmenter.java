package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.List;

/** Cuts a word into smaller ones, as jieba's search mode does. */
final class WordSegmenter extends WordCutter<String> {
    private static final int B = 0;
    private static final int E = 1;
    private static final int M = 2;
    private static final int S = 3;

    /** States that may stand before each state, in the alphabet's order: it decides ties. */
    private static final int[][] BEFORE = {{E, S}, {B, M}, {B, M}, {E, S}};

    private final ChineseData data;

    WordSegmenter(ChineseData data) {
        super(data);
        this.data = data;
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

    @Override
    boolean inBlock(char c) {
        return c == '.' || c == '-' || WordLattice.ideograph(c);
    }

    @Override
    String other(String character) {
        return character;
    }

    @Override
    String known(String word) {
        return word;
    }

    @Override
    String joined(String run) {
        return run;
    }

    @Override
    void recognise(String run, List<String> words) {
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
