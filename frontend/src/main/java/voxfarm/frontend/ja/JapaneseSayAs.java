package voxfarm.frontend.ja;

import java.text.Normalizer;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is read in place of what somebody says to be digits or a number. Stateless. */
public final class JapaneseSayAs {
    private JapaneseSayAs() {}

    /** Each character alone, blanks left out; a digit by its name. */
    public static String characters(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .codePoints()
                .filter(c -> !Character.isWhitespace(c))
                .mapToObj(Character::toString)
                .map(one -> {
                    String digit = JapaneseFigures.digits(one, "");
                    return digit.isEmpty() ? one : digit;
                })
                .collect(Collectors.joining(" "));
    }

    /** Digits one by one, zeros too, with pauses where something else stands between. */
    public static Optional<String> digits(String text) {
        return Optional.of(JapaneseFigures.digits(text, "、")).filter(said -> !said.isEmpty());
    }

    /** As digits; with a plus before them where there is one. */
    public static Optional<String> telephone(String text) {
        return digits(text).map(said -> text.strip().startsWith("+") ? "プラス" + said : said);
    }

    /** A number, whatever zeros stand before it. */
    public static String cardinal(String text) {
        return text.strip().replaceFirst("^0+(?=[0-9])", "");
    }
}
