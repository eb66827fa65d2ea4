package voxfarm.frontend.ja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stretches of a text that somebody set readings for, by where they begin. Immutable. */
final class SetWords {
    static final SetWords NONE = new SetWords(Map.of());

    private final Map<Integer, SetWord> byBegin;

    private SetWords(Map<Integer, SetWord> byBegin) {
        this.byBegin = byBegin;
    }

    /**
     * @param words that do not overlap, none of them empty
     */
    static SetWords of(List<SetWord> words) {
        Map<Integer, SetWord> byBegin = new HashMap<>();
        words.forEach(word -> byBegin.put(word.begin(), word));
        return byBegin.isEmpty() ? NONE : new SetWords(Map.copyOf(byBegin));
    }

    Optional<SetWord> at(int begin) {
        return Optional.ofNullable(byBegin.get(begin));
    }

    /** Those that lie within a part of the text, as of that part alone. */
    SetWords within(int begin, int end) {
        if (byBegin.isEmpty()) {
            return this;
        }
        List<SetWord> some = new ArrayList<>();
        for (SetWord word : byBegin.values()) {
            if (word.begin() >= begin && word.end() <= end) {
                some.add(new SetWord(word.begin() - begin, word.end() - begin, word.reading()));
            }
        }
        return of(some);
    }
}
