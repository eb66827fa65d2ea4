package voxfarm.frontend.ssml;

import java.util.Optional;
import voxfarm.common.language.Language;
import voxfarm.frontend.TracedText;

/** Text of an element that is read as another. On one thread. */
final class Replaced {
    /** A number, a word or its reading is shorter; of what is longer the text is read. */
    private static final int LONGEST = 1000;

    final XmlToken.Open tag;

    /** Open elements around its text. */
    final int depth;

    private final SsmlElement element;
    private final TracedText.Builder text = new TracedText.Builder(64);

    Replaced(XmlToken.Open tag, SsmlElement element, int depth) {
        this.tag = tag;
        this.element = element;
        this.depth = depth;
    }

    void append(int c, int begin, int end) {
        for (char unit : Character.toChars(c)) {
            text.append(unit, begin, end);
        }
    }

    boolean isLong() {
        return text.length() > LONGEST;
    }

    TracedText text() {
        return text.build();
    }

    /** What is read in the place of a text. */
    sealed interface Said {
        /** The text itself. */
        record AsItIs() implements Said {}

        /** The text, as a mark has it said. */
        record Marked(String mark) implements Said {}

        /** Other words. */
        record Otherwise(String words) implements Said {}
    }

    /**
     * What is read in the place of a word; what is wrong is noted.
     *
     * @param word its text, trimmed
     */
    Said said(String word, Language language, Notes notes) {
        Optional<Said> said =
                switch (element) {
                    case SUB ->
                            tag.attribute("alias")
                                    .map(String::strip)
                                    .filter(alias -> !alias.isEmpty())
                                    .map(alias -> alias(word, alias, language));
                    case PHONEME ->
                            tag.attribute("ph").map(reading -> phoneme(notes, word, reading));
                    default ->
                            tag.attribute("interpret-as")
                                    .map(as -> sayAs(notes, word, as, language));
                };
        return said.orElseGet(() -> {
            notes.notDone(tag, "has no " + needed() + "; its text is read");
            return new Said.AsItIs();
        });
    }

    private String needed() {
        return switch (element) {
            case SUB -> "alias";
            case PHONEME -> "ph";
            default -> "interpret-as";
        };
    }

    private static Said alias(String word, String alias, Language language) {
        return InlineMarks.alias(word, alias, language)
                .<Said>map(Said.Marked::new)
                .orElseGet(() -> new Said.Otherwise(alias));
    }

    private Said phoneme(Notes notes, String word, String reading) {
        String alphabet = tag.attribute("alphabet").orElse("");
        return InlineMarks.phoneme(word, alphabet, reading)
                .<Said>map(Said.Marked::new)
                .orElseGet(() -> {
                    notes.notDone(
                            tag,
                            "alphabet="
                                    + Notes.shown(alphabet)
                                    + " ph="
                                    + Notes.shown(reading)
                                    + " is no reading that is known here; its text is read");
                    return new Said.AsItIs();
                });
    }

    private Said sayAs(Notes notes, String word, String as, Language language) {
        String format = tag.attribute("format").orElse("");
        return SayAs.read(word, as, format, language)
                .<Said>map(Said.Otherwise::new)
                .orElseGet(() -> {
                    notes.notDone(
                            tag,
                            "interpret-as="
                                    + Notes.shown(as)
                                    + (format.isEmpty() ? "" : " format=" + Notes.shown(format))
                                    + " is not known here for "
                                    + Notes.shown(word)
                                    + "; its text is read");
                    return new Said.AsItIs();
                });
    }
}
