package voxfarm.frontend.en;

import java.util.Map;

/** States of the USA by their two letters, which before a postal code are read as their names. */
final class States {
    private static final int ZIP_DIGITS = 5;

    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("AL", "alabama"),
                    Map.entry("AK", "alaska"),
                    Map.entry("AZ", "arizona"),
                    Map.entry("AR", "arkansas"),
                    Map.entry("CA", "california"),
                    Map.entry("CO", "colorado"),
                    Map.entry("CT", "connecticut"),
                    Map.entry("DE", "delaware"),
                    Map.entry("DC", "D C"),
                    Map.entry("FL", "florida"),
                    Map.entry("GA", "georgia"),
                    Map.entry("HI", "hawaii"),
                    Map.entry("ID", "idaho"),
                    Map.entry("IL", "illinois"),
                    Map.entry("IN", "indiana"),
                    Map.entry("IA", "iowa"),
                    Map.entry("KS", "kansas"),
                    Map.entry("KY", "kentucky"),
                    Map.entry("LA", "louisiana"),
                    Map.entry("ME", "maine"),
                    Map.entry("MD", "maryland"),
                    Map.entry("MA", "massachusetts"),
                    Map.entry("MI", "michigan"),
                    Map.entry("MN", "minnesota"),
                    Map.entry("MS", "mississippi"),
                    Map.entry("MO", "missouri"),
                    Map.entry("MT", "montana"),
                    Map.entry("NE", "nebraska"),
                    Map.entry("NV", "nevada"),
                    Map.entry("NH", "new hampshire"),
                    Map.entry("NJ", "new jersey"),
                    Map.entry("NM", "new mexico"),
                    Map.entry("NY", "new york"),
                    Map.entry("NC", "north carolina"),
                    Map.entry("ND", "north dakota"),
                    Map.entry("OH", "ohio"),
                    Map.entry("OK", "oklahoma"),
                    Map.entry("OR", "oregon"),
                    Map.entry("PA", "pennsylvania"),
                    Map.entry("RI", "rhode island"),
                    Map.entry("SC", "south carolina"),
                    Map.entry("SD", "south dakota"),
                    Map.entry("TN", "tennessee"),
                    Map.entry("TX", "texas"),
                    Map.entry("UT", "utah"),
                    Map.entry("VT", "vermont"),
                    Map.entry("VA", "virginia"),
                    Map.entry("WA", "washington"),
                    Map.entry("WV", "west virginia"),
                    Map.entry("WI", "wisconsin"),
                    Map.entry("WY", "wyoming"));

    private States() {}

    /** The state's name of {@code CA} in "Fresno, CA 93650"; empty for all else. */
    static String beforeZipCode(String text, int at, int end) {
        String name = end - at == 2 ? NAMES.getOrDefault(text.substring(at, end), "") : "";
        return !name.isEmpty() && isZipCode(text, Look.blanks(text, end)) ? name : "";
    }

    /** Whether two letters of a state stand right before the place. */
    static boolean isBefore(String text, int at) {
        return NAMES.containsKey(Look.wordBefore(text, at));
    }

    /** Five digits, with four more or without. */
    static boolean isZipCode(String text, int at) {
        int end = Look.digits(text, at, ZIP_DIGITS + 1);
        boolean more = Look.at(text, end) == '-' && Look.digits(text, end + 1, 5) == end + 5;
        return end - at == ZIP_DIGITS && Look.ends(text, more ? end + 5 : end);
    }
}
