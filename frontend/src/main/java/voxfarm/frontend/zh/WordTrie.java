package voxfarm.frontend.zh;

/**
 * Words with a number each. Nodes are numbered breadth-first, so that a node's children lie side by
 * side, sorted by their character; node 0 is the empty word.
 */
final class WordTrie {
    /** No such prefix. */
    static final int NONE = -1;

    private final char[] labels;
    private final int[] firstChild;
    private final int[] values;
    private final int[] rootChild = new int[1 << 16];

    /**
     * @param firstChild one entry more than nodes: children of node n are firstChild[n] to
     *     firstChild[n + 1]
     * @param values -1 for prefixes that are no words
     */
    WordTrie(char[] labels, int[] firstChild, int[] values) {
        this.labels = labels;
        this.firstChild = firstChild;
        this.values = values;
        // the root has thousands of children
        for (int child = firstChild[0]; child < firstChild[1]; child++) {
            rootChild[labels[child]] = child;
        }
    }

    /** The node one character further, or {@link #NONE}. */
    int step(int node, char c) {
        if (node == 0) {
            return rootChild[c] == 0 ? NONE : rootChild[c];
        }
        int low = firstChild[node];
        int high = firstChild[node + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            char label = labels[middle];
            if (label == c) {
                return middle;
            }
            if (label < c) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return NONE;
    }

    /** The word's number at a node; -1 if the prefix is no word. */
    int value(int node) {
        return values[node];
    }

    /** The number of a word, or -1. */
    int find(CharSequence word, int start, int end) {
        int node = 0;
        for (int i = start; i < end; i++) {
            node = step(node, word.charAt(i));
            if (node == NONE) {
                return -1;
            }
        }
        return values[node];
    }
}
