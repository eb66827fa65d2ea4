package voxfarm.frontend.mixed;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.frontend.Marks;

/** Cuts a text into what is of one language each. Stateless; linear in the text's length. */
final class Atoms {
    /** Between letters of one word or address. */
    private static final String WITHIN = "'’-._@/:&+=?%#~";

    private static final String APOSTROPHES = "'’";

    /** Behind letters, a part of the word: C++, C#. */
    private static final String BEHIND = "+#";

    private static final Pattern PINYIN =
            Pattern.compile("\\[[a-zü:]{1,7}[1-5](?: [a-zü:]{1,7}[1-5]){0,19}\\]");

    private static final Pattern ORDINAL = Pattern.compile("(?:st|nd|rd|th|s)(?![a-zA-Z])");

    private Atoms() {}

    /** All of a text in order, without gaps. */
    static List<Atom> of(String text) {
        List<Atom> atoms = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int mark = Marks.end(text, at);
            if (mark > at) {
                atoms.add(new Atom(kindOfMark(text, at, mark), at, mark));
                at = mark;
                continue;
            }
            Atom.Kind kind = kind(text.codePointAt(at));
            int end =
                    switch (kind) {
                        case LATIN -> latinEnd(text, at);
                        case DIGITS -> digitsEnd(text, at);
                        default -> runEnd(text, at, kind);
                    };
            if (kind == Atom.Kind.DIGITS && end < text.length() && isOrdinal(text, end)) {
                kind = Atom.Kind.LATIN;
                end = latinEnd(text, end);
            }
            if (kind == Atom.Kind.HAN && end < text.length() && text.charAt(end) == '[') {
                Matcher pinyin = PINYIN.matcher(text).region(end, text.length());
                if (pinyin.lookingAt()) { // a reading in the notation of Chinese texts
                    kind = Atom.Kind.CHINESE_MARK;
                    end = pinyin.end();
                }
            }
            atoms.add(new Atom(kind, at, end));
            at = end;
        }
        return List.copyOf(atoms);
    }

    private static boolean isOrdinal(String text, int at) {
        return ORDINAL.matcher(text).region(at, text.length()).lookingAt();
    }

    /** Of a mark that sets a reading: by its notation, or as its word is written. */
    private static Atom.Kind kindOfMark(String text, int at, int end) {
        if (!(Marks.parts(text.substring(at, end)).getFirst() instanceof Marks.Part.Mark mark)) {
            return Atom.Kind.NEUTRAL;
        }
        return switch (mark.reading().notation()) {
            case PINYIN -> Atom.Kind.CHINESE_MARK;
            case KANA -> Atom.Kind.JAPANESE_MARK;
            case ARPABET -> Atom.Kind.ENGLISH_MARK;
            case SAY, IPA ->
                    mark.word().isEmpty() ? Atom.Kind.NEUTRAL : kind(mark.word().codePointAt(0));
        };
    }

    static Atom.Kind kind(int c) {
        if (c == 'ー' || c == 'ｰ') {
            return Atom.Kind.KANA;
        }
        if (c == '〇') {
            return Atom.Kind.HAN;
        }
        if (Character.isDigit(c)) {
            return Atom.Kind.DIGITS;
        }
        if (!Character.isLetter(c) && c != '々' && c != '〆') {
            return Atom.Kind.NEUTRAL;
        }
        return switch (Character.UnicodeScript.of(c)) {
            case HAN -> Atom.Kind.HAN;
            case HIRAGANA, KATAKANA -> Atom.Kind.KANA;
            case LATIN -> Atom.Kind.LATIN;
            default -> c == '々' || c == '〆' ? Atom.Kind.HAN : Atom.Kind.OTHER_LETTERS;
        };
    }

    private static int runEnd(String text, int from, Atom.Kind kind) {
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            boolean combining = Character.getType(c) == Character.NON_SPACING_MARK && at > from;
            if ((!combining && kind(c) != kind) || (at > from && Marks.end(text, at) > at)) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private static int latinEnd(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            Atom.Kind kind = kind(c);
            boolean letter =
                    kind == Atom.Kind.LATIN
                            || (kind == Atom.Kind.DIGITS && c < 0x10000)
                            || Character.getType(c) == Character.NON_SPACING_MARK;
            if (!letter && !(at > from && goesOn(text, at))) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    /** Whether a mark is within a word or an address, or a part of a name such as C++. */
    private static boolean goesOn(String text, int at) {
        char c = text.charAt(at);
        char before = text.charAt(at - 1);
        if (BEHIND.indexOf(c) >= 0 && (Character.isLetter(before) || before == c)) {
            return true;
        }
        if (WITHIN.indexOf(c) < 0) {
            return false;
        }
        int next = at + 1;
        while (APOSTROPHES.indexOf(c) < 0
                && next < text.length()
                && WITHIN.indexOf(text.charAt(next)) >= 0
                && next < at + 3) {
            next++; // as in ://
        }
        return next < text.length() && isLatinOrDigit(text.codePointAt(next));
    }

    private static boolean isLatinOrDigit(int c) {
        return switch (kind(c)) {
            case LATIN, DIGITS -> true;
            default -> false;
        };
    }

    /** With points and commas between digits, and signs of parts behind them. */
    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean between =
                    ".,:/-".indexOf(c) >= 0
                            && at + 1 < text.length()
                            && Character.isDigit(text.charAt(at + 1));
            if (!Character.isDigit(text.codePointAt(at)) && !between) {
                break;
            }
            at += Character.charCount(text.codePointAt(at));
        }
        while (at < text.length() && "%％‰°℃".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
