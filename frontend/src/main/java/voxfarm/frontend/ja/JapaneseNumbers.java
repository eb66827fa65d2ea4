package voxfarm.frontend.ja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers in kanji, as num2words reads them in Japanese: whole ones to some 28 digits, others as
 * the nearest number of 64 bits, with as many digits behind the point as its shortest form has.
 */
final class JapaneseNumbers {
    private static final String DIGITS = "零一二三四五六七八九";
    private static final String[] POWERS = {"", "十", "百", "千"};
    private static final String[] MYRIADS = {
        "", "万", "億", "兆", "京", "垓", "秭", "穣", "溝", "澗", "正", "載", "極"
    };
    private static final MathContext PRECISE = new MathContext(28, RoundingMode.HALF_EVEN);

    /** From here on there is no name. */
    private static final BigDecimal BEYOND = BigDecimal.ONE.scaleByPowerOfTen(51);

    /** From here on the shortest form has an exponent. */
    private static final double LARGE = 1e16;

    private static final double SMALL = 1e-4;

    /** A longer number is said digit by digit. */
    private static final int LONGEST = 400;

    private JapaneseNumbers() {}

    /**
     * @param number digits of ASCII, with or without a point among them
     */
    static String read(String number) {
        if (number.length() > LONGEST) {
            return digits(number);
        }
        BigDecimal value = new BigDecimal(number);
        if (value.compareTo(BEYOND) >= 0) {
            return digits(number);
        }
        boolean whole = value.stripTrailingZeros().scale() <= 0;
        return whole ? whole(value.toBigInteger(), true) : fraction(value.doubleValue());
    }

    private static String digits(String number) {
        StringBuilder read = new StringBuilder(number.length());
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            read.append(c == '.' ? '点' : DIGITS.charAt(c - '0'));
        }
        return read.toString();
    }

    /**
     * @param rounded whether what follows the first myriad is rounded, as the original's decimals
     *     are
     */
    private static String whole(BigInteger value, boolean rounded) {
        if (value.signum() == 0) {
            return DIGITS.substring(0, 1);
        }
        StringBuilder read = new StringBuilder();
        BigInteger rest = value;
        while (rest.signum() > 0) {
            int group = (rest.toString().length() - 1) / 4;
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.TEN.pow(4 * group));
            read.append(upToMyriad(parts[0].intValue())).append(MYRIADS[group]);
            rest = rounded ? new BigDecimal(parts[1], PRECISE).toBigInteger() : parts[1];
        }
        return read.toString();
    }

    private static String upToMyriad(int value) {
        StringBuilder read = new StringBuilder();
        for (int power = 3, divisor = 1000; power >= 0; power--, divisor /= 10) {
            int digit = value / divisor % 10;
            if (digit > 1 || (digit == 1 && power == 0)) {
                read.append(DIGITS.charAt(digit));
            }
            if (digit > 0) {
                read.append(POWERS[power]);
            }
        }
        return read.toString();
    }

    private static String fraction(double value) {
        BigInteger whole = new BigDecimal(value).toBigInteger();
        int places = places(value);
        if (places == 0) {
            return whole(whole, false);
        }
        double behind = Math.abs(value - whole.doubleValue()) * Double.parseDouble("1e" + places);
        double nearest = Math.rint(behind);
        double read = Math.abs(nearest - behind) < 0.01 ? nearest : Math.floor(behind);
        String digits = new BigDecimal(read).toBigInteger().toString();
        String padded = "0".repeat(Math.max(0, places - digits.length())) + digits;
        return whole(whole, false) + "点" + digits(padded.substring(0, places));
    }

    /** Of the shortest form that is read as the same number, or its exponent's. */
    private static int places(double value) {
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        boolean plain = value == 0 || (value >= SMALL && value < LARGE);
        return plain ? Math.max(1, shortest.scale()) : Math.abs(shortest.scale());
    }
}
