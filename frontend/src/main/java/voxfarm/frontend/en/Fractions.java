package voxfarm.frontend.en;

import java.util.Optional;
import java.util.Set;

/** {@code 3/4}, {@code ½}, {@code 1,000½}, {@code 24/7}. */
final class Fractions implements Form {
    private static final int MOST_DIGITS = 3;

    private static final Set<String> ORDINAL_ENDINGS =
            Set.of("th", "ths", "nd", "nds", "rd", "rds", "st", "sts");

    /**
     * @param upper digits
     * @param lower digits
     */
    private record Parts(String upper, String lower, int end) {}

    @Override
    public int read(String text, int at, SpokenWords out) {
        Optional<Figure> figure = Figure.at(text, at).filter(Figure::isWhole);
        if (figure.isPresent() && Look.at(text, figure.get().end()) == Folding.AND) {
            return behind(figure.get().words(), text, figure.get().end() + 1, at, out);
        }
        int whole = Look.digits(text, at, MOST_DIGITS + 1);
        if (whole == at || whole - at > MOST_DIGITS) {
            return at;
        }
        int from = mixed(text, whole);
        if (from > whole) {
            String words = EnglishNumbers.cardinal(text.substring(at, whole));
            return behind(words, text, from, at, out);
        }
        Parts parts = parts(text, at);
        return parts.end() == at ? at : alone(text, parts, out);
    }

    /** A fraction behind a whole number. */
    private static int behind(String whole, String text, int from, int at, SpokenWords out) {
        Parts parts = parts(text, from);
        if (parts.end() == from) {
            return at;
        }
        out.words(whole + " and");
        out.words(parts.upper().equals("1") ? article(parts.lower()) : share(parts));
        return unit(text, parts.end(), false, out);
    }

    /** Where a fraction begins behind a whole number: 1 1/2, 1-1/2. */
    private static int mixed(String text, int whole) {
        char next = Look.at(text, whole);
        boolean parted = (next == ' ' || next == '-') && Look.isDigit(text, whole + 1);
        int upper = Look.digits(text, whole + 1, 2);
        return parted && Look.at(text, upper) == '/' && isProper(parts(text, whole + 1))
                ? whole + 1
                : whole;
    }

    private static boolean isProper(Parts parts) {
        return !parts.upper().isEmpty()
                && Integer.parseInt(parts.upper()) < Integer.parseInt(parts.lower());
    }

    /** With {@code end} at the place if no fraction stands there. */
    private static Parts parts(String text, int at) {
        int upper = Look.digits(text, at, MOST_DIGITS + 1);
        int lower = Look.digits(text, upper + 1, MOST_DIGITS + 1);
        boolean fraction =
                upper > at
                        && upper - at <= MOST_DIGITS
                        && Look.at(text, upper) == '/'
                        && lower > upper + 1
                        && lower - upper - 1 <= MOST_DIGITS
                        && Look.at(text, lower) != '/';
        return fraction
                ? new Parts(text.substring(at, upper), text.substring(upper + 1, lower), lower)
                : new Parts("", "", at);
    }

    private static int alone(String text, Parts parts, SpokenWords out) {
        String both = parts.upper() + "/" + parts.lower();
        String idiom =
                switch (both) {
                    case "24/7" -> "twenty four seven";
                    case "9/11" -> "nine eleven";
                    default -> parts.upper().equals(parts.lower()) ? twice(parts.upper()) : "";
                };
        if (!idiom.isEmpty()) {
            out.words(idiom);
            return parts.end();
        }
        if (parts.upper().equals("1") && parts.lower().equals("2")) {
            int unit = unit(text, parts.end(), true, out);
            if (unit > parts.end()) {
                return unit;
            }
        }
        out.words(share(parts));
        int ending = ordinalEnding(text, parts.end());
        if (ending > parts.end()) {
            return ending;
        }
        return isProper(parts)
                ? ofUnit(text, parts.end(), out)
                : unit(text, parts.end(), false, out);
    }

    /** "three quarters of an inch", unless its plural is written there. */
    private static int ofUnit(String text, int at, SpokenWords out) {
        int inch = Look.blanks(text, at);
        if (text.startsWith("in.", inch) && Look.isBlank(text, inch + 3)) {
            out.words("of an inch");
            return inch + 3;
        }
        Units.Found unit = Units.find(text, at);
        if (unit.end() == at) {
            return at;
        }
        boolean plural =
                !unit.many().equals(unit.one())
                        && text.substring(at, unit.end()).endsWith(unit.many());
        out.words(plural ? unit.many() : "of " + indefinite(unit.one()) + " " + unit.one());
        return Units.behindDot(text, unit.end());
    }

    /** Behind the letters of {@code 15/16ths}, which {@link #share} has said. */
    private static int ordinalEnding(String text, int at) {
        int end = Look.letters(text, at, 4);
        return Look.ends(text, end) && ORDINAL_ENDINGS.contains(text.substring(at, end)) ? end : at;
    }

    private static String twice(String digits) {
        return EnglishNumbers.cardinal(digits) + " " + EnglishNumbers.cardinal(digits);
    }

    /** Of what the fraction is one: "half a teaspoon", "three quarters of an inch". */
    private static int unit(String text, int at, boolean half, SpokenWords out) {
        Units.Found unit = Units.find(text, at);
        if (unit.end() == at) {
            return at;
        }
        if (half) {
            out.words("half " + indefinite(unit.one()) + " " + unit.one());
        } else {
            out.words(unit.many());
        }
        return unit.end();
    }

    private static String indefinite(String word) {
        return "aeiou".indexOf(word.charAt(0)) >= 0 || word.startsWith("hour") ? "an" : "a";
    }

    private static String article(String lower) {
        return switch (lower) {
            case "2" -> "a half";
            case "4" -> "a quarter";
            default ->
                    indefinite(EnglishNumbers.ordinal(lower)) + " " + EnglishNumbers.ordinal(lower);
        };
    }

    private static String share(Parts parts) {
        String upper = EnglishNumbers.cardinal(parts.upper());
        boolean one = parts.upper().equals("1");
        boolean plain =
                parts.lower().chars().allMatch(c -> c == '0')
                        || parts.lower().equals("1")
                        || parts.lower().startsWith("0")
                        || parts.upper().startsWith("0");
        if (plain) {
            return upper + " over " + EnglishNumbers.cardinal(parts.lower());
        }
        String lower =
                switch (parts.lower()) {
                    case "2" -> one ? "half" : "halves";
                    case "4" -> one ? "quarter" : "quarters";
                    default -> EnglishNumbers.ordinal(parts.lower()) + (one ? "" : "s");
                };
        return upper + " " + lower;
    }
}
