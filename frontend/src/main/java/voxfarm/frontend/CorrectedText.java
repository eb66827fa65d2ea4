package voxfarm.frontend;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A text with its corrections on its way through a front end: as the front end is to see it, with
 * what somebody set at each place. Immutable once made.
 *
 * @param <T> how a word is said
 */
public final class CorrectedText<T> {
    private final TreeMap<Integer, Correction<T>> byBegin = new TreeMap<>();
    private final TracedText text;
    private final String caller;

    /**
     * What somebody set.
     *
     * @param wordBegin where the word stands in the caller's text
     * @param said empty if other words stand in the text instead
     */
    public record Correction<T>(
            int wordBegin, Span span, Optional<T> said, SpokenText.Source source) {}

    /**
     * @param caller the caller's text
     * @param standIn what the front end sees of a mark that has no word
     */
    public CorrectedText(String caller, Corrections<T> corrections, Function<T, String> standIn) {
        this(caller, corrections, standIn, _ -> true);
    }

    /**
     * @param caller the caller's text
     * @param standIn what the front end sees of a mark that has no word, or none that it knows
     * @param known whether the front end knows how a word is written
     */
    public CorrectedText(
            String caller,
            Corrections<T> corrections,
            Function<T, String> standIn,
            Predicate<String> known) {
        this.caller = caller;
        TracedText all = TracedText.of(caller);
        TracedText.Builder made = new TracedText.Builder(caller.length());
        for (Corrections.Part<T> part : corrections.parts()) {
            switch (part) {
                case Corrections.Part.Text<T>(String words, int begin) ->
                        made.append(all, begin, begin + words.length());
                case Corrections.Part.Words<T>(String words, Span span, SpokenText.Source by) -> {
                    append(words, span, made);
                    put(new Correction<>(span.begin(), span, Optional.empty(), by));
                }
                case Corrections.Part.Said<T> said -> {
                    if (said.word().isEmpty() || !known.test(said.word())) {
                        append(standIn.apply(said.said()), said.span(), made);
                    } else {
                        int begin = said.wordBegin();
                        made.append(all, begin, begin + said.word().length());
                    }
                    put(
                            new Correction<>(
                                    said.wordBegin(),
                                    said.span(),
                                    Optional.of(said.said()),
                                    said.source()));
                }
            }
        }
        this.text = made.build();
    }

    private static void append(String words, Span span, TracedText.Builder into) {
        for (int i = 0; i < words.length(); i++) {
            into.append(words.charAt(i), span.begin(), span.end());
        }
    }

    private void put(Correction<T> correction) {
        byBegin.put(correction.span().begin(), correction);
    }

    public TracedText text() {
        return text;
    }

    /** Whether a number is among what stands there in the caller's text. */
    public boolean hasDigit(Span span) {
        return caller.substring(span.begin(), span.end()).codePoints().anyMatch(Character::isDigit);
    }

    /** What somebody set for the character that is there in the caller's text. */
    public Optional<Correction<T>> at(int position) {
        Map.Entry<Integer, Correction<T>> before = byBegin.floorEntry(position);
        return before != null && position < before.getValue().span().end()
                ? Optional.of(before.getValue())
                : Optional.empty();
    }
}
