package voxfarm.frontend.ja;

import java.util.Arrays;
import java.util.List;

/**
 * How many phones each character of a text has when others are spoken than it is read as: those of
 * its own that stay, and where they differ as many more or fewer, no character with none and none
 * with more than six, as far as that is possible. After Style-Bert-VITS2; where that refuses,
 * because the two have too little in common, every character has its even share.
 */
final class PhoneShares {
    private static final int LEAST = 1;
    private static final int MOST = 6;

    private final int[] counts;

    private PhoneShares(int[] counts) {
        this.counts = counts;
    }

    /**
     * @param counts phones of each character, as it is read; not changed
     * @param read all of these phones
     * @param set what is spoken in their place
     * @return one a character, in all as many as are set; without characters none
     */
    static int[] of(int[] counts, List<String> read, List<String> set) {
        PhoneShares shares = new PhoneShares(changed(counts, read, set));
        shares.raise();
        shares.lower();
        boolean added = Arrays.stream(shares.counts).sum() == set.size();
        boolean whole = added && Arrays.stream(shares.counts).allMatch(count -> count >= 0);
        return whole ? shares.counts : even(counts.length, set.size());
    }

    private static int[] even(int characters, int phones) {
        int[] counts = new int[characters];
        for (int i = 0; i < characters; i++) {
            counts[i] = (i + 1) * phones / characters - i * phones / characters;
        }
        return counts;
    }

    /** Adds what is more or less between two phones that stay to the character behind the first. */
    private static int[] changed(int[] counts, List<String> read, List<String> set) {
        int[] more = differences(read, set);
        int[] changed = counts.clone();
        int phone = 0;
        for (int i = 0; i < counts.length; i++) {
            for (int j = 0; j < counts[i]; j++) {
                changed[i] += more[phone++];
            }
        }
        if (counts.length > 0) {
            changed[counts.length - 1] += more[phone]; // behind all that is read
        }
        return changed;
    }

    /**
     * By phone that is read, and behind the last: how many more are set than read from here to the
     * next phone that both have, along a longest common subsequence.
     */
    private static int[] differences(List<String> read, List<String> set) {
        int[][] common = common(read, set);
        int[] more = new int[read.size() + 1];
        int i = read.size();
        int j = set.size();
        int readEnd = i;
        int setEnd = j;
        while (i > 0 && j > 0) {
            if (read.get(i - 1).equals(set.get(j - 1))) {
                more[i] += (setEnd - j) - (readEnd - i);
                readEnd = --i;
                setEnd = --j;
            } else if (common[i - 1][j] >= common[i][j - 1]) {
                i--;
            } else {
                j--;
            }
        }
        more[0] += setEnd - readEnd;
        return more;
    }

    /** Lengths of the longest common subsequences of all beginnings. */
    private static int[][] common(List<String> read, List<String> set) {
        int[][] common = new int[read.size() + 1][set.size() + 1];
        for (int i = 1; i <= read.size(); i++) {
            for (int j = 1; j <= set.size(); j++) {
                common[i][j] =
                        read.get(i - 1).equals(set.get(j - 1))
                                ? common[i - 1][j - 1] + 1
                                : Math.max(common[i - 1][j], common[i][j - 1]);
            }
        }
        return common;
    }

    /** Gives characters with too few one, from those behind them. */
    private void raise() {
        for (int i = 0; i < counts.length; i++) {
            int lacking = LEAST - counts[i];
            if (lacking <= 0) {
                continue;
            }
            counts[i] = LEAST;
            for (int j = i + 1; j < counts.length && lacking > 0; j++) {
                int left = Math.max(LEAST, counts[j] - lacking);
                lacking -= counts[j] - left;
                counts[j] = left;
            }
        }
    }

    /** Hands what a character has too many of to those behind it. */
    private void lower() {
        for (int i = 0; i < counts.length; i++) {
            int over = counts[i] - MOST;
            if (over <= 0) {
                continue;
            }
            counts[i] = MOST;
            for (int j = i + 1; j < counts.length && over > 0; j++) {
                int taken = Math.min(MOST, counts[j] + over);
                over -= taken - counts[j];
                counts[j] = taken;
            }
        }
    }
}
