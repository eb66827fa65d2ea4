package voxfarm.frontend.en;

import java.util.Map;
import java.util.Set;

/** Initials, dotted letters, degrees, letters with an ampersand, {@code w/o} and the like. */
final class ShortForms implements Form {
    /** As they are written, and what is said; the longest first where one begins another. */
    private static final Map<String, String> WRITTEN =
            Map.ofEntries(
                    Map.entry("Ph.D.", "P H D"),
                    Map.entry("PhD", "P H D"),
                    Map.entry("Ph.D", "P H D"),
                    Map.entry("D.Phil.", "D fill"),
                    Map.entry("B.Sc.", "B S C"),
                    Map.entry("M.Sc.", "M S C"),
                    Map.entry("BSc", "B S C"),
                    Map.entry("MSc", "M S C"),
                    Map.entry("LL.B.", "L L B"),
                    Map.entry("LL.M.", "L L M"),
                    Map.entry("Ed.D.", "E D D"),
                    Map.entry("Psy.D.", "sigh D"),
                    Map.entry("w/o", "without"),
                    Map.entry("C#", "C sharp"),
                    Map.entry("F#", "F sharp"),
                    Map.entry("w/", "with"),
                    Map.entry("c/o", "care of"),
                    Map.entry("b/c", "because"),
                    Map.entry("n/a", "N A"),
                    Map.entry("N/A", "N A"),
                    Map.entry("and/or", "and or"),
                    Map.entry("e.g.", "for example"),
                    Map.entry("i.e.", "that is"),
                    Map.entry("E.g.", "for example"),
                    Map.entry("I.e.", "that is"),
                    Map.entry("et al.", "et al"));

    private static final int LONGEST_WRITTEN = 7;

    /** Letters that follow these are their names, and a dot behind ends the sentence. */
    static final Set<String> LABELS =
            Set.of(
                    "vitamin",
                    "grade",
                    "plan",
                    "hepatitis",
                    "exhibit",
                    "section",
                    "appendix",
                    "part",
                    "group",
                    "level",
                    "option",
                    "point",
                    "side",
                    "team",
                    "list",
                    "type",
                    "letter",
                    "note",
                    "class",
                    "category",
                    "choice",
                    "answer",
                    "platform",
                    "gate",
                    "terminal",
                    "block",
                    "building",
                    "room",
                    "column",
                    "row",
                    "line",
                    "model",
                    "serie",
                    "series",
                    "schedule",
                    "item",
                    "step",
                    "phase",
                    "unit",
                    "zone",
                    "ward",
                    "grades",
                    "vitamins",
                    "influenza",
                    "strain",
                    "variable",
                    "key",
                    "string");

    @Override
    public int read(String text, int at, SpokenWords out) {
        if (!Look.isLetter(text, at)) {
            return at;
        }
        int written = written(text, at, out);
        if (written > at) {
            return written;
        }
        int joined = ampersand(text, at, out);
        if (joined > at) {
            return joined;
        }
        int dotted = behindDotted(text, at) ? at : dottedEnd(text, at);
        if (dotted > at) {
            return dotted(text, at, dotted, out);
        }
        return initial(text, at, out);
    }

    private static int written(String text, int at, SpokenWords out) {
        for (int length = Math.min(LONGEST_WRITTEN, text.length() - at); length > 1; length--) {
            String reading = WRITTEN.get(text.substring(at, at + length));
            int end = at + length;
            boolean slash = Look.at(text, end - 1) == '/';
            boolean dot = Look.at(text, end - 1) == '.';
            if (reading != null && dot && isPlural(text, end)) {
                out.words(reading);
                out.appendToLast("'s");
                return end + 1;
            }
            if (reading == null || (!slash && !Look.ends(text, end))) {
                continue;
            }
            out.words(reading);
            if (dot && !FullStops.isOfWord(text, 0, end - 1)) {
                out.mark('.');
            }
            return end;
        }
        return at;
    }

    /** The s of "Ph.D.s". */
    private static boolean isPlural(String text, int at) {
        return Look.at(text, at) == 's' && Look.ends(text, at + 1);
    }

    /** {@code Q&A}, {@code AT&T}: capitals on both sides, and no blank. */
    private static int ampersand(String text, int at, SpokenWords out) {
        int left = capitalsEnd(text, at);
        int right = capitalsEnd(text, left + 1);
        if (left == at || Look.at(text, left) != '&' || right == left + 1) {
            return at;
        }
        boolean plural = Look.at(text, right) == 's' && Look.ends(text, right + 1);
        boolean possessive = text.startsWith("'s", right) && Look.ends(text, right + 2);
        if (!plural && !possessive && !Look.ends(text, right)) {
            return at;
        }
        out.letters(text.substring(at, left));
        out.words("and");
        String last = text.substring(left + 1, right);
        if (!plural && !possessive) {
            out.letters(last);
            return right;
        }
        out.letters(last);
        out.appendToLast("'s");
        return right + (plural ? 1 : 2);
    }

    private static int capitalsEnd(String text, int at) {
        int end = at;
        while (end - at < 4 && Look.at(text, end) >= 'A' && Look.at(text, end) <= 'Z') {
            end++;
        }
        return end;
    }

    /** A letter with its dot before it: what begins there was looked at, and is none. */
    private static boolean behindDotted(String text, int at) {
        return at > 1
                && text.charAt(at - 1) == '.'
                && Character.isLetter(text.codePointBefore(at - 1))
                && Look.begins(text, text.offsetByCodePoints(at - 1, -1));
    }

    /** Behind two letters and more with a dot each; a last one may lack its dot. */
    private static int dottedEnd(String text, int at) {
        int end = at;
        int letters = 0;
        while (end < text.length()) {
            int letter = text.codePointAt(end);
            int dot = end + Character.charCount(letter);
            if (!Character.isLetter(letter) || Look.at(text, dot) != '.') {
                break;
            }
            end = dot + 1;
            letters++;
        }
        boolean last =
                letters > 0
                        && !(letters > 1 && isPlural(text, end))
                        && Look.isLetter(text, end)
                        && Look.ends(text, end + 1);
        if (last) {
            return end + 1;
        }
        boolean plural = letters > 1 && isPlural(text, end);
        return letters < 2 || (Look.isLetter(text, end) && !plural) ? at : end;
    }

    private static int dotted(String text, int at, int end, SpokenWords out) {
        String letters = text.substring(at, end).replace(".", "");
        boolean possessive = text.startsWith("'s", end) && Look.ends(text, end + 2);
        if (possessive || isPlural(text, end)) {
            out.letters(letters);
            out.appendToLast("'s");
            return end + (possessive ? 2 : 1);
        }
        out.letters(letters);
        if (text.charAt(end - 1) == '.' && !FullStops.isOfWord(text, 0, end - 1)) {
            out.mark('.');
        }
        return end;
    }

    /** "N. Carolina": before what lies in the north and in the south. */
    private static String direction(char initial, String name) {
        String word =
                switch (initial) {
                    case 'N' -> "north";
                    case 'S' -> "south";
                    case 'W' -> "west";
                    default -> "";
                };
        boolean place =
                switch (name) {
                    case "Carolina", "Dakota", "Korea" -> !word.equals("west");
                    case "Africa", "America", "Sudan", "Vietnam" -> word.equals("south");
                    case "Ireland" -> word.equals("north");
                    case "Virginia" -> word.equals("west");
                    default -> false;
                };
        return place ? word : "";
    }

    /** "J. Smith", "George W. Bush", "E. coli": the dot ends no sentence. */
    private static int initial(String text, int at, SpokenWords out) {
        int dot = at + Character.charCount(text.codePointAt(at));
        if (!Look.isUpper(text, at) || Look.at(text, dot) != '.' || !Look.isBlank(text, dot + 1)) {
            return at;
        }
        if (!FullStops.isOfWord(text, 0, dot)) {
            return at;
        }
        String direction = direction(text.charAt(at), Look.wordAfter(text, dot + 1));
        if (direction.isEmpty()) {
            out.letters(text.substring(at, dot));
        } else {
            out.words(direction);
        }
        return dot + 1;
    }
}
