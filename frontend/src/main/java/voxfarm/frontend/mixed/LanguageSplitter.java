package voxfarm.frontend.mixed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.language.Language;
import voxfarm.frontend.FrontEnds;

/**
 * Says which stretch of a text is in which language, among those of a voice: by script first, Latin
 * letters for English and kana for Japanese; what is in Chinese characters alone by the characters
 * and words that only one of the two has, by kana beside it, by the rest of the sentence, by the
 * sentences around it, and at last by the language that was asked for or is the voice's own.
 * Thread-safe.
 */
public final class LanguageSplitter {
    private final List<Language> spoken;
    private final HanSigns signs;

    /**
     * @param spoken what the voice can speak here, its own first; at least one
     */
    public LanguageSplitter(FrontEnds frontEnds, List<Language> spoken) {
        this.spoken = List.copyOf(spoken);
        this.signs = new HanSigns(frontEnds.get(Language.ZH));
    }

    /** Whether somebody asked for a language: it is left only for what it cannot read. */
    public enum Asked {
        NOT,
        /** For the whole text: what shows nothing of it is not in it. */
        OF_TEXT,
        /** The text itself, for a stretch: all of that is to be heard. */
        OF_STRETCH
    }

    /**
     * Looks at a text by itself.
     *
     * @param own language that it is in where nothing says otherwise
     * @param asked whether somebody asked for that language
     */
    public MixedText look(String text, Language own, Asked asked) {
        boolean open = asked == Asked.NOT || !isEastern(own);
        List<Sign> seen = new ArrayList<>();
        List<Atom> atoms = Atoms.of(text);
        for (int i = 0; i < atoms.size(); i++) {
            Atom atom = atoms.get(i);
            switch (atom.kind()) {
                case LATIN, ENGLISH_MARK -> seen.add(sure(atom, Language.EN));
                case KANA, JAPANESE_MARK -> seen.add(sure(atom, Language.JP));
                case CHINESE_MARK -> seen.add(sure(atom, Language.ZH));
                case DIGITS, OTHER_LETTERS, NEUTRAL -> seen.add(Sign.none(atom));
                case HAN -> {
                    int before = i > 0 ? kana(atoms.get(i - 1), text) : 0;
                    int after = i + 1 < atoms.size() ? kana(atoms.get(i + 1), text) : 0;
                    seen.addAll(han(atom, text, own, open, before, after));
                }
            }
        }
        return new MixedText(text, own, asked, spoken, seen);
    }

    /** Whether a text in Chinese characters may be in it. */
    public static boolean isEastern(Language language) {
        return language.equals(Language.ZH) || language.equals(Language.JP);
    }

    private Sign sure(Atom atom, Language language) {
        return spoken.contains(language) ? Sign.sure(atom, language) : Sign.none(atom);
    }

    /** How much a neighbour says for Japanese: loan words in katakana stand in Chinese, too. */
    private static int kana(Atom neighbour, String text) {
        if (neighbour.kind() != Atom.Kind.KANA) {
            return neighbour.kind() == Atom.Kind.JAPANESE_MARK ? 4 : 0;
        }
        return isKatakana(neighbour.in(text)) ? 1 : 4;
    }

    /** Whether kana are of a loan word, as it may stand in Chinese, too. */
    static boolean isKatakana(String kana) {
        return kana.codePoints()
                .noneMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HIRAGANA);
    }

    private List<Sign> han(
            Atom atom, String text, Language own, boolean open, int before, int after) {
        boolean chinese = spoken.contains(Language.ZH);
        if (!chinese || !spoken.contains(Language.JP)) {
            return List.of(sure(atom, chinese ? Language.ZH : Language.JP));
        }
        if (!open && own.equals(Language.ZH)) {
            return List.of(Sign.sure(atom, Language.ZH));
        }
        String han = atom.in(text);
        boolean[] alone = chineseAlone(han);
        int first = indexOf(alone, 0, 1);
        if (first < 0) {
            return List.of(
                    open ? both(atom, han, Math.max(before, after)) : sure(atom, Language.JP));
        }
        int last = indexOf(alone, alone.length - 1, -1);
        // Japanese may begin or end where kana are, and has none of the words between
        int from = before > 0 || !open ? signs.wordBegin(han, first) : 0;
        int to = after > 0 || !open ? signs.wordEnd(han, last) : han.length();
        List<Sign> parts = new ArrayList<>();
        if (from > 0) {
            Atom part = new Atom(Atom.Kind.HAN, atom.begin(), atom.begin() + from);
            parts.add(open ? both(part, part.in(text), before) : sure(part, Language.JP));
        }
        parts.add(
                Sign.sure(
                        new Atom(Atom.Kind.HAN, atom.begin() + from, atom.begin() + to),
                        Language.ZH));
        if (to < han.length()) {
            Atom part = new Atom(Atom.Kind.HAN, atom.begin() + to, atom.end());
            parts.add(open ? both(part, part.in(text), after) : sure(part, Language.JP));
        }
        return parts;
    }

    private Sign both(Atom atom, String han, int kana) {
        int sign = HanSigns.ofCharacters(han) - kana;
        if (Math.abs(sign) < HanSigns.SURE) {
            sign += signs.ofWords(han);
        }
        return Sign.of(atom, sign);
    }

    private static boolean[] chineseAlone(String han) {
        boolean[] alone = new boolean[han.length()];
        for (int i = 0; i < alone.length; i++) {
            alone[i] = HanSigns.isChineseAlone(han.charAt(i));
        }
        return alone;
    }

    private static int indexOf(boolean[] values, int from, int step) {
        for (int i = from; i >= 0 && i < values.length; i += step) {
            if (values[i]) {
                return i;
            }
        }
        return -1;
    }

    /**
     * What a stretch tells by itself.
     *
     * @param sure its language, if nothing else has to be looked at
     * @param sign of what is in Chinese characters: above 0 if rather Chinese, below if Japanese
     */
    record Sign(Atom atom, Optional<Language> sure, int sign) {
        /** From here on no neighbour counts. */
        private static final int ENOUGH = 2;

        static Sign sure(Atom atom, Language language) {
            return new Sign(atom, Optional.of(language), 0);
        }

        static Sign none(Atom atom) {
            return new Sign(atom, Optional.empty(), 0);
        }

        static Sign of(Atom atom, int sign) {
            Optional<Language> sure =
                    Math.abs(sign) >= ENOUGH
                            ? Optional.of(sign > 0 ? Language.ZH : Language.JP)
                            : Optional.empty();
            return new Sign(atom, sure, sign);
        }

        /** Chinese or Japanese, where it is rather one of them. */
        Optional<Language> rather() {
            return sign == 0 ? Optional.empty() : Optional.of(sign > 0 ? Language.ZH : Language.JP);
        }
    }
}
