package voxfarm.frontend.espeak;

import java.util.ArrayList;
import java.util.List;

/**
 * Shares out what was said of several words at once among them: what is said of each alone tells
 * where it ends, as words that are said together change each other, and run into each other.
 */
final class WordAlignment {
    private final String alone;
    private final int[] owners;
    private final String together;
    private final boolean[] blankBefore;

    /**
     * @param alone what is said of each word by itself
     * @param together what is said of all, a blank between words
     */
    private WordAlignment(List<String> alone, String together) {
        StringBuilder all = new StringBuilder();
        List<Integer> owner = new ArrayList<>();
        for (int word = 0; word < alone.size(); word++) {
            String symbols = alone.get(word).replace(" ", "");
            all.append(symbols);
            for (int i = 0; i < symbols.length(); i++) {
                owner.add(word);
            }
        }
        StringBuilder said = new StringBuilder();
        boolean[] blanks = new boolean[together.length() + 1];
        for (int i = 0; i < together.length(); i++) {
            if (together.charAt(i) == ' ') {
                blanks[said.length()] = true;
            } else {
                said.append(together.charAt(i));
            }
        }
        this.alone = all.toString();
        this.owners = owner.stream().mapToInt(Integer::intValue).toArray();
        this.together = said.toString();
        this.blankBefore = blanks;
    }

    /**
     * For each word its part of what is said of all; empty where it has none. Time and memory are
     * that of both lengths multiplied: callers give a line.
     */
    static List<String> shares(List<String> alone, String together) {
        return new WordAlignment(alone, together).shares(alone.size());
    }

    private List<String> shares(int words) {
        if (words == 0) {
            return List.of();
        }
        int[] owner = ownersOfTogether();
        List<StringBuilder> shares = new ArrayList<>();
        for (int i = 0; i < words; i++) {
            shares.add(new StringBuilder());
        }
        for (int i = 0; i < together.length(); i++) {
            StringBuilder share = shares.get(owner[i]);
            if (blankBefore[i] && !share.isEmpty()) {
                share.append(' ');
            }
            share.append(together.charAt(i));
        }
        return shares.stream().map(StringBuilder::toString).toList();
    }

    /** By the least number of symbols that are changed, left out or put in. */
    private int[] ownersOfTogether() {
        int n = alone.length();
        int m = together.length();
        int[][] cost = new int[n + 1][m + 1];
        for (int i = n; i >= 0; i--) {
            for (int j = m; j >= 0; j--) {
                cost[i][j] =
                        i == n
                                ? m - j
                                : j == m
                                        ? n - i
                                        : Math.min(
                                                cost[i + 1][j + 1] + changed(i, j),
                                                1 + Math.min(cost[i + 1][j], cost[i][j + 1]));
            }
        }
        int[] owner = new int[m];
        int i = 0;
        int j = 0;
        while (j < m) {
            if (i < n && cost[i][j] == cost[i + 1][j + 1] + changed(i, j)) {
                owner[j++] = owners[i++];
            } else if (i < n && cost[i][j] == cost[i + 1][j] + 1) {
                i++;
            } else {
                owner[j] = i < n && blankBefore[j] ? owners[i] : i > 0 ? owners[i - 1] : 0;
                j++;
            }
        }
        return owner;
    }

    private int changed(int i, int j) {
        return alone.charAt(i) == together.charAt(j) ? 0 : 1;
    }
}
