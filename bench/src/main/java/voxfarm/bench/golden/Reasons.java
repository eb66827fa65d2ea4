package voxfarm.bench.golden;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Compares why a sample was refused with why its table says that it is to be. Tables are written
 * for people, in other words than a refusal's.
 */
final class Reasons {
    private static final String TABLE = "reasons.tsv";

    private final List<Rule> rules;

    private record Rule(Pattern expected, Pattern said) {}

    /** How two reasons compare. */
    enum Match {
        SAME,
        OTHER,
        /** The table gives no reason that is known here. */
        UNKNOWN
    }

    private Reasons(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    static Reasons load() throws IOException {
        List<Rule> rules = new ArrayList<>();
        try (InputStream in = Reasons.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IOException(TABLE + ": not in this build");
            }
            String table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : table.lines().filter(l -> !l.startsWith("#")).toList()) {
                String[] cells = line.split("\t", -1);
                rules.add(new Rule(pattern(cells[0]), pattern(cells[1])));
            }
        }
        return new Reasons(rules);
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /**
     * @param file its name in the table
     * @param expected what the table says of it
     * @param said the refusal
     */
    Match compare(String file, String expected, String said) {
        String row = file + ": " + expected;
        List<Rule> fitting =
                rules.stream().filter(rule -> rule.expected.matcher(row).find()).toList();
        if (fitting.isEmpty()) {
            return Match.UNKNOWN;
        }
        return fitting.stream().anyMatch(rule -> rule.said.matcher(said).find())
                ? Match.SAME
                : Match.OTHER;
    }
}
