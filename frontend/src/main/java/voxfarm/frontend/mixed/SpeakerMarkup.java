package voxfarm.frontend.mixed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.language.Language;
import voxfarm.frontend.Marks;

/**
 * Texts that name who speaks what in which language, {@code [speaker]<zh>…<jp>…}. Other than the
 * original, nothing is lost: what stands before the first name is the request's speaker's, what has
 * no tag, or stands behind one that closes, is in the language that it shows, and brackets and
 * signs that name nobody are text. Stateless; linear in the text's length.
 */
public final class SpeakerMarkup {
    /** UTF-16 units of a name. */
    private static final int LONGEST_NAME = 100;

    private static final String NAME = "[A-Za-z]{2,4}(?:[-_][A-Za-z0-9]{1,8}){0,3}";
    private static final Pattern TAG = Pattern.compile("<(/?)(" + NAME + ")>");
    private static final Pattern TAG_BEHIND = Pattern.compile("\\s*<" + NAME + ">");

    private SpeakerMarkup() {}

    /**
     * What one speaker says.
     *
     * @param speaker as the text names it; empty before the first name
     */
    public record Turn(Optional<String> speaker, List<Part> parts) {
        public Turn {
            parts = List.copyOf(parts);
        }
    }

    /**
     * What is said in one language, not blank, with the bars in it.
     *
     * @param language empty where the text names none
     * @param begin of its words in the whole text
     */
    public record Part(Optional<Language> language, String text, int begin) {}

    /**
     * The turns of a text that say something, in order.
     *
     * @param isSpeaker whether a name in brackets is one without a tag behind it
     */
    public static List<Turn> turns(String text, Predicate<String> isSpeaker) {
        List<Turn> turns = new ArrayList<>();
        Optional<String> speaker = Optional.empty();
        int from = 0;
        int at = 0;
        while (at < text.length()) {
            int mark = Marks.end(text, at);
            int end = mark > at ? -1 : nameEnd(text, at);
            boolean named =
                    end > 0
                            && (TAG_BEHIND.matcher(text).region(end, text.length()).lookingAt()
                                    || isSpeaker.test(text.substring(at + 1, end - 1)));
            if (!named) {
                at = mark > at ? mark : at + 1;
                continue;
            }
            add(speaker, text.substring(from, at), from, turns);
            speaker = Optional.of(text.substring(at + 1, end - 1));
            from = end;
            at = end;
        }
        add(speaker, text.substring(from), from, turns);
        return List.copyOf(turns);
    }

    /** Behind the bracket that closes a name; -1 if none opens there. */
    private static int nameEnd(String text, int at) {
        if (text.charAt(at) != '[') {
            return -1;
        }
        int most = Math.min(text.length(), at + LONGEST_NAME + 2);
        for (int i = at + 1; i < most; i++) {
            char c = text.charAt(i);
            if (c == ']') {
                return i > at + 1 ? i + 1 : -1;
            }
            if (c == '[' || c == '\n' || c == '<') {
                return -1;
            }
        }
        return -1;
    }

    private static void add(Optional<String> speaker, String said, int begin, List<Turn> turns) {
        List<Part> parts = new ArrayList<>();
        Matcher tag = TAG.matcher(said);
        Optional<Language> language = Optional.empty();
        int from = 0;
        while (tag.find()) {
            Optional<Language> named = language(tag.group(2));
            boolean closes = !tag.group(1).isEmpty();
            if (closes && !named.equals(language)) {
                continue; // of nothing that is open: text
            }
            addPart(language, said.substring(from, tag.start()), begin + from, parts);
            language = closes ? Optional.empty() : named;
            from = tag.end();
        }
        addPart(language, said.substring(from), begin + from, parts);
        if (!parts.isEmpty()) {
            turns.add(new Turn(speaker, parts));
        }
    }

    private static void addPart(
            Optional<Language> language, String text, int begin, List<Part> parts) {
        if (!text.isBlank()) {
            int blanks = text.length() - text.stripLeading().length();
            parts.add(new Part(language, text.strip(), begin + blanks));
        }
    }

    /** Of a tag; empty where it leaves the language to the text. */
    private static Optional<Language> language(String tag) {
        return Language.ofTag(tag)
                .or(() -> Optional.of(Language.ofName(tag)))
                .filter(language -> !language.isOfText());
    }
}
