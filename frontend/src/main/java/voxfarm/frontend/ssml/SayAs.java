package voxfarm.frontend.ssml;

import java.util.Locale;
import java.util.Optional;
import voxfarm.common.language.Language;
import voxfarm.frontend.en.EnglishSayAs;
import voxfarm.frontend.ja.JapaneseSayAs;
import voxfarm.frontend.zh.ChineseSayAs;

/** What {@code <say-as>} makes of its text. Stateless. */
final class SayAs {
    private SayAs() {}

    /**
     * What is read in place of a text.
     *
     * @param as what the text is said to be
     * @param format of dates, such as {@code mdy}; may be empty
     * @return empty where nothing is known of it, or the text is none
     */
    static Optional<String> read(String text, String as, String format, Language language) {
        String kind =
                switch (as.strip().toLowerCase(Locale.ROOT)) {
                    case "characters", "spell-out", "verbatim", "letters" -> "characters";
                    case "digits", "number_digit" -> "digits";
                    case "cardinal", "number" -> number(format);
                    case "telephone", "phone" -> "telephone";
                    default -> as.strip().toLowerCase(Locale.ROOT);
                };
        if (language.equals(Language.EN)) {
            return english(text, kind, date(format));
        }
        if (language.equals(Language.JP)) {
            return japanese(text, kind);
        }
        return language.equals(Language.ZH) ? chinese(text, kind) : other(text, kind);
    }

    private static String number(String format) {
        return switch (format.strip().toLowerCase(Locale.ROOT)) {
            case "ordinal" -> "ordinal";
            case "digits" -> "digits";
            case "telephone" -> "telephone";
            default -> "cardinal";
        };
    }

    /** {@code yyyymmdd} and {@code ymd} are the same. */
    private static String date(String format) {
        return format.strip().toLowerCase(Locale.ROOT).replaceAll("([ymd])\\1+", "$1");
    }

    private static Optional<String> english(String text, String kind, String format) {
        return switch (kind) {
            case "characters" -> Optional.of(EnglishSayAs.characters(text));
            case "digits" -> EnglishSayAs.digits(text);
            case "cardinal" -> EnglishSayAs.cardinal(text);
            case "ordinal" -> EnglishSayAs.ordinal(text);
            case "fraction" -> EnglishSayAs.fraction(text);
            case "telephone" -> EnglishSayAs.telephone(text);
            case "date" -> EnglishSayAs.date(text, format);
            case "time", "duration" -> EnglishSayAs.time(text);
            case "unit", "currency" -> Optional.of(text);
            default -> Optional.empty();
        };
    }

    private static Optional<String> chinese(String text, String kind) {
        return switch (kind) {
            case "characters" -> Optional.of(ChineseSayAs.characters(text));
            case "digits" -> ChineseSayAs.digits(text);
            case "cardinal" -> ChineseSayAs.cardinal(text);
            case "ordinal" -> ChineseSayAs.ordinal(text);
            case "fraction" -> ChineseSayAs.fraction(text);
            case "telephone" -> ChineseSayAs.telephone(text);
            case "date" -> ChineseSayAs.date(text);
            case "time", "unit", "currency" -> Optional.of(text);
            default -> Optional.empty();
        };
    }

    /** Dates, times and numbers are the front end's. */
    private static Optional<String> japanese(String text, String kind) {
        return switch (kind) {
            case "characters" -> Optional.of(JapaneseSayAs.characters(text));
            case "digits" -> JapaneseSayAs.digits(text);
            case "cardinal" -> Optional.of(JapaneseSayAs.cardinal(text));
            case "telephone" -> JapaneseSayAs.telephone(text);
            case "date", "time", "unit", "currency" -> Optional.of(text);
            default -> Optional.empty();
        };
    }

    /** Characters stand apart; numbers are the front end's. */
    private static Optional<String> other(String text, String kind) {
        return switch (kind) {
            case "characters", "digits", "telephone" ->
                    Optional.of(
                            text.strip()
                                    .codePoints()
                                    .filter(c -> !Character.isWhitespace(c))
                                    .mapToObj(Character::toString)
                                    .reduce((one, next) -> one + " " + next)
                                    .orElse(""));
            case "cardinal", "date", "time", "unit", "currency" -> Optional.of(text);
            default -> Optional.empty();
        };
    }
}
