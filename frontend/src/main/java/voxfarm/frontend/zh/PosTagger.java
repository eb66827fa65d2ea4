package voxfarm.frontend.zh;

import java.util.Arrays;
import java.util.List;

/**
 * Cuts a sentence into words with their parts of speech: the most likely path through a lattice of
 * dictionary words, and a hidden Markov model for runs of characters that form none. Gives what
 * jieba's {@code posseg} gives; ties are broken in its order.
 */
final class PosTagger extends WordCutter<PosTagger.Word> {
    private static final String UNKNOWN = "x";
    private static final String NUMBER = "m";

    private final ChineseData data;

    PosTagger(ChineseData data) {
        super(data);
        this.data = data;
    }

    /** A word and its part of speech, in jieba's tags. */
    record Word(String text, String tag) {}

    @Override
    boolean inBlock(char c) {
        return c == '.' || WordLattice.ideograph(c);
    }

    @Override
    Word other(String character) {
        return new Word(character, UNKNOWN);
    }

    @Override
    Word known(String word) {
        int value = data.lexicon.find(word, 0, word.length());
        return new Word(word, value < 0 ? UNKNOWN : data.tags.get(value & 0xff));
    }

    /** Points alone; jieba takes them for a number. */
    @Override
    Word joined(String run) {
        return new Word(run, NUMBER);
    }

    @Override
    void recognise(String run, List<Word> words) {
        int[] path = viterbi(run);
        int begin = 0;
        int next = 0;
        for (int i = 0; i < run.length(); i++) {
            String state = data.tagger.states().get(path[i]);
            switch (state.charAt(0)) {
                case 'B' -> begin = i;
                case 'E' -> {
                    words.add(new Word(run.substring(begin, i + 1), state.substring(1)));
                    next = i + 1;
                }
                case 'S' -> {
                    words.add(new Word(run.substring(i, i + 1), state.substring(1)));
                    next = i + 1;
                }
                default -> {} // inside a word
            }
        }
        if (next < run.length()) {
            words.add(
                    new Word(
                            run.substring(next),
                            data.tagger.states().get(path[next]).substring(1)));
        }
    }

    private int[] viterbi(String run) {
        ChineseData.TaggerModel model = data.tagger;
        int count = model.states().size();
        int[][] from = new int[run.length()][];
        double[] best = new double[count];
        boolean[] alive = new boolean[count];
        for (int state : likely(run.charAt(0), all(count))) {
            best[state] = model.start()[state] + emission(run.charAt(0), state);
            alive[state] = true;
        }
        for (int t = 1; t < run.length(); t++) {
            char c = run.charAt(t);
            boolean[] reachable = reachable(alive);
            int[] states = intersection(likely(c, all(count)), reachable);
            if (states.length == 0) {
                states = intersection(all(count), reachable);
            }
            if (states.length == 0) {
                states = all(count);
            }
            double[] now = new double[count];
            boolean[] here = new boolean[count];
            from[t] = new int[count];
            for (int state : states) {
                double emission = emission(c, state);
                double most = Double.NEGATIVE_INFINITY;
                int origin = -1;
                for (int before = 0; before < count; before++) {
                    if (!alive[before] || model.next()[before].length == 0) {
                        continue;
                    }
                    double value = best[before] + model.transitions()[before][state] + emission;
                    if (origin < 0 || value >= most) { // of equal ones the greatest state
                        most = value;
                        origin = before;
                    }
                }
                now[state] = most;
                here[state] = true;
                from[t][state] = origin;
            }
            best = now;
            alive = here;
        }
        return backwards(best, alive, from);
    }

    private static int[] backwards(double[] best, boolean[] alive, int[][] from) {
        int state = -1;
        for (int s = 0; s < best.length; s++) {
            if (alive[s] && (state < 0 || best[s] >= best[state])) {
                state = s;
            }
        }
        int[] path = new int[from.length];
        for (int t = from.length - 1; t >= 0; t--) {
            path[t] = state;
            if (t > 0) {
                state = from[t][state];
            }
        }
        return path;
    }

    private static int[] all(int count) {
        int[] states = new int[count];
        Arrays.setAll(states, i -> i);
        return states;
    }

    /** States that the table has for a character; all if it does not know it. */
    private int[] likely(char c, int[] all) {
        ChineseData.Emission emission = data.tagger.emissions().get(c);
        if (emission == null) {
            return all;
        }
        int known = 0;
        int[] states = new int[emission.states().length];
        for (int i = 0; i < states.length; i++) {
            if (emission.known()[i]) {
                states[known++] = emission.states()[i];
            }
        }
        return known == 0 ? all : Arrays.copyOf(states, known);
    }

    private double emission(char c, int state) {
        ChineseData.Emission emission = data.tagger.emissions().get(c);
        return emission == null ? ChineseData.MIN_LOG : emission.log(state);
    }

    private boolean[] reachable(boolean[] alive) {
        boolean[] reachable = new boolean[alive.length];
        for (int state = 0; state < alive.length; state++) {
            if (alive[state]) {
                for (int next : data.tagger.next()[state]) {
                    reachable[next] = true;
                }
            }
        }
        return reachable;
    }

    private static int[] intersection(int[] states, boolean[] allowed) {
        return Arrays.stream(states).filter(state -> allowed[state]).toArray();
    }
}
