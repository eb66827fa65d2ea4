package voxfarm.frontend.en;

import java.util.Optional;
import voxfarm.frontend.Readings;
import voxfarm.frontend.ipa.VerbatimText;

/**
 * Puts how people want English words read into a text for voices that speak IPA, whoever brings the
 * rest of it into phonemes. Stateless.
 */
public final class Respelling {
    private Respelling() {}

    /**
     * The text with {@code [[IPA]]} in the place of each word that has a reading in ARPABET; as it
     * is written there, or else in small letters. What stands in brackets already stays.
     */
    public static String apply(String text, Readings readings) {
        if (readings.byWord().isEmpty()) {
            return text;
        }
        StringBuilder respelled = new StringBuilder(text.length() + 16);
        for (VerbatimText.Part part : VerbatimText.parts(text)) {
            switch (part) {
                case VerbatimText.Part.Symbols(String symbols) ->
                        respelled.append("[[").append(symbols).append("]]");
                case VerbatimText.Part.Words(String words) -> words(words, readings, respelled);
            }
        }
        return respelled.toString();
    }

    private static void words(String text, Readings readings, StringBuilder into) {
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && isOfWord(text, end, at)) {
                end++;
            }
            if (end == at) {
                into.append(text.charAt(at++));
                continue;
            }
            String word = text.substring(at, end);
            Optional<String> ipa = readings.find(word).flatMap(Respelling::ipa);
            into.append(ipa.map(symbols -> "[[" + symbols + "]]").orElse(word));
            at = end;
        }
    }

    private static boolean isOfWord(String text, int at, int begin) {
        char c = text.charAt(at);
        boolean apostrophe = c == '\'' || c == '’';
        return Character.isLetter(c)
                || Character.isDigit(c)
                || (apostrophe
                        && at > begin
                        && at + 1 < text.length()
                        && Character.isLetter(text.charAt(at + 1)));
    }

    /** Empty for the reading of another language. */
    private static Optional<String> ipa(String reading) {
        return Arpabet.stressed(reading).map(EnglishIpa::of);
    }
}
