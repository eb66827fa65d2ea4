package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Set;

/** Roman numerals: of rulers, of chapters and wars, and on a line of their own. */
final class Numerals implements Form {
    private static final int LONGEST = 12;

    /** Of the first item of a list in one line. */
    private static final int LONGEST_ITEM = 300;

    /** Rulers and sons are not counted further. */
    private static final long MOST_RULERS = 39;

    /** The first year that is written so on a line of its own. */
    private static final long FIRST_YEAR = 1000;

    private static final int SHORTEST_YEAR = 5;
    private static final long MOST_CHAPTERS = 99;

    /** Behind these a numeral counts: "two", not "the second". */
    private static final Set<String> COUNTED =
            Set.of(
                    "chapter",
                    "part",
                    "book",
                    "volume",
                    "vol",
                    "act",
                    "scene",
                    "war",
                    "section",
                    "article",
                    "title",
                    "type",
                    "phase",
                    "stage",
                    "class",
                    "level",
                    "grade",
                    "bowl",
                    "figure",
                    "fig",
                    "table",
                    "appendix",
                    "annex",
                    "schedule",
                    "mark",
                    "mk",
                    "unit",
                    "canto",
                    "psalm",
                    "lesson",
                    "episode",
                    "season",
                    "round",
                    "step",
                    "division",
                    "corps",
                    "category",
                    "group",
                    "region",
                    "zone",
                    "vatican",
                    "apollo",
                    "saturn",
                    "gemini",
                    "fantasy",
                    "rocky",
                    "rambo",
                    "wars",
                    "quest",
                    "souls",
                    "civilization",
                    "auto",
                    "kombat",
                    "evil",
                    "trek",
                    "godfather",
                    "playstation",
                    "factor",
                    "model",
                    "tier",
                    "olympiad",
                    "symphony",
                    "sonata",
                    "opus",
                    "exhibit",
                    "verse",
                    "page",
                    "plate",
                    "hall",
                    "crisis",
                    "warcraft",
                    "diablo",
                    "ultima",
                    "wwi",
                    "series");

    /** Of those that count, the short forms. */
    private static final Set<String> SHORT = Set.of("vol", "fig", "mk");

    /** Of these alone one letter is a ruler's number. */
    private static final Set<String> RULERS =
            Set.of(
                    "henry",
                    "charles",
                    "george",
                    "edward",
                    "james",
                    "william",
                    "richard",
                    "louis",
                    "elizabeth",
                    "mary",
                    "philip",
                    "napoleon",
                    "nicholas",
                    "alexander",
                    "peter",
                    "catherine",
                    "frederick",
                    "wilhelm",
                    "otto",
                    "pius",
                    "john",
                    "paul",
                    "benedict",
                    "gregory",
                    "leo",
                    "clement",
                    "innocent",
                    "urban",
                    "ferdinand",
                    "francis",
                    "franz",
                    "leopold",
                    "ptolemy",
                    "ramesses",
                    "thutmose",
                    "seti",
                    "darius",
                    "xerxes",
                    "cyrus",
                    "constantine",
                    "theodosius",
                    "justinian",
                    "malcolm",
                    "robert",
                    "david",
                    "stephen",
                    "olav",
                    "harald",
                    "gustav",
                    "christian",
                    "carlos",
                    "juan",
                    "alfonso",
                    "umberto",
                    "victor",
                    "emmanuel",
                    "joseph",
                    "maximilian",
                    "rudolf",
                    "sigismund",
                    "boniface",
                    "celestine",
                    "adrian",
                    "sixtus",
                    "julius",
                    "selassie",
                    "mehmed",
                    "murad",
                    "selim",
                    "suleiman",
                    "hussein",
                    "antiochus",
                    "mithridates",
                    "amenhotep",
                    "michael",
                    "ivan",
                    "haakon",
                    "pedro",
                    "albert");

    /** What follows a ruler's "I", and not what someone who says "I" does. */
    private static final Set<String> OF_RULERS =
            Set.of(
                    "of",
                    "was",
                    "died",
                    "ruled",
                    "reigned",
                    "became",
                    "who",
                    "had",
                    "and",
                    "in",
                    "succeeded",
                    "married",
                    "ascended",
                    "founded",
                    "is",
                    "as",
                    "began");

    /** Of what there are kinds and stages: "type I diabetes". */
    private static final Set<String> BEHIND_KINDS =
            Set.of(
                    "diabetes",
                    "error",
                    "errors",
                    "trial",
                    "trials",
                    "study",
                    "studies",
                    "cancer",
                    "collagen",
                    "disease",
                    "tumor",
                    "tumors",
                    "tumour",
                    "tumours",
                    "railroad",
                    "railroads",
                    "reaction",
                    "reactions",
                    "supernova",
                    "supernovae",
                    "veteran",
                    "veterans");

    private static final Set<String> BEFORE_ONE_THING =
            Set.of("the", "this", "that", "every", "each", "a", "an", "only", "first", "last");

    /** Behind these a single letter is a numeral whatever follows but a word: "Part I." */
    private static final Set<String> COUNTED_BY_LETTER =
            Set.of(
                    "chapter", "part", "book", "volume", "act", "scene", "war", "phase", "type",
                    "section", "title", "stage", "class", "canto", "article", "level");

    @Override
    public int read(String text, int at, SpokenWords out) {
        char first = Look.at(text, at);
        if (first == 0 || "IVXLCDMivx".indexOf(first) < 0) {
            return at;
        }
        int end = Look.letters(text, at, LONGEST + 1);
        String written = text.substring(at, end);
        String before = wordBefore(text, at);
        boolean counted = COUNTED.contains(before.toLowerCase(Locale.ROOT));
        boolean small = Character.isLowerCase(first);
        if (small && !(counted && written.length() > 1)) {
            return at;
        }
        String numeral = small ? written.toUpperCase(Locale.ROOT) : written;
        if (end - at > LONGEST || !Look.ends(text, end) || !RomanNumerals.isWellFormed(numeral)) {
            return at;
        }
        long value = RomanNumerals.value(numeral);
        if (isItem(text, at, end, out)) {
            out.mark(','); // between the items of a line
            out.words(EnglishNumbers.cardinal(value));
            out.mark(',');
            return end + 1;
        }
        if (counted) {
            return counted(text, at, end, before, value, out);
        }
        if (value >= FIRST_YEAR && numeral.length() >= SHORTEST_YEAR) {
            out.words(CalendarDates.year(String.valueOf(value))); // no word is written so
            return possessive(text, end, out);
        }
        if (Look.beginsLine(text, at)) {
            return ownLine(text, at, end, value, out);
        }
        return ruler(text, at, end, before, value, out);
    }

    /** "II. Methods" where a sentence begins, or behind an "I. Introduction" in one line. */
    private static boolean isItem(String text, int at, int end, SpokenWords out) {
        boolean titled =
                Look.at(text, end) == '.'
                        && Look.isBlank(text, end + 1)
                        && Look.isUpper(text, Look.blanks(text, end + 1));
        String numeral = text.substring(at, end);
        if (!titled || !numeral.chars().allMatch(c -> "IVX".indexOf(c) >= 0)) {
            return false;
        }
        if (numeral.length() > 1) {
            return out.beginsSentence() || text.startsWith("I. ");
        }
        int second = text.indexOf(" II. ");
        return numeral.equals("I") && at == 0 && second > 0 && second < LONGEST_ITEM;
    }

    /** Also of short forms with their dot: "Vol. IV". */
    private static String wordBefore(String text, int at) {
        String word = Look.wordBefore(text, at);
        boolean dot = Look.isBlank(text, at - 1) && Look.at(text, at - 2) == '.';
        String dotted = word.isEmpty() && dot ? Look.wordBefore(text, at - 2) : "";
        return SHORT.contains(dotted.toLowerCase(Locale.ROOT)) ? dotted : word;
    }

    private static int counted(
            String text, int at, int end, String before, long value, SpokenWords out) {
        boolean single = end - at == 1;
        boolean letter = COUNTED_BY_LETTER.contains(before.toLowerCase(Locale.ROOT));
        if (single && !(letter && text.charAt(at) <= 'X' && "IVX".indexOf(text.charAt(at)) >= 0)) {
            return at;
        }
        if (single
                && text.charAt(at) == 'I'
                && !standsAlone(text, end)
                && !isHeading(text, at, before)) {
            return at;
        }
        out.words(EnglishNumbers.cardinal(value));
        return possessive(text, end, out);
    }

    /**
     * "World War I ended", "a type I error": a capital before it makes it a name, unless that is
     * one thing of which someone says what he does with it. "the book I read" is none.
     */
    private static boolean isHeading(String text, int at, String before) {
        String next = Look.wordAfter(text, at + 1).toLowerCase(Locale.ROOT);
        if (BEHIND_KINDS.contains(next)) {
            return true;
        }
        if (!Look.isCapitalised(before)) {
            return false;
        }
        String first = Look.wordBefore(text, text.lastIndexOf(before, at - 1));
        return OF_RULERS.contains(next)
                || !BEFORE_ONE_THING.contains(first.toLowerCase(Locale.ROOT));
    }

    private static boolean standsAlone(String text, int end) {
        int next = Look.blanks(text, end);
        char c = Look.at(text, next);
        return c == 0 || c == '\n' || ".,:;)]!?–—-\"".indexOf(c) >= 0;
    }

    private static int ownLine(String text, int at, int end, long value, SpokenWords out) {
        int behind = Look.at(text, end) == '.' ? end + 1 : end;
        String numeral = text.substring(at, end);
        boolean year = value >= FIRST_YEAR && numeral.length() > 3;
        boolean chapter =
                value <= MOST_CHAPTERS
                        && (numeral.length() > 1 || "IVX".indexOf(numeral.charAt(0)) >= 0);
        // a blank at an end of the text: a word's phones stand there, and the line goes on
        boolean goesOn = Look.isBlank(text, 0) || Look.isBlank(text, text.length() - 1);
        if (goesOn || !Look.endsLine(text, behind) || !(year || chapter)) {
            return at;
        }
        out.words(
                year ? CalendarDates.year(String.valueOf(value)) : EnglishNumbers.cardinal(value));
        return end;
    }

    private static int ruler(
            String text, int at, int end, String before, long value, SpokenWords out) {
        String numeral = text.substring(at, end);
        boolean name = Look.isCapitalised(before) && before.length() > 1 && !before.equals("I");
        boolean letters = numeral.chars().allMatch(c -> "IVX".indexOf(c) >= 0);
        if (!name || !letters || value > MOST_RULERS) {
            return at;
        }
        if (numeral.length() == 1 && !single(text, end, before, numeral)) {
            return at;
        }
        out.words("the " + EnglishNumbers.ordinal(String.valueOf(value)));
        return possessive(text, end, out);
    }

    private static boolean single(String text, int end, String before, String numeral) {
        if (!RULERS.contains(before.toLowerCase(Locale.ROOT))) {
            return false;
        }
        if (before.equals("Malcolm") && numeral.equals("X")) {
            return false;
        }
        if (Look.at(text, end) == '.'
                && Look.isBlank(text, end + 1)
                && Look.isUpper(text, Look.blanks(text, end + 1))) {
            return false; // an initial: "Charles V. Hamilton"
        }
        boolean possessive = text.startsWith("'s", end);
        return !numeral.equals("I")
                || possessive
                || standsAlone(text, end)
                || OF_RULERS.contains(Look.wordAfter(text, end));
    }

    /** The number's last word takes the ending that the numeral has. */
    private static int possessive(String text, int end, SpokenWords out) {
        if (text.startsWith("'s", end) && Look.ends(text, end + 2)) {
            out.appendToLast("'s");
            return end + 2;
        }
        return end;
    }
}
