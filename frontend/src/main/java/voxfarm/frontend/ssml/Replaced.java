package voxfarm.frontend.ssml;

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

    /**
     * What is read in the place of a word; empty if nothing is, which is noted.
     *
     * @param word its text, trimmed
     */
    String said(String word, Language language, Notes notes) {
        return switch (element) {
            case SUB ->
                    tag.attribute("alias")
                            .filter(alias -> !alias.isBlank())
                            .map(alias -> InlineMarks.alias(word, alias.strip()))
                            .orElseGet(() -> without(notes, "alias"));
            case PHONEME ->
                    tag.attribute("ph")
                            .map(reading -> phoneme(notes, word, reading))
                            .orElseGet(() -> without(notes, "ph"));
            default ->
                    tag.attribute("interpret-as")
                            .map(as -> sayAs(notes, word, as, language))
                            .orElseGet(() -> without(notes, "interpret-as"));
        };
    }

    private String without(Notes notes, String attribute) {
        notes.notDone(tag, "has no " + attribute + "; its text is read");
        return "";
    }

    private String phoneme(Notes notes, String word, String reading) {
        String alphabet = tag.attribute("alphabet").orElse("");
        return InlineMarks.phoneme(word, alphabet, reading)
                .orElseGet(() -> {
                    notes.notDone(
                            tag,
                            "alphabet="
                                    + Notes.shown(alphabet)
                                    + " ph="
                                    + Notes.shown(reading)
                                    + " is no reading that is known here; its text is read");
                    return "";
                });
    }

    private String sayAs(Notes notes, String word, String as, Language language) {
        String format = tag.attribute("format").orElse("");
        return SayAs.read(word, as, format, language)
                .map(InlineMarks::plainText)
                .orElseGet(() -> {
                    notes.notDone(
                            tag,
                            "interpret-as="
                                    + Notes.shown(as)
                                    + (format.isEmpty() ? "" : " format=" + Notes.shown(format))
                                    + " is not known here for "
                                    + Notes.shown(word)
                                    + "; its text is read");
                    return "";
                });
    }
}
