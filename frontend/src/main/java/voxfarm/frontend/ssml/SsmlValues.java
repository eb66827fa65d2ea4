package voxfarm.frontend.ssml;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.plan.Pauses;

/** Values of attributes, as they are written and what they come to. Empty where one is none. */
final class SsmlValues {
    private static final String NUMBER = "((?:[0-9]{1,9}(?:\\.[0-9]{0,9})?|\\.[0-9]{1,9}))";
    private static final Pattern TIME = Pattern.compile("\\+?" + NUMBER + "\\s*(ms|s)");
    private static final Pattern RATE = Pattern.compile("([+-]?)" + NUMBER + "\\s*(%?)");
    private static final Pattern VOLUME = Pattern.compile("([+-]?)" + NUMBER + "\\s*(db|%|)");
    private static final Map<String, Double> RATES =
            Map.of(
                    "x-slow", 0.5, "slow", 0.75, "medium", 1.0, "default", 1.0, "fast", 1.25,
                    "x-fast", 1.5);
    private static final Map<String, Double> VOLUMES =
            Map.of(
                    "silent",
                    Manner.SILENT_DB,
                    "x-soft",
                    -12.0,
                    "soft",
                    -6.0,
                    "medium",
                    0.0,
                    "default",
                    0.0,
                    "loud",
                    6.0,
                    "x-loud",
                    12.0);

    private SsmlValues() {}

    private static String plain(String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }

    /** {@code 500ms} or {@code 1.5s}, in seconds. */
    static Optional<Double> time(String value) {
        Matcher time = TIME.matcher(plain(value));
        return time.matches()
                ? Optional.of(
                        Double.parseDouble(time.group(1)) / (time.group(2).equals("ms") ? 1000 : 1))
                : Optional.empty();
    }

    /** How long a break of a strength is, by the pauses of the request. */
    static Optional<Double> strength(String value, Pauses pauses) {
        double sentence = pauses.seconds(PauseKind.SENTENCE);
        return switch (plain(value)) {
            case "none" -> Optional.of(0.0);
            case "x-weak" -> Optional.of(sentence / 2);
            case "weak" -> Optional.of(sentence * 3 / 4);
            case "medium" -> Optional.of(sentence);
            case "strong" -> Optional.of(pauses.seconds(PauseKind.PARAGRAPH));
            case "x-strong" -> Optional.of(pauses.seconds(PauseKind.HEADING));
            default -> Optional.empty();
        };
    }

    /** A word, {@code 80%}, {@code +20%} or {@code 1.2}: how many times faster; above 0. */
    static Optional<Double> rate(String value) {
        Double named = RATES.get(plain(value));
        if (named != null) {
            return Optional.of(named);
        }
        Matcher rate = RATE.matcher(plain(value));
        if (!rate.matches()) {
            return Optional.empty();
        }
        boolean relative = !rate.group(1).isEmpty();
        boolean percent = !rate.group(3).isEmpty();
        double number = Double.parseDouble(rate.group(2)) / (percent ? 100 : 1);
        double times = relative ? 1 + signed(rate.group(1), number) : number;
        return times > 0 ? Optional.of(times) : Optional.empty();
    }

    /** A word, {@code +6dB}, {@code -20%}, or a number from 0 to 100: how much louder, in dB. */
    static Optional<Double> volume(String value) {
        Double named = VOLUMES.get(plain(value));
        if (named != null) {
            return Optional.of(named);
        }
        Matcher volume = VOLUME.matcher(plain(value));
        if (!volume.matches()) {
            return Optional.empty();
        }
        double number = signed(volume.group(1), Double.parseDouble(volume.group(2)));
        if (volume.group(3).equals("db")) {
            return Optional.of(number);
        }
        boolean relative = !volume.group(1).isEmpty();
        double factor = relative ? 1 + number / 100 : number / 100;
        return factor < 0 || (!relative && volume.group(3).isEmpty() && factor > 1)
                ? Optional.empty()
                : Optional.of(Math.max(Manner.SILENT_DB, 20 * Math.log10(factor)));
    }

    private static double signed(String sign, double number) {
        return sign.equals("-") ? -number : number;
    }
}
