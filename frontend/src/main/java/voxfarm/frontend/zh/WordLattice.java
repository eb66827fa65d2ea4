package voxfarm.frontend.zh;

/** All dictionary words of a text, and the most likely way through them. */
final class WordLattice {
    private final ChineseData data;

    WordLattice(ChineseData data) {
        this.data = data;
    }

    /** Jieba's range of Chinese characters. */
    static boolean ideograph(char c) {
        return c >= 0x4e00 && c <= 0x9fd5;
    }

    /** Whether the dictionary has the word with a frequency above 0. */
    boolean isFrequent(String word) {
        int value = data.lexicon.find(word, 0, word.length());
        return value >= 0 && data.frequent[value >> 8] == 1;
    }

    /**
     * @return for each place, where the word that begins there ends
     */
    int[] bestPath(String text) {
        int length = text.length();
        double[] logs = new double[length + 1];
        int[] ends = new int[length];
        for (int start = length - 1; start >= 0; start--) {
            double best = Double.NEGATIVE_INFINITY;
            int bestEnd = -1;
            int node = 0;
            for (int end = start + 1; end <= length; end++) {
                node = data.lexicon.step(node, text.charAt(end - 1));
                if (node == WordTrie.NONE) {
                    break;
                }
                int value = data.lexicon.value(node);
                if (value >= 0 && data.frequent[value >> 8] == 1) {
                    double log = data.logFrequencies[value >> 8] - data.logTotal + logs[end];
                    if (bestEnd < 0 || log >= best) { // of equal ones the longest
                        best = log;
                        bestEnd = end;
                    }
                }
            }
            if (bestEnd < 0) {
                bestEnd = start + 1;
                best = 0.0 - data.logTotal + logs[bestEnd]; // as if it had been seen once
            }
            logs[start] = best;
            ends[start] = bestEnd;
        }
        return ends;
    }
}
