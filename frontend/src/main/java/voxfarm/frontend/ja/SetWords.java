package voxfarm.frontend.ja;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Words that somebody set readings for, found by how a text goes on. Immutable. */
final class SetWords {
    static final SetWords NONE = new SetWords(Map.of());

    /** By first character, the shortest first. */
    private final Map<Character, List<SetWord>> byFirst;

    private SetWords(Map<Character, List<SetWord>> byFirst) {
        this.byFirst = byFirst;
    }

    static SetWords of(List<SetWord> words) {
        Map<Character, List<SetWord>> byFirst = new HashMap<>();
        words.stream()
                .sorted(Comparator.comparingInt(word -> word.text().length()))
                .forEach(word -> byFirst.merge(
                        word.text().charAt(0),
                        List.of(word),
                        (some, one) ->
                                java.util.stream.Stream.concat(some.stream(), one.stream())
                                        .toList()));
        return byFirst.isEmpty() ? NONE : new SetWords(Map.copyOf(byFirst));
    }

    List<SetWord> startingAt(String text, int at) {
        List<SetWord> possible = byFirst.getOrDefault(text.charAt(at), List.of());
        return possible.isEmpty()
                ? possible
                : possible.stream().filter(word -> text.startsWith(word.text(), at)).toList();
    }
}
