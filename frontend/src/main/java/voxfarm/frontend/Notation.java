package voxfarm.frontend;

import java.util.Arrays;
import java.util.Optional;

/** How people write the way a word is read, in marks within a text and in dictionaries. */
public enum Notation {
    /** Phones of CMUdict with their stresses: {@code T AH0 M AA1 T OW0}. */
    ARPABET("arpabet"),
    /** The phonetic alphabet: {@code təmˈɑːtoʊ}. */
    IPA("ipa"),
    /** Other words that are read in the word's place, or its syllables: {@code tuh-MAH-toh}. */
    SAY("say"),
    /** Syllables of Chinese with their tones: {@code chong2 qing4}. */
    PINYIN("pinyin"),
    /** Japanese syllables. */
    KANA("kana");

    private final String wireName;

    Notation(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<Notation> ofWireName(String name) {
        return Arrays.stream(values()).filter(one -> one.wireName.equals(name)).findFirst();
    }
}
