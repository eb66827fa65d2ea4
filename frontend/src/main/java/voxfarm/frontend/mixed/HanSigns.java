package voxfarm.frontend.mixed;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.language.Language;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;

/**
 * What Chinese characters tell of their language. The standards of character sets know: a character
 * of GB 2312 that JIS X 0208 lacks is a Chinese one, one of JIS alone a Japanese one, and each
 * standard parts common characters from rare ones. Words tell the rest: Chinese has words of
 * grammar that Japanese writes in kana. Thread-safe.
 */
final class HanSigns {
    /** A character of one language alone. */
    static final int SURE = 3;

    /** Of parts of speech in the Chinese tagger that Japanese writes in kana. */
    private static final Set<String> PARTICLES =
            Set.of("uj", "ul", "ud", "ug", "uv", "uz", "u", "y", "e");

    private static final String PRONOUNS = "我你您他她它咱这那哪谁啥怎";

    /** Which Japanese has within longer words alone. */
    private static final Set<String> GRAMMAR = Set.of("d", "p", "c", "v", "vq", "m", "zg", "df");

    /** Verbs that are words of one character in any Chinese text, however they are tagged. */
    private static final String VERBS = "是有去来吃喝看说买听走想要会能叫给让请找住做用好";

    /** In JIS X 0208, and common in GB 2312, but in no word of naist-jdic: nothing reads them. */
    private static final String UNREAD_IN_JAPANESE = "从仟僵儿剩厂吮咨哦圈它岔广很怎戳找掀揩搓歹氛泅淌淬渝澡犹痊瘟瞎笆网羔臻荐裹豢趁跟逾隶雕";

    /** Behind an adverb of two characters, what it says the degree of; in Japanese kana follow. */
    private static final String DEGREES = "好多少快慢久";

    private static final Charset JAPANESE = Charset.forName("EUC-JP");
    private static final Charset SIMPLIFIED = Charset.forName("GB2312");
    private static final Charset TRADITIONAL = Charset.forName("Big5");

    private static final int FIRST = 0x4e00;
    private static final int LAST = 0x9fff;

    /** Of each character from {@link #FIRST} on: above 0 if Chinese, below if Japanese. */
    private static final byte[] SIGNS = signs();

    private final FrontEnd chinese;

    HanSigns(FrontEnd chinese) {
        this.chinese = chinese;
    }

    private static byte[] signs() {
        byte[] signs = new byte[LAST - FIRST + 1];
        for (int c = FIRST; c <= LAST; c++) {
            int japanese = row(JAPANESE, c);
            int simplified = row(SIMPLIFIED, c);
            signs[c - FIRST] =
                    (byte)
                            sign(
                                    japanese,
                                    simplified,
                                    row(TRADITIONAL, c) > 0,
                                    UNREAD_IN_JAPANESE.indexOf(c) >= 0);
        }
        return signs;
    }

    /** Row of a character in a standard's table, from 1; 0 if it is none of it. */
    private static int row(Charset charset, int c) {
        byte[] bytes = Character.toString(c).getBytes(charset);
        return bytes.length == 2 ? (bytes[0] & 0xff) - 0xa0 : 0;
    }

    private static int sign(int japanese, int simplified, boolean traditional, boolean unread) {
        boolean rareInJapanese = japanese >= 48; // the second level of JIS X 0208
        boolean commonInChinese = simplified > 0 && simplified < 56; // the first of GB 2312
        if (japanese <= 0 || unread) {
            return simplified > 0 || traditional ? SURE : 0;
        }
        if (simplified <= 0) {
            return !traditional ? -SURE : rareInJapanese ? 1 : -1;
        }
        return rareInJapanese && commonInChinese ? 1 : 0;
    }

    /** What a character tells: above 0 if Chinese, below if Japanese, up to {@link #SURE}. */
    static int of(int c) {
        return c >= FIRST && c <= LAST ? SIGNS[c - FIRST] : 0;
    }

    /** Whether Japanese text cannot hold a character, or reads it nowhere. */
    static boolean isChineseAlone(int c) {
        return of(c) == SURE;
    }

    /** What all characters of a stretch tell, as {@link #of} counts. */
    static int ofCharacters(String text) {
        return text.codePoints().map(HanSigns::of).sum();
    }

    /** What the words of a stretch tell, as {@link #of} counts. */
    int ofWords(String text) {
        int sign = -2 * SharedWords.japanese(text);
        boolean adverb = false;
        for (SpokenText.Word word : words(text)) {
            boolean single = word.text().codePointCount(0, word.text().length()) == 1;
            boolean pronoun = PRONOUNS.indexOf(word.text().charAt(0)) >= 0;
            boolean degree = adverb && single && DEGREES.contains(word.text());
            adverb = !single && word.tag().equals("d");
            if (SharedWords.isChinese(word.text())
                    || degree
                    || (word.tag().startsWith("r") && pronoun)
                    || (single && PARTICLES.contains(word.tag()))) {
                sign += 2;
            } else if (single && (GRAMMAR.contains(word.tag()) || VERBS.contains(word.text()))) {
                sign += 1;
            }
        }
        return sign;
    }

    /** Where the Chinese word ends in which a character is; what has no reading is one alone. */
    int wordEnd(String text, int at) {
        return word(text, at).map(word -> word.span().end()).orElse(at + 1);
    }

    /** Where it begins. */
    int wordBegin(String text, int at) {
        return word(text, at).map(word -> word.span().begin()).orElse(at);
    }

    private Optional<SpokenText.Word> word(String text, int at) {
        return words(text).stream()
                .filter(word -> word.span().begin() <= at && at < word.span().end())
                .findFirst();
    }

    private List<SpokenText.Word> words(String text) {
        return chinese.speak(text, Language.ZH, TextRules.DEFAULT, Readings.NONE)
                .runs()
                .getFirst()
                .words();
    }
}
