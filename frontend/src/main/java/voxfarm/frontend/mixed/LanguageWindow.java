package voxfarm.frontend.mixed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import voxfarm.common.language.Language;

/**
 * The languages of texts that follow each other, as they are asked for: of each what it shows, and
 * where that leaves a choice, what the nearest of them before it showed, or else those behind it.
 * On one thread.
 *
 * @param <T> what holds a text
 */
public final class LanguageWindow<T> implements Iterator<LanguageWindow.Decided<T>> {
    /** Texts behind one that it is decided by. */
    private static final int AHEAD = 8;

    private final Iterator<T> items;
    private final Function<T, MixedText> look;
    private final Deque<Seen<T>> ahead = new ArrayDeque<>();

    /** What the last text showed that showed anything. */
    private Optional<Language> before = Optional.empty();

    /** Of the last text whose letters told it. */
    private Optional<Language> told = Optional.empty();

    private record Seen<T>(T item, MixedText text) {}

    /** What holds a text, and the languages of that. */
    public record Decided<T>(T item, MixedText.Languages languages) {}

    /**
     * @param look at a text by itself
     */
    public LanguageWindow(Iterator<T> items, Function<T, MixedText> look) {
        this.items = items;
        this.look = look;
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty() || items.hasNext();
    }

    @Override
    public Decided<T> next() {
        while (ahead.size() <= AHEAD && items.hasNext()) {
            T item = items.next();
            ahead.add(new Seen<>(item, look.apply(item)));
        }
        Seen<T> seen = ahead.poll();
        if (seen == null) {
            throw new NoSuchElementException();
        }
        if (seen.text().isOpen()) {
            Optional<MixedText.Languages> likeOthers =
                    told.or(this::toldAhead).map(as -> new MixedText.Languages(as, List.of()));
            return new Decided<>(
                    seen.item(), likeOthers.orElseGet(() -> seen.text().languages(around())));
        }
        MixedText.Languages languages = seen.text().languages(around());
        told = Optional.of(languages.language());
        seen.text().leaning().ifPresent(shown -> before = Optional.of(shown));
        return new Decided<>(seen.item(), languages);
    }

    private Optional<Language> toldAhead() {
        return ahead.stream()
                .map(Seen::text)
                .filter(text -> !text.isOpen())
                .findFirst()
                .map(text -> text.languages(around()).language());
    }

    private Optional<Language> around() {
        return before.or(
                () -> ahead.stream().flatMap(next -> next.text().leaning().stream()).findFirst());
    }
}
