package voxfarm.frontend.ja;

import java.util.Map;
import java.util.Set;

/**
 * The fourth pass: where the pitch of a phrase falls, by its first word and by what those that join
 * it do to it (Sagisaka and Sato, "Accentuation rules for Japanese word concatenation", 1983).
 */
final class AccentTypes {
    private static final String NUMBER = "数";
    private static final Set<String> DIGITS = Set.of("一", "二", "三", "四", "五", "六", "七", "八", "九");

    /** Ranks of ten, with the numbers before them whose second mora the pitch falls behind. */
    private static final Map<String, Set<String>> SECOND_MORA =
            Map.of("億", Set.of("一", "六", "七", "八", "幾"), "兆", Set.of("六", "七"));

    private AccentTypes() {}

    /**
     * A rule of a word that joins a phrase.
     *
     * @param more added to the place, for some rules
     */
    private record Rule(String name, int more) {}

    static void apply(NjdWords words) {
        NjdWord top = words.first();
        int moras = 0;
        for (NjdWord word = top; word != null && top != null; word = word.next) {
            NjdWord before = word.before;
            if (before == null || word.chained != 1) {
                top = word;
                moras = 0;
            } else {
                change(top, word, rule(word.chainRule, before.tag), moras);
                if (before.tag1.equals(NUMBER) && word.tag1.equals(NUMBER)) {
                    changeNumber(before, word);
                }
            }
            if (word.text.equals("十")
                    && word.chained != 1
                    && word.next != null
                    && word.next.tag1.equals(NUMBER)) {
                word.accent = 0;
            }
            moras += word.moras;
        }
    }

    /** The first rule that is for the part of speech before it, or for any. */
    private static Rule rule(String rules, String tagBefore) {
        for (String rule : rules.split("/", -1)) {
            int percent = rule.indexOf('%');
            if (percent < 0 || tagBefore.contains(rule.substring(0, percent))) {
                String name = rule.substring(percent + 1);
                int at = name.indexOf('@');
                return at < 0
                        ? new Rule(name, 0)
                        : new Rule(name.substring(0, at), signed(name.substring(at + 1)));
            }
        }
        return new Rule(NjdWord.NONE, 0);
    }

    private static int signed(String number) {
        return number.startsWith("-")
                ? -NjdWord.number(number.substring(1))
                : NjdWord.number(number);
    }

    private static void change(NjdWord top, NjdWord word, Rule rule, int moras) {
        int added = moras + rule.more();
        int own = moras + word.accent;
        int changed =
                switch (rule.name()) {
                    case "F2" -> top.accent == 0 ? added : top.accent;
                    case "F3" -> top.accent != 0 ? added : top.accent;
                    case "F4" -> added;
                    case "C1" -> own;
                    case "C2" -> moras + 1;
                    case "C3" -> moras;
                    case "F5", "C4", "P6" -> 0;
                    case "P1" -> word.accent == 0 ? 0 : own;
                    case "P2" -> word.accent == 0 ? moras + 1 : own;
                    case "P14" -> word.accent != 0 ? own : top.accent;
                    default -> top.accent;
                };
        top.accent = Math.max(0, changed); // what falls before the phrase does not fall
    }

    private static void changeNumber(NjdWord number, NjdWord rank) {
        switch (rank.text) {
            case "十" -> {
                boolean flat =
                        Set.of("五", "六", "八").contains(number.text)
                                && rank.next != null
                                && DIGITS.contains(rank.next.text);
                number.accent = flat ? 0 : 1;
            }
            case "百" ->
                    number.accent =
                            switch (number.text) {
                                case "七" -> 2;
                                case "三", "四", "九", "何" -> 1;
                                default -> number.moras + rank.moras;
                            };
            case "千", "万" -> number.accent = number.moras + 1;
            case "億", "兆" ->
                    number.accent =
                            SECOND_MORA.getOrDefault(rank.text, Set.of()).contains(number.text)
                                    ? 2
                                    : 1;
            default -> {}
        }
    }
}
