package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;

/** Words that capitals part: {@code GitHub}, {@code OpenAI}, {@code iOS}, {@code mRNA}. */
final class InnerCapitals {
    private InnerCapitals() {}

    /**
     * The parts, each small letters behind a capital or capitals alone; none if the word has no
     * capital behind a small letter, or if it is a name as McDonald.
     */
    static List<String> parts(String spelling) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < spelling.length(); i++) {
            if (beginsPart(spelling, i)) {
                parts.add(spelling.substring(from, i));
                from = i;
            }
        }
        if (from == 0) {
            return List.of();
        }
        parts.add(spelling.substring(from));
        boolean name =
                switch (parts.getFirst()) {
                    // not of MacOS
                    case "Mc", "Mac", "Fitz" -> !Look.isInCapitals(parts.get(1));
                    default -> false;
                };
        return name ? List.of() : List.copyOf(parts);
    }

    /** Behind a small letter, and the last of several capitals before one: XMLHttp. */
    private static boolean beginsPart(String spelling, int at) {
        if (!Character.isUpperCase(spelling.charAt(at))) {
            return false;
        }
        boolean more = at + 1 < spelling.length();
        return Character.isLowerCase(spelling.charAt(at - 1))
                || (more
                        && Character.isLowerCase(spelling.charAt(at + 1))
                        && !isEnding(spelling, at + 1));
    }

    /** The s of {@code URLs}, with an apostrophe or without. */
    private static boolean isEnding(String spelling, int at) {
        return spelling.charAt(at) == 's' && at + 1 == spelling.length();
    }

    /** Whether a part of capitals is the names of its letters. */
    static boolean isLetters(String part) {
        return part.length() == 1 || (Look.isInCapitals(part) && Capitals.areLetters(part, "", ""));
    }

    /** {@code ChatGPT}, {@code iOS}, and {@code IoT}: whatever a dictionary has of it. */
    static boolean holdLetters(String spelling) {
        List<String> parts = parts(spelling);
        return parts.stream().anyMatch(Look::isInCapitals) || isMixed(spelling);
    }

    /** A small letter between two capitals: all three are spelled. */
    static boolean isMixed(String spelling) {
        return spelling.length() == 3
                && Character.isUpperCase(spelling.charAt(0))
                && Character.isLowerCase(spelling.charAt(1))
                && Character.isUpperCase(spelling.charAt(2));
    }
}
