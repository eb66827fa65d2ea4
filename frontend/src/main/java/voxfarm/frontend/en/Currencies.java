package voxfarm.frontend.en;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Currencies of the world, by their signs and by their codes. */
final class Currencies {
    /**
     * @param one of it
     * @param many of it
     * @param minorOne a hundredth; empty if no one counts in them
     * @param minorMany hundredths
     */
    record Currency(String one, String many, String minorOne, String minorMany) {
        static Currency of(String one, String many) {
            return new Currency(one, many, "", "");
        }

        static Currency withCents(String one, String many) {
            return new Currency(one, many, "cent", "cents");
        }
    }

    /**
     * @param end behind the sign
     */
    record Sign(Currency currency, int end) {}

    private static final Map<Character, Currency> SIGNS =
            Map.ofEntries(
                    Map.entry('$', Currency.withCents("dollar", "dollars")),
                    Map.entry('£', new Currency("pound", "pounds", "penny", "pence")),
                    Map.entry('€', Currency.withCents("euro", "euros")),
                    Map.entry('¥', Currency.of("yen", "yen")),
                    Map.entry('₹', new Currency("rupee", "rupees", "paisa", "paise")),
                    Map.entry('₩', Currency.of("won", "won")),
                    Map.entry('₽', new Currency("ruble", "rubles", "kopeck", "kopecks")),
                    Map.entry('₺', Currency.of("lira", "lira")),
                    Map.entry('₴', Currency.of("hryvnia", "hryvnias")),
                    Map.entry('₫', Currency.of("dong", "dong")),
                    Map.entry('₦', Currency.of("naira", "naira")),
                    Map.entry('₪', Currency.of("shekel", "shekels")),
                    Map.entry('₱', new Currency("peso", "pesos", "centavo", "centavos")),
                    Map.entry('฿', Currency.of("baht", "baht")),
                    Map.entry('₡', Currency.of("colon", "colones")),
                    Map.entry('₲', Currency.of("guarani", "guaranis")),
                    Map.entry('₵', Currency.of("cedi", "cedis")),
                    Map.entry('₸', Currency.of("tenge", "tenge")),
                    Map.entry('₮', Currency.of("tugrik", "tugriks")),
                    Map.entry('₭', Currency.of("kip", "kip")),
                    Map.entry('₼', Currency.of("manat", "manat")),
                    Map.entry('₾', Currency.of("lari", "lari")),
                    Map.entry('₿', Currency.of("bitcoin", "bitcoins")),
                    Map.entry('¢', Currency.of("cent", "cents")));

    /** Dollars and others with letters before the sign; the longest first. */
    private static final List<Map.Entry<String, Currency>> LETTERED =
            List.of(
                    Map.entry("US$", Currency.withCents("U S dollar", "U S dollars")),
                    Map.entry("CA$", Currency.withCents("canadian dollar", "canadian dollars")),
                    Map.entry("AU$", Currency.withCents("australian dollar", "australian dollars")),
                    Map.entry(
                            "NZ$", Currency.withCents("new zealand dollar", "new zealand dollars")),
                    Map.entry("HK$", Currency.withCents("hong kong dollar", "hong kong dollars")),
                    Map.entry("NT$", Currency.withCents("taiwan dollar", "taiwan dollars")),
                    Map.entry("MX$", Currency.withCents("mexican peso", "mexican pesos")),
                    Map.entry("C$", Currency.withCents("canadian dollar", "canadian dollars")),
                    Map.entry("A$", Currency.withCents("australian dollar", "australian dollars")),
                    Map.entry("S$", Currency.withCents("singapore dollar", "singapore dollars")),
                    Map.entry("R$", new Currency("real", "reais", "centavo", "centavos")),
                    Map.entry("Rs.", Currency.of("rupee", "rupees")),
                    Map.entry("Rs", Currency.of("rupee", "rupees")));

    private static final Map<String, Currency> CODES =
            Map.ofEntries(
                    Map.entry("USD", Currency.withCents("U S dollar", "U S dollars")),
                    Map.entry("EUR", Currency.withCents("euro", "euros")),
                    Map.entry("GBP", new Currency("pound", "pounds", "penny", "pence")),
                    Map.entry("JPY", Currency.of("yen", "yen")),
                    Map.entry("CHF", Currency.of("swiss franc", "swiss francs")),
                    Map.entry("CAD", Currency.withCents("canadian dollar", "canadian dollars")),
                    Map.entry("AUD", Currency.withCents("australian dollar", "australian dollars")),
                    Map.entry(
                            "NZD", Currency.withCents("new zealand dollar", "new zealand dollars")),
                    Map.entry("HKD", Currency.withCents("hong kong dollar", "hong kong dollars")),
                    Map.entry("SGD", Currency.withCents("singapore dollar", "singapore dollars")),
                    Map.entry("CNY", Currency.of("yuan", "yuan")),
                    Map.entry("RMB", Currency.of("yuan", "yuan")),
                    Map.entry("INR", Currency.of("rupee", "rupees")),
                    Map.entry("KRW", Currency.of("won", "won")),
                    Map.entry("RUB", Currency.of("ruble", "rubles")),
                    Map.entry("UAH", Currency.of("hryvnia", "hryvnias")),
                    Map.entry("BRL", Currency.of("real", "reais")),
                    Map.entry("MXN", Currency.of("mexican peso", "mexican pesos")),
                    Map.entry("SEK", Currency.of("swedish krona", "swedish kronor")),
                    Map.entry("NOK", Currency.of("norwegian krone", "norwegian kroner")),
                    Map.entry("DKK", Currency.of("danish krone", "danish kroner")),
                    Map.entry("PLN", Currency.of("zloty", "zlotys")),
                    Map.entry("CZK", Currency.of("czech koruna", "czech koruna")),
                    Map.entry("HUF", Currency.of("forint", "forints")),
                    Map.entry("TRY", Currency.of("turkish lira", "turkish lira")),
                    Map.entry("ZAR", Currency.of("rand", "rand")),
                    Map.entry("THB", Currency.of("baht", "baht")),
                    Map.entry("ILS", Currency.of("shekel", "shekels")),
                    Map.entry("AED", Currency.of("dirham", "dirhams")),
                    Map.entry("SAR", Currency.of("riyal", "riyals")),
                    Map.entry("BTC", Currency.of("bitcoin", "bitcoins")));

    private static final int CODE_LETTERS = 3;

    private Currencies() {}

    /** The sign, with letters before it or without, or the code, that begins there. */
    static Optional<Sign> before(String text, int at) {
        Currency sign = SIGNS.get(Look.at(text, at));
        if (sign != null) {
            return Optional.of(new Sign(sign, at + 1));
        }
        for (Map.Entry<String, Currency> lettered : LETTERED) {
            int end = at + lettered.getKey().length();
            if (text.startsWith(lettered.getKey(), at) && !Look.isLetter(text, end)) {
                return Optional.of(new Sign(lettered.getValue(), end));
            }
        }
        return code(text, at);
    }

    /** The sign or the code that stands there, or behind a blank. */
    static Optional<Sign> behind(String text, int at) {
        int from = Look.blanks(text, at);
        Currency sign = SIGNS.get(Look.at(text, from));
        if (sign != null && !Look.isDigit(text, from + 1)) {
            return Optional.of(new Sign(sign, from + 1));
        }
        return code(text, from);
    }

    private static Optional<Sign> code(String text, int at) {
        int end = at + CODE_LETTERS;
        if (end > text.length() || (!Look.begins(text, at) && !Look.isDigit(text, at - 1))) {
            return Optional.empty();
        }
        Currency currency = CODES.get(text.substring(at, end));
        return currency == null || Look.isLetter(text, end)
                ? Optional.empty()
                : Optional.of(new Sign(currency, end));
    }
}
