package voxfarm.frontend.ja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of a text, each of which knows its neighbours. On one thread. */
final class NjdWords {
    private @Nullable NjdWord first;
    private @Nullable NjdWord last;

    static NjdWords of(List<Morpheme> morphemes) {
        NjdWords words = new NjdWords();
        morphemes.forEach(morpheme -> NjdWord.of(morpheme).forEach(words::add));
        return words;
    }

    @Nullable NjdWord first() {
        return first;
    }

    @Nullable NjdWord last() {
        return last;
    }

    private void add(NjdWord word) {
        word.before = last;
        if (last == null) {
            first = word;
        } else {
            last.next = word;
        }
        last = word;
    }

    /** Puts a new word behind one of these. */
    void insert(NjdWord place, NjdWord word) {
        word.before = place;
        word.next = place.next;
        if (place.next == null) {
            last = word;
        } else {
            place.next.before = word;
        }
        place.next = word;
    }

    /**
     * Takes a word out; what it stands for goes to the one before it.
     *
     * @return the word behind it
     */
    @Nullable NjdWord remove(NjdWord word) {
        if (word.before == null) {
            first = word.next;
        } else {
            word.before.next = word.next;
            word.before.end = Math.max(word.before.end, word.end);
        }
        if (word.next == null) {
            last = word.before;
        } else {
            word.next.before = word.before;
        }
        return word.next;
    }

    void removeSilent() {
        NjdWord word = first;
        while (word != null) {
            word = word.isSilent() ? remove(word) : word.next;
        }
    }

    List<NjdWord> list() {
        List<NjdWord> all = new ArrayList<>();
        for (NjdWord word = first; word != null; word = word.next) {
            all.add(word);
        }
        return all;
    }
}
