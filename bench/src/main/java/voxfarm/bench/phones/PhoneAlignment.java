package voxfarm.bench.phones;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pairs two rows of phones in the cheapest way. */
final class PhoneAlignment {
    private static final int GAP = 10;
    private static final int OTHER = 11;
    private static final int OTHER_KIND = 16;
    private static final int OTHER_STRESS = 1;

    private PhoneAlignment() {}

    /**
     * @param at of ours, or of the next of ours if it has none
     * @param ours empty if it lacks
     * @param theirs empty if ours is too many
     */
    record Pair(int at, Optional<IpaPhones.Phone> ours, Optional<IpaPhones.Phone> theirs) {
        /** Whether the phones differ, whatever their stress. */
        boolean differs() {
            return !ours.map(IpaPhones.Phone::symbol).equals(theirs.map(IpaPhones.Phone::symbol));
        }

        /** Whether nothing but the stress differs. */
        boolean isStressedOtherwise() {
            return !differs() && !ours.equals(theirs);
        }
    }

    static List<Pair> of(List<IpaPhones.Phone> ours, List<IpaPhones.Phone> theirs) {
        int[][] cost = new int[ours.size() + 1][theirs.size() + 1];
        for (int i = 0; i <= ours.size(); i++) {
            for (int j = 0; j <= theirs.size(); j++) {
                cost[i][j] = i == 0 && j == 0 ? 0 : cheapest(cost, ours, theirs, i, j);
            }
        }
        List<Pair> pairs = new ArrayList<>();
        int i = ours.size();
        int j = theirs.size();
        while (i > 0 || j > 0) {
            boolean both =
                    i > 0
                            && j > 0
                            && cost[i][j]
                                    == cost[i - 1][j - 1]
                                            + change(ours.get(i - 1), theirs.get(j - 1));
            if (both) {
                i--;
                j--;
                pairs.addFirst(new Pair(i, Optional.of(ours.get(i)), Optional.of(theirs.get(j))));
            } else if (i > 0 && cost[i][j] == cost[i - 1][j] + GAP) {
                i--;
                pairs.addFirst(new Pair(i, Optional.of(ours.get(i)), Optional.empty()));
            } else {
                j--;
                pairs.addFirst(new Pair(i, Optional.empty(), Optional.of(theirs.get(j))));
            }
        }
        return pairs;
    }

    private static int cheapest(
            int[][] cost, List<IpaPhones.Phone> ours, List<IpaPhones.Phone> theirs, int i, int j) {
        int best = Integer.MAX_VALUE;
        if (i > 0 && j > 0) {
            best = cost[i - 1][j - 1] + change(ours.get(i - 1), theirs.get(j - 1));
        }
        if (i > 0) {
            best = Math.min(best, cost[i - 1][j] + GAP);
        }
        return j > 0 ? Math.min(best, cost[i][j - 1] + GAP) : best;
    }

    private static int change(IpaPhones.Phone a, IpaPhones.Phone b) {
        if (a.symbol().equals(b.symbol())) {
            return a.equals(b) ? 0 : OTHER_STRESS;
        }
        return a.isVowel() == b.isVowel() ? OTHER : OTHER_KIND;
    }
}
