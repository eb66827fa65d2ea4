package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The phone set of CMUdict. A phone is a number from 0 to 68: the fifteen vowels each at three
 * stresses (none, primary, secondary), then the consonants. Older dictionaries have vowels of which
 * nobody said how they are stressed: their numbers are behind those.
 */
final class Arpabet {
    private static final List<String> VOWELS =
            List.of(
                    "AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY",
                    "UH", "UW");
    private static final List<String> CONSONANTS =
            List.of(
                    "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R",
                    "S", "SH", "T", "TH", "V", "W", "Y", "Z", "ZH");
    private static final int STRESSES = 3;
    private static final List<String> NAMES = names();
    private static final Map<String, Integer> NUMBERS = numbers();

    private Arpabet() {}

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (String vowel : VOWELS) {
            for (int stress = 0; stress < STRESSES; stress++) {
                names.add(vowel + stress);
            }
        }
        names.addAll(CONSONANTS);
        return List.copyOf(names);
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < NAMES.size(); i++) {
            numbers.put(NAMES.get(i), i);
        }
        return Map.copyOf(numbers);
    }

    static int count() {
        return NAMES.size();
    }

    /** {@code "AH0"}, {@code "CH"}; {@code "AH"} of a vowel without a stress. */
    static String name(int phone) {
        return phone < NAMES.size() ? NAMES.get(phone) : VOWELS.get(phone - NAMES.size());
    }

    static List<String> names(byte[] phones) {
        List<String> names = new ArrayList<>(phones.length);
        for (byte phone : phones) {
            names.add(name(phone));
        }
        return names;
    }

    /**
     * @throws IllegalArgumentException if there is no such phone
     */
    static int number(String name) {
        Integer number = NUMBERS.get(name);
        if (number == null) {
            throw new IllegalArgumentException("expected an ARPABET phone, was " + name);
        }
        return number;
    }

    /**
     * Phones as people write them, in letters of any size.
     *
     * @return empty if one of them is none
     */
    static Optional<List<String>> phones(String written) {
        List<String> phones = List.of(written.strip().toUpperCase(Locale.ROOT).split("\\s+", -1));
        return phones.stream().allMatch(Arpabet::isPhone) ? Optional.of(phones) : Optional.empty();
    }

    /** As the other, by their numbers; a vowel of which no stress is said has none. */
    static Optional<byte[]> stressed(String written) {
        return phones(written)
                .map(phones ->
                        phones.stream()
                                .map(phone -> VOWELS.contains(phone) ? phone + "0" : phone)
                                .collect(Collectors.joining(" ")))
                .map(Arpabet::parse);
    }

    /** Whether it is one, with a stress or without. */
    static boolean isPhone(String name) {
        return NUMBERS.containsKey(name) || VOWELS.contains(name);
    }

    /** Numbers of phones written with spaces between them. */
    static byte[] parse(String phones) {
        String[] names = phones.split(" ", -1);
        byte[] numbers = new byte[names.length];
        for (int i = 0; i < names.length; i++) {
            numbers[i] = (byte) number(names[i]);
        }
        return numbers;
    }

    static boolean isVowel(int phone) {
        return phone < VOWELS.size() * STRESSES;
    }

    /** 0 none, 1 primary, 2 secondary; 0 of a consonant. */
    static int stress(int phone) {
        return isVowel(phone) ? phone % STRESSES : 0;
    }

    /** The same vowel at another stress. */
    static int withStress(int phone, int stress) {
        return phone - phone % STRESSES + stress;
    }

    /** The name without its stress. */
    static String base(int phone) {
        return isVowel(phone) ? VOWELS.get(phone / STRESSES) : NAMES.get(phone);
    }
}
