package voxfarm.frontend.mixed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRun;
import voxfarm.frontend.mixed.LanguageSplitter.Sign;

/** A text of which each stretch was looked at for its language. Immutable. */
public final class MixedText {
    private static final String OPENING = "([{（［｛「『《〈【〔〖〘〚“‘„«‹¿¡";
    private static final String SENTENCE_ENDS = "。！？!?；;\n";

    /** A neighbour in another sentence is that much farther away. */
    private static final int ANOTHER_SENTENCE = 1000;

    private final String text;
    private final Language own;
    private final LanguageSplitter.Asked asked;
    private final List<Language> spoken;
    private final List<Sign> signs;

    /** What all slight signs say together. */
    private final Optional<Language> rather;

    /** Of each stretch, the last before it that is surely Chinese or Japanese; -1 if none is. */
    private final int[] sureBefore;

    /** The same of those behind it. */
    private final int[] sureAfter;

    /** How far each stretch and the end are from the first, as neighbours are told apart. */
    private final int[] farFrom;

    /** Straight quotes before each place of the text. */
    private final int[] quotesBefore;

    /**
     * @param asked whether somebody asked for its own language
     */
    MixedText(
            String text,
            Language own,
            LanguageSplitter.Asked asked,
            List<Language> spoken,
            List<Sign> signs) {
        this.text = text;
        this.own = own;
        this.asked = asked;
        this.spoken = List.copyOf(spoken);
        this.signs = List.copyOf(signs);
        this.rather = rather(this.signs).filter(this.spoken::contains);
        this.sureBefore = nextSure(-1);
        this.sureAfter = nextSure(1);
        this.farFrom = distances();
        this.quotesBefore = quotes(text);
    }

    /**
     * What a text is in.
     *
     * @param language of all of it, or of most
     * @param runs none if all of it is in that language
     */
    public record Languages(Language language, List<LanguageRun> runs) {
        public Languages {
            runs = List.copyOf(runs);
        }
    }

    private static int[] quotes(String text) {
        int[] before = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            before[i + 1] = before[i] + (text.charAt(i) == '"' ? 1 : 0);
        }
        return before;
    }

    /** Chinese or Japanese, whichever it surely holds more of; empty if neither. */
    public Optional<Language> leaning() {
        int chinese = surely(Language.ZH);
        int japanese = surely(Language.JP);
        if (chinese == 0 && japanese == 0) {
            return Optional.empty();
        }
        return Optional.of(japanese > chinese ? Language.JP : Language.ZH);
    }

    /** Whether no letter of it says which language it is in, and nobody else did: "1990." */
    boolean isOpen() {
        return asked == LanguageSplitter.Asked.NOT
                && signs.stream()
                        .allMatch(one ->
                                switch (one.atom().kind()) {
                                    case DIGITS, NEUTRAL -> true;
                                    case LATIN,
                                            HAN,
                                            KANA,
                                            OTHER_LETTERS,
                                            CHINESE_MARK,
                                            JAPANESE_MARK,
                                            ENGLISH_MARK ->
                                            false;
                                });
    }

    private int surely(Language language) {
        int characters = 0;
        for (Sign one : signs) {
            if (one.atom().isEastern() && one.sure().equals(Optional.of(language))) {
                characters += one.atom().end() - one.atom().begin();
            }
        }
        return characters;
    }

    /**
     * Its languages.
     *
     * @param around Chinese or Japanese, whichever the sentences around it are in
     */
    public Languages languages(Optional<Language> around) {
        if (asked == LanguageSplitter.Asked.OF_TEXT
                && LanguageSplitter.isEastern(own)
                && around.isEmpty()
                && isLatinAlone()) {
            return new Languages(own, List.of()); // which has nothing to speak of it, and says so
        }
        List<Optional<Language>> all = new ArrayList<>();
        signs.forEach(one -> all.add(one.sure()));
        for (int i = 0; i < signs.size(); i++) {
            if (all.get(i).isEmpty() && signs.get(i).atom().kind() == Atom.Kind.HAN) {
                all.set(i, Optional.of(han(i, around)));
            }
        }
        Language main = main(all, around);
        for (int i = 0; i < signs.size(); i++) {
            switch (signs.get(i).atom().kind()) {
                case NEUTRAL -> {}
                case DIGITS -> all.set(i, Optional.of(digits(i, all, main)));
                case LATIN, HAN, KANA, OTHER_LETTERS, CHINESE_MARK, JAPANESE_MARK, ENGLISH_MARK -> {
                    if (all.get(i).isEmpty()) { // none of the voice's languages reads it
                        all.set(i, Optional.of(main));
                    }
                }
            }
        }
        return languages(all, main);
    }

    /** Words without a character or a number among them. */
    private boolean isLatinAlone() {
        return signs.stream()
                .allMatch(one ->
                        one.atom().kind() == Atom.Kind.LATIN
                                || one.atom().kind() == Atom.Kind.NEUTRAL);
    }

    /** By the rest of the text, by what is around it, by slight signs, by what is usual. */
    private Language han(int at, Optional<Language> around) {
        Optional<Language> usual =
                LanguageSplitter.isEastern(own) ? Optional.of(own) : Optional.empty();
        return nearest(at)
                .or(() -> around)
                .filter(spoken::contains)
                .or(signs.get(at)::rather)
                .or(() -> rather)
                .or(() -> usual)
                .orElse(Language.ZH);
    }

    private static Optional<Language> rather(List<Sign> signs) {
        int sum = signs.stream().mapToInt(Sign::sign).sum();
        return sum == 0 ? Optional.empty() : Optional.of(sum > 0 ? Language.ZH : Language.JP);
    }

    /** How many stretches there are. */
    int size() {
        return signs.size();
    }

    Sign sign(int at) {
        return signs.get(at);
    }

    String text() {
        return text;
    }

    /** What the stretch is in that stands nearest to one, of those that surely tell. */
    Optional<Language> nearest(int at) {
        int before = sureFrom(at, -1);
        int after = sureFrom(at, 1);
        if (before < 0 && after < 0) {
            return Optional.empty();
        }
        boolean first = after < 0 || (before >= 0 && between(before, at) <= between(at, after));
        return signs.get(first ? before : after).sure();
    }

    /** The next stretch that is surely Chinese or Japanese, but for a loan word; -1 if none is. */
    private int sureFrom(int at, int step) {
        int[] sure = step < 0 ? sureBefore : sureAfter;
        int next = at + step;
        boolean loan =
                next >= 0
                        && next < signs.size()
                        && signs.get(next).atom().kind() == Atom.Kind.KANA
                        && signs.get(at).sign() >= 0
                        && LanguageSplitter.isKatakana(signs.get(next).atom().in(text));
        return sure[loan ? next : at];
    }

    /** How far two stretches are apart. */
    private int between(int first, int second) {
        return farFrom[second] - farFrom[first + 1];
    }

    /** Of each stretch, the next one in a direction that is surely Chinese or Japanese. */
    private int[] nextSure(int step) {
        int[] next = new int[signs.size()];
        int sure = -1;
        for (int i = step < 0 ? 0 : next.length - 1; i >= 0 && i < next.length; i -= step) {
            next[i] = sure;
            Sign one = signs.get(i);
            if (one.atom().isEastern() && one.sure().isPresent()) {
                sure = i;
            }
        }
        return next;
    }

    /** How far each stretch is from the first, and the end. */
    private int[] distances() {
        int[] far = new int[signs.size() + 1];
        for (int i = 0; i < signs.size(); i++) {
            Atom atom = signs.get(i).atom();
            boolean ends = atom.kind() == Atom.Kind.NEUTRAL && endsSentence(atom);
            far[i + 1] = far[i] + atom.end() - atom.begin() + (ends ? ANOTHER_SENTENCE : 0);
        }
        return far;
    }

    private boolean endsSentence(Atom atom) {
        return atom.in(text).chars().anyMatch(c -> SENTENCE_ENDS.indexOf(c) >= 0);
    }

    /** Of Chinese and Japanese what there is more of; else English, if there is any. */
    private Language main(List<Optional<Language>> all, Optional<Language> around) {
        int chinese = 0;
        int japanese = 0;
        boolean english = false;
        for (int i = 0; i < signs.size(); i++) {
            Atom atom = signs.get(i).atom();
            int length = atom.end() - atom.begin();
            if (atom.isEastern() && all.get(i).isPresent()) {
                chinese += all.get(i).get().equals(Language.ZH) ? length : 0;
                japanese += all.get(i).get().equals(Language.JP) ? length : 0;
            }
            english |= all.get(i).equals(Optional.of(Language.EN));
        }
        if (chinese > 0 || japanese > 0) {
            return japanese > chinese ? Language.JP : Language.ZH;
        }
        if (english) {
            return Language.EN;
        }
        return spoken.contains(own)
                ? own
                : around.filter(spoken::contains).orElseGet(() -> spoken.getFirst());
    }

    /** Of what they count, which stands behind them, or before; between English words of them. */
    private Language digits(int at, List<Optional<Language>> all, Language main) {
        Optional<Integer> before = neighbour(at, -1, MixedText::isBlankOrCurrency);
        Optional<Integer> after = neighbour(at, 1, String::isBlank);
        if (after.isPresent() && after.get() == at + 1 && isEastern(after.get(), all)) {
            return all.get(after.get()).orElse(main);
        }
        if (before.isPresent() && before.get() == at - 1 && isEastern(before.get(), all)) {
            return all.get(before.get()).orElse(main);
        }
        boolean english =
                (before.isPresent() || after.isPresent())
                        && before.map(i -> isEnglish(i, all)).orElse(true)
                        && after.map(i -> isEnglish(i, all)).orElse(true);
        return english || isAmongEnglish(at, all) ? Language.EN : main;
    }

    /** Whether English words are the next on both sides, whatever marks stand between. */
    private boolean isAmongEnglish(int at, List<Optional<Language>> all) {
        return neighbour(at, -1, _ -> true).filter(i -> isEnglish(i, all)).isPresent()
                && neighbour(at, 1, _ -> true).filter(i -> isEnglish(i, all)).isPresent();
    }

    private boolean isEastern(int at, List<Optional<Language>> all) {
        return signs.get(at).atom().isEastern() && all.get(at).isPresent();
    }

    private static boolean isEnglish(int at, List<Optional<Language>> all) {
        return all.get(at).equals(Optional.of(Language.EN));
    }

    /**
     * The next stretch of letters or digits.
     *
     * @param passed what may stand between
     */
    private Optional<Integer> neighbour(int at, int step, Predicate<String> passed) {
        for (int i = at + step; i >= 0 && i < signs.size(); i += step) {
            Atom atom = signs.get(i).atom();
            if (atom.kind() != Atom.Kind.NEUTRAL) {
                return Optional.of(i);
            }
            if (!passed.test(atom.in(text))) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isBlankOrCurrency(String marks) {
        return marks.chars().allMatch(c -> Character.isWhitespace(c) || isCurrency(c));
    }

    private static boolean isCurrency(int c) {
        return Character.getType(c) == Character.CURRENCY_SYMBOL;
    }

    private Languages languages(List<Optional<Language>> all, Language main) {
        List<LanguageRun> runs = new ArrayList<>();
        Optional<Language> before = Optional.empty();
        int lastEnd = 0;
        for (int i = 0; i < signs.size(); i++) {
            Optional<Language> language = all.get(i);
            if (language.isEmpty()) {
                continue; // marks stay with what is before them
            }
            if (before.isPresent() && !before.equals(language)) {
                int cut = openingBegin(lastEnd, signs.get(i).atom());
                runs.add(new LanguageRun(before.get(), cut));
            }
            before = language;
            lastEnd = signs.get(i).atom().end();
        }
        Language last = before.orElse(main);
        if (runs.isEmpty()) {
            return new Languages(last, List.of());
        }
        runs.add(new LanguageRun(last, text.length()));
        return new Languages(main, runs);
    }

    /** Where the marks begin that open what follows; currencies before a number are of it. */
    private int openingBegin(int from, Atom to) {
        boolean number = to.kind() == Atom.Kind.DIGITS;
        int at = to.begin();
        while (at > from && (opens(at - 1) || (number && isCurrency(text.charAt(at - 1))))) {
            at--;
        }
        return at;
    }

    private boolean opens(int at) {
        char c = text.charAt(at);
        if (c == '"') {
            return quotesBefore[at] % 2 == 0;
        }
        return OPENING.indexOf(c) >= 0;
    }
}
