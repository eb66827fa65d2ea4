package voxfarm.frontend.en;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import voxfarm.frontend.unicode.StreamSafe;

/** Latin letters of all languages in those that English has. Stateless. */
public final class PlainLetters {
    private static final Pattern COMBINING = Pattern.compile("\\p{M}++");

    /** Of words. */
    private static final Pattern OTHER_LETTERS = Pattern.compile("[^\\p{ASCII}]++");

    /** Letters that are none with a mark on it. */
    private static final Map<String, String> PLAIN_LETTERS =
            Map.ofEntries(
                    Map.entry("ß", "ss"),
                    Map.entry("æ", "ae"),
                    Map.entry("ø", "o"),
                    Map.entry("œ", "oe"),
                    Map.entry("ł", "l"),
                    Map.entry("đ", "d"),
                    Map.entry("ð", "th"),
                    Map.entry("þ", "th"),
                    Map.entry("ı", "i"),
                    Map.entry("ħ", "h"),
                    Map.entry("ŧ", "t"),
                    Map.entry("ŋ", "ng"),
                    Map.entry("ə", "a"),
                    Map.entry("ɛ", "e"),
                    Map.entry("ɔ", "o"),
                    Map.entry("ɓ", "b"),
                    Map.entry("ɗ", "d"),
                    Map.entry("ƙ", "k"),
                    Map.entry("ƴ", "y"),
                    Map.entry("ɲ", "n"),
                    Map.entry("ƒ", "f"));

    private PlainLetters() {}

    /** A word without marks on its letters; letters that are none of English stay. */
    public static String of(String word) {
        String base =
                COMBINING.matcher(StreamSafe.normalize(word, Normalizer.Form.NFD)).replaceAll("");
        return OTHER_LETTERS
                .matcher(base)
                .replaceAll(letters ->
                        letters.group()
                                .codePoints()
                                .mapToObj(Character::toString)
                                .map(PlainLetters::plain)
                                .collect(Collectors.joining()));
    }

    /** A capital as one, where it is several letters the first of them. */
    private static String plain(String letter) {
        String small = letter.toLowerCase(Locale.ROOT);
        String plain = PLAIN_LETTERS.get(small);
        if (plain == null) {
            return letter;
        }
        return small.equals(letter)
                ? plain
                : plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1);
    }
}
