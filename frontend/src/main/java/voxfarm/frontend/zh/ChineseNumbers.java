package voxfarm.frontend.zh;

import java.util.Optional;

/**
 * Numbers as the original's converter reads them: plain quantities, digit by digit after a point.
 */
final class ChineseNumbers {
    private static final String DIGITS = "零一二三四五六七八九";
    private static final String[] UNITS = {
        "", "十", "百", "千", "万", "十", "百", "千", "亿", "十", "百", "千", "万", "十", "百", "千"
    };
    private static final int MAX_DECIMALS = 16;

    private ChineseNumbers() {}

    /**
     * @param number ASCII or full-width digits, with at most one point inside
     * @return empty if there are too many digits, or digits of other scripts
     */
    static Optional<String> read(String number) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            char digit = c >= '０' && c <= '９' ? (char) (c - '０' + '0') : c;
            if (digit != '.' && (digit < '0' || digit > '9')) {
                return Optional.empty();
            }
            plain.append(digit);
        }
        int point = plain.indexOf(".");
        String whole = point < 0 ? plain.toString() : plain.substring(0, point);
        String digits = whole.replaceFirst("^0+(?=.)", "");
        if (digits.length() > UNITS.length) {
            return Optional.empty();
        }
        StringBuilder reading = new StringBuilder(whole(digits));
        if (point >= 0) {
            reading.append('点');
            String decimals = plain.substring(point + 1);
            decimals.chars().limit(MAX_DECIMALS).forEach(c -> reading.append(digit(c)));
        }
        return Optional.of(reading.toString());
    }

    private static char digit(int c) {
        return DIGITS.charAt(c - '0');
    }

    private static String whole(String digits) {
        StringBuilder reading = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            int place = digits.length() - 1 - i;
            char digit = digit(digits.charAt(i));
            if (digit != '零') {
                reading.append(digit).append(UNITS[place]);
                continue;
            }
            if (place % 4 == 0) {
                reading.append(digit).append(UNITS[place]);
            }
            if (i > 0 && reading.charAt(reading.length() - 1) != '零') {
                reading.append(digit);
            }
        }
        String text =
                reading.toString()
                        .replace("零零", "零")
                        .replace("零万", "万")
                        .replace("零亿", "亿")
                        .replace("亿万", "亿")
                        .replaceAll("^零+|零+$", "")
                        .replaceAll("([万亿])零([一二三四五六七八九]千)", "$1$2");
        if (text.startsWith("一十")) {
            text = text.substring(1);
        }
        return text.isEmpty() ? "零" : text;
    }
}
