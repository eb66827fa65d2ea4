package voxfarm.frontend.en;

import java.util.Arrays;

/**
 * The phones of one word beside its letters. Phones outside the word are named by the empty text.
 * Immutable; the array is not changed.
 */
final class WordPhones {
    private final String spelling;
    private final byte[] phones;

    /** For each phone the place of its letter, or {@link LetterAlignment#NONE}. */
    private final int[] letters;

    private final boolean[] unstressed;

    private WordPhones(String spelling, byte[] phones, int[] letters, boolean[] unstressed) {
        this.spelling = spelling;
        this.phones = phones;
        this.letters = letters;
        this.unstressed = unstressed;
    }

    static WordPhones of(String spelling, byte[] phones) {
        return new WordPhones(
                spelling,
                phones,
                LetterAlignment.of(spelling, phones),
                withoutStress(spelling, phones));
    }

    /** Nothing is known of the letters, and every stress is kept. */
    static WordPhones unspelled(byte[] phones) {
        int[] letters = new int[phones.length];
        Arrays.fill(letters, LetterAlignment.NONE);
        return new WordPhones("", phones, letters, new boolean[phones.length]);
    }

    /**
     * Vowels whose secondary stress is not heard: the syllable beside theirs has the primary one,
     * or they are a y at the end.
     */
    private static boolean[] withoutStress(String spelling, byte[] phones) {
        boolean[] lost = new boolean[phones.length];
        int before = -1;
        for (int i = 0; i < phones.length; i++) {
            if (!Arpabet.isVowel(phones[i])) {
                continue;
            }
            if (before >= 0) {
                int left = Arpabet.stress(phones[before]);
                int right = Arpabet.stress(phones[i]);
                lost[before] |= left == 2 && right == 1;
                lost[i] |= left == 1 && right == 2;
            }
            before = i;
        }
        if (spelling.endsWith("y") && before == phones.length - 1) {
            lost[before] |= Arpabet.name(phones[before]).equals("IY2");
        }
        return lost;
    }

    int size() {
        return phones.length;
    }

    String spelling() {
        return spelling;
    }

    private boolean inside(int i) {
        return i >= 0 && i < phones.length;
    }

    boolean isVowel(int i) {
        return inside(i) && Arpabet.isVowel(phones[i]);
    }

    /** {@code "AH0"}, {@code "CH"}. */
    String name(int i) {
        return inside(i) ? Arpabet.name(phones[i]) : "";
    }

    /** The name without its stress. */
    String base(int i) {
        return inside(i) ? Arpabet.base(phones[i]) : "";
    }

    /** As heard: 0 none, 1 primary, 2 secondary. */
    int stress(int i) {
        return inside(i) && !unstressed[i] ? Arpabet.stress(phones[i]) : 0;
    }

    /** As the dictionary has it, a secondary stress beside the primary one, too. */
    int cmuStress(int i) {
        return inside(i) ? Arpabet.stress(phones[i]) : 0;
    }

    /** Whether these phones stand from a place on. */
    boolean at(int i, String... names) {
        for (int k = 0; k < names.length; k++) {
            if (!name(i + k).equals(names[k])) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of these comes next, whatever its stress. */
    boolean follows(int i, String... bases) {
        for (String base : bases) {
            if (base(i + 1).equals(base)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the word ends behind this phone. */
    boolean isLast(int i) {
        return i == phones.length - 1;
    }

    /** Whether a vowel comes behind this one. */
    boolean isLastVowel(int i) {
        for (int k = i + 1; k < phones.length; k++) {
            if (Arpabet.isVowel(phones[k])) {
                return false;
            }
        }
        return true;
    }

    /** Whether these letters stand where the phone is written. */
    boolean spelled(int i, String text) {
        return inside(i) && letters[i] >= 0 && spelling.startsWith(text, letters[i]);
    }

    /** Whether one of these stands there, and a consonant behind it. */
    boolean spelledBeforeConsonant(int i, String... texts) {
        for (String text : texts) {
            int behind = inside(i) ? letters[i] + text.length() : 0;
            if (spelled(i, text)
                    && behind < spelling.length()
                    && "aeiouy".indexOf(spelling.charAt(behind)) < 0) {
                return true;
            }
        }
        return false;
    }

    /** The letter that a phone is written with; a blank if there is none. */
    char letter(int i) {
        return inside(i) && letters[i] >= 0 ? spelling.charAt(letters[i]) : ' ';
    }

    /** The letter behind that one. */
    char nextLetter(int i) {
        boolean has = inside(i) && letters[i] >= 0 && letters[i] + 1 < spelling.length();
        return has ? spelling.charAt(letters[i] + 1) : ' ';
    }

    /** Whether the spelling ends with these letters. */
    boolean endsAt(int last, String text) {
        return isLast(last) && spelling.endsWith(text);
    }
}
