package voxfarm.frontend.en;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import voxfarm.frontend.en.Currencies.Currency;

/** {@code $3.50}, {@code £5m}, {@code US$3bn}, {@code USD 20}, {@code $5–$10}. */
final class Money implements Form {
    private static final Map<String, String> MAGNITUDES =
            Map.ofEntries(
                    Map.entry("k", "thousand"),
                    Map.entry("K", "thousand"),
                    Map.entry("m", "million"),
                    Map.entry("M", "million"),
                    Map.entry("mn", "million"),
                    Map.entry("mm", "million"),
                    Map.entry("MM", "million"),
                    Map.entry("mil", "million"),
                    Map.entry("b", "billion"),
                    Map.entry("B", "billion"),
                    Map.entry("bn", "billion"),
                    Map.entry("Bn", "billion"),
                    Map.entry("t", "trillion"),
                    Map.entry("T", "trillion"),
                    Map.entry("tn", "trillion"),
                    Map.entry("thousand", "thousand"),
                    Map.entry("million", "million"),
                    Map.entry("lakh", "lakh"),
                    Map.entry("lakhs", "lakh"),
                    Map.entry("crore", "crore"),
                    Map.entry("crores", "crore"),
                    Map.entry("billion", "billion"),
                    Map.entry("trillion", "trillion"));

    /** Behind a sum these are no things that cost it. */
    private static final Set<String> NO_THING =
            Set.of(
                    "a",
                    "an",
                    "and",
                    "are",
                    "as",
                    "at",
                    "be",
                    "but",
                    "by",
                    "each",
                    "for",
                    "from",
                    "had",
                    "has",
                    "if",
                    "in",
                    "is",
                    "less",
                    "more",
                    "of",
                    "off",
                    "on",
                    "or",
                    "per",
                    "so",
                    "than",
                    "that",
                    "the",
                    "then",
                    "this",
                    "to",
                    "today",
                    "was",
                    "were",
                    "when",
                    "which",
                    "while",
                    "with",
                    "ago",
                    "last",
                    "yesterday",
                    "tomorrow",
                    "into",
                    "through",
                    "under",
                    "over",
                    "up",
                    "down",
                    "out",
                    "it",
                    "he",
                    "she");

    /**
     * @param words behind the number, as "million"; empty if there are none
     */
    record Magnitude(String words, int end) {}

    @Override
    public int read(String text, int at, SpokenWords out) {
        Optional<Currencies.Sign> sign = Currencies.before(text, at);
        if (sign.isEmpty()) {
            return at;
        }
        int from = Look.blanks(text, sign.get().end());
        Optional<Figure> figure = from - at > 6 ? Optional.empty() : Figure.at(text, from);
        if (figure.isEmpty()) {
            return at;
        }
        Currency currency = sign.get().currency();
        if (currency.one().equals("euro")) {
            figure = figure.map(f -> withComma(text, f));
        }
        Magnitude size = magnitude(text, figure.get().end(), true);
        Optional<Figure> last = rangeEnd(text, size.end(), currency);
        if (last.isPresent()) {
            out.words(figure.get().words() + " " + size.words() + " to");
            size = magnitude(text, last.get().end(), true);
            write(text, last.get(), size, currency, false, out);
            return behind(text, size.end(), out);
        }
        boolean attribute = Units.isAttribute(text, at, size.end());
        write(text, figure.get(), size, currency, attribute, out);
        return behind(text, size.end(), out);
    }

    /** Whether a thing that costs it stands there: "a $5 million deal". */
    static boolean names(String text, int at) {
        String word = Look.wordAfter(text, at);
        return Look.isBlank(text, at)
                && !word.isEmpty()
                && Character.isLowerCase(word.charAt(0))
                && !NO_THING.contains(word);
    }

    /** Euros and cents as most who have them write them: {@code €20,50}. */
    private static Figure withComma(String text, Figure figure) {
        int cents = Look.digits(text, figure.end() + 1, 3);
        boolean comma = Look.at(text, figure.end()) == ',' && figure.isWhole();
        return comma && cents == figure.end() + 3 && Look.ends(text, cents)
                ? new Figure(
                        figure.whole(), text.substring(cents - 2, cents), figure.grouped(), cents)
                : figure;
    }

    /** {@code 20,50 €}; {@code at} if no such sum stands there. */
    static int beforeSign(String text, int at, Figure figure, SpokenWords out) {
        Figure sum = withComma(text, figure);
        Optional<Currencies.Sign> sign =
                sum.end() == figure.end() ? Optional.empty() : Currencies.behind(text, sum.end());
        if (sign.isEmpty() || !sign.get().currency().one().equals("euro")) {
            return at;
        }
        write(text, sum, new Magnitude("", sum.end()), sign.get().currency(), false, out);
        return behind(text, sign.get().end(), out);
    }

    private static Optional<Figure> rangeEnd(String text, int at, Currency currency) {
        char dash = Look.at(text, at);
        if (dash != '-' && dash != '–') {
            return Optional.empty();
        }
        int from = at + 1;
        Optional<Currencies.Sign> sign = Currencies.before(text, from);
        if (sign.isPresent()) {
            if (!sign.get().currency().equals(currency)) {
                return Optional.empty();
            }
            from = sign.get().end();
        }
        return Look.isDigit(text, from) ? Figure.at(text, from) : Optional.empty();
    }

    /** Words or a letter for thousands and more behind a number. */
    static Magnitude magnitude(String text, int at, boolean money) {
        int from = Look.blanks(text, at);
        int end = Look.letters(text, from, 9);
        String written = text.substring(from, end);
        String words = MAGNITUDES.getOrDefault(written, "");
        boolean word = written.length() > 3;
        boolean known = !words.isEmpty() && (word || (money && from == at)) && Look.ends(text, end);
        return known ? new Magnitude(words, end) : new Magnitude("", at);
    }

    /** Writes a sum with the currency's name behind it. */
    static void write(
            String text,
            Figure figure,
            Magnitude size,
            Currency currency,
            boolean attribute,
            SpokenWords out) {
        if (!size.words().isEmpty()) {
            out.words(figure.words() + " " + size.words());
            out.words(attribute ? currency.one() : currency.many());
            return;
        }
        boolean cents = figure.decimals().length() == 2 && !currency.minorOne().isEmpty();
        if (!cents) {
            out.words(figure.words());
            out.words(figure.isOne() || attribute ? currency.one() : currency.many());
            return;
        }
        boolean whole = !figure.whole().chars().allMatch(c -> c == '0');
        int minor = Integer.parseInt(figure.decimals());
        if (whole || minor == 0) {
            out.words(EnglishNumbers.cardinal(whole ? figure.whole() : "0"));
            out.words(figure.whole().equals("1") ? currency.one() : currency.many());
        }
        if (minor > 0) {
            out.words(whole ? "and" : "");
            out.words(EnglishNumbers.cardinal(minor));
            out.words(minor == 1 ? currency.minorOne() : currency.minorMany());
        }
    }

    /** "/month" and the like. */
    static int behind(String text, int at, SpokenWords out) {
        String per = Look.at(text, at) == '/' ? Units.per(text, at) : "";
        if (per.isEmpty()) {
            return at;
        }
        out.words("per " + per);
        return Look.letters(text, at + 1, 12);
    }
}
