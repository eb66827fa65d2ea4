package voxfarm.frontend.ja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A word on its way through the passes that read it, with what Open JTalk's dictionary says of one.
 * What is not known is {@link #NONE}. Mutable; on one thread.
 */
final class NjdWord {
    static final String NONE = "*";

    String text = NONE;

    /** Part of speech. */
    String tag = NONE;

    String tag1 = NONE;
    String tag2 = NONE;
    String tag3 = NONE;
    String inflection = NONE;
    String form = NONE;

    /** As it stands in a dictionary. */
    String lemma = NONE;

    /** In katakana. */
    String reading = NONE;

    /** In katakana, as it is spoken; {@code ’} behind a vowel that is not voiced. */
    String pronunciation = NONE;

    /** Behind which mora the pitch falls; 0 for none. */
    int accent;

    int moras;

    /** How it changes the accent of the phrase that it joins. */
    String chainRule = NONE;

    /** 1 if it joins the word before it, 0 if not, -1 if that is not decided. */
    int chained = -1;

    /** Whether somebody set how it is read. */
    boolean set;

    /** What it stands for in the text. */
    int begin;

    int end;

    @Nullable NjdWord before;
    @Nullable NjdWord next;

    NjdWord(int begin, int end) {
        this.begin = begin;
        this.end = end;
    }

    /** A word, or the several that one entry of the dictionary stands for. */
    static List<NjdWord> of(Morpheme morpheme) {
        int end = morpheme.begin() + morpheme.surface().length();
        NjdWord word = new NjdWord(morpheme.begin(), end);
        word.set = morpheme.set();
        List<NjdWord> more = word.load(morpheme.surface(), split(morpheme.feature(), ','));
        List<NjdWord> all = new ArrayList<>(List.of(word));
        all.addAll(more);
        return all;
    }

    /** Takes what a rule says of it: text and values between commas. */
    void load(String rule) {
        int comma = rule.indexOf(',');
        load(rule.substring(0, comma), split(rule.substring(comma + 1), ','));
    }

    private List<NjdWord> load(String surface, List<String> values) {
        tag = value(values, 0);
        tag1 = value(values, 1);
        tag2 = value(values, 2);
        tag3 = value(values, 3);
        inflection = value(values, 4);
        form = value(values, 5);
        String accents = values.size() > 9 ? values.get(9) : "";
        chainRule = value(values, 10);
        if (values.size() > 11 && values.get(11).matches("[01]")) {
            chained = values.get(11).charAt(0) - '0';
        }
        boolean symbol = accents.contains(NONE) || !accents.contains("/");
        List<String> parts = symbol ? List.of("") : split(accents, ':');
        if (parts.size() <= 1) {
            text = surface;
            lemma = value(values, 6);
            reading = value(values, 7);
            pronunciation = value(values, 8);
            setAccent(parts.getFirst());
            return List.of();
        }
        return loadSeveral(surface, values, parts);
    }

    private List<NjdWord> loadSeveral(String surface, List<String> values, List<String> accents) {
        List<String> lemmas = split(values.get(6), ':');
        List<String> readings = split(values.get(7), ':');
        List<String> pronunciations = split(values.get(8), ':');
        List<NjdWord> more = new ArrayList<>();
        int at = 0;
        int whole = end;
        for (int i = 0; i < accents.size(); i++) {
            NjdWord word = i == 0 ? this : copy();
            word.lemma = value(lemmas, i);
            int length = i < lemmas.size() ? lemmas.get(i).length() : 0;
            int to = i == accents.size() - 1 ? surface.length() : at + length;
            word.text = to >= at && to <= surface.length() ? surface.substring(at, to) : NONE;
            word.begin = Math.min(begin + at, whole);
            word.end = Math.min(begin + to, whole);
            word.reading = value(readings, i);
            word.pronunciation = value(pronunciations, i);
            word.setAccent(accents.get(i));
            if (i > 0) {
                word.chained = 0;
                more.add(word);
            }
            at = Math.min(to, surface.length());
        }
        return more;
    }

    private NjdWord copy() {
        NjdWord other = new NjdWord(begin, end);
        other.tag = tag;
        other.tag1 = tag1;
        other.tag2 = tag2;
        other.tag3 = tag3;
        other.inflection = inflection;
        other.form = form;
        other.chainRule = chainRule;
        return other;
    }

    private void setAccent(String accentAndMoras) {
        List<String> both = split(accentAndMoras, '/');
        accent = number(both.getFirst());
        moras = both.size() > 1 ? number(both.get(1)) : 0;
    }

    static int number(String digits) {
        return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
    }

    private static String value(List<String> values, int at) {
        return at >= values.size() || values.get(at).isEmpty() ? NONE : values.get(at);
    }

    private static List<String> split(String text, char by) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(by); at >= 0; at = text.indexOf(by, from)) {
            parts.add(text.substring(from, at));
            from = at + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }

    boolean isSilent() {
        return pronunciation.equals(NONE);
    }

    void silence() {
        pronunciation = NONE;
    }
}
