package voxfarm.common.plan;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Numbers as people write them: digits, and a point where there is a fraction. Java's own reader
 * takes much besides ({@code 5f}, {@code 0x1p3}, {@code NaN}, digits of other scripts), which in
 * what a caller sends is a slip.
 */
public final class PlainDecimal {
    /** With as many digits behind the point as programs print of a third. */
    private static final Pattern FORM =
            Pattern.compile("-?[0-9]{1,15}(?:\\.[0-9]{1,20})?|-?\\.[0-9]{1,20}");

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

    private PlainDecimal() {}

    /** Empty if the text is none. */
    public static OptionalDouble of(String text) {
        return FORM.matcher(text).matches()
                ? OptionalDouble.of(Double.parseDouble(text))
                : OptionalDouble.empty();
    }

    /** Of a whole number that is not negative; empty if the text is none, or has ten digits. */
    public static OptionalInt whole(String text) {
        return WHOLE.matcher(text).matches()
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }
}
