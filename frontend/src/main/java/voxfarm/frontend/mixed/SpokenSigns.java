package voxfarm.frontend.mixed;

import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.language.Language;
import voxfarm.frontend.TracedText;

/**
 * Signs beside numbers that Chinese and Japanese front ends pass over, in the words of the
 * language. Stateless.
 */
final class SpokenSigns {
    private static final String NUMBER = "[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?";
    private static final Pattern PERCENT = Pattern.compile("(" + NUMBER + ")[%％]");

    /** What in Chinese belongs to the number before it. */
    private static final String MAGNITUDE = "[十百千万亿]*";

    /** A currency that is written out as well is said once. */
    private static final Pattern MONEY =
            Pattern.compile(
                    "([$＄€£￡¥￥])("
                            + NUMBER
                            + ")("
                            + MAGNITUDE
                            + ")(?=(\\s*(?:元|块|圆|美元|美金|美刀|刀|欧元|英镑|镑|人民币|日元|日圆|港元|港币|台币))?)");

    private static final Pattern SIGNED = Pattern.compile(MONEY + "|" + PERCENT);

    private static final Map<Character, String> CHINESE =
            Map.of('$', "美元", '＄', "美元", '€', "欧元", '£', "英镑", '￡', "英镑", '¥', "元", '￥', "元");

    private SpokenSigns() {}

    /** Each word of a number and its sign stands for both, as it is said otherwise than written. */
    static TracedText written(String text, Language language) {
        TracedText all = TracedText.of(text);
        Matcher signed = SIGNED.matcher(text);
        TracedText.Builder made = new TracedText.Builder(text.length() + 16);
        int at = 0;
        while (signed.find()) {
            made.append(all, at, signed.start());
            at = signed.end();
            boolean money = signed.group(1) != null;
            String number = signed.group(money ? 2 : 5);
            boolean chinese = language.equals(Language.ZH);
            if (money && !chinese) { // which its front end reads
                made.append(all, signed.start(), at);
                continue;
            }
            append(money || !chinese ? "" : "百分之", signed, made);
            append(
                    Normalizer.normalize(number, Normalizer.Form.NFKC).replace(",", ""),
                    signed,
                    made);
            append(money ? currency(signed) : chinese ? "" : "パーセント", signed, made);
        }
        made.append(all, at, text.length());
        return made.build();
    }

    private static String currency(Matcher money) {
        return money.group(3)
                + (money.group(4) == null
                        ? CHINESE.getOrDefault(money.group(1).charAt(0), "")
                        : "");
    }

    private static void append(String words, Matcher from, TracedText.Builder into) {
        for (char c : words.toCharArray()) {
            into.append(c, from.start(), from.end());
        }
    }
}
