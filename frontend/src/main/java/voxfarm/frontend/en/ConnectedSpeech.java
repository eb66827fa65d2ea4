package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of words beside each other in a clause: short ones lose their stress unless nothing
 * with stress follows, an r is heard between an r-coloured vowel and a vowel, some pairs are one.
 */
final class ConnectedSpeech {
    private final SpokenForms forms;

    ConnectedSpeech(SpokenForms forms) {
        this.forms = forms;
    }

    /**
     * A word before its neighbours are known.
     *
     * @param key small letters; empty if its form is fixed
     */
    record Word(String key, SpokenForms.Form form) {}

    /**
     * @param joined whether no space stands before it
     */
    record Heard(String ipa, boolean joined) {}

    /**
     * @param clause between two marks
     * @return as many as there are words
     */
    List<Heard> hear(List<Word> clause) {
        List<String> ipa = stresses(clause);
        boolean[] joined = new boolean[clause.size()];
        for (int i = 0; i + 1 < clause.size(); i++) {
            Optional<SpokenForms.Pair> pair =
                    joined[i] ? Optional.empty() : pair(clause.get(i), clause.get(i + 1));
            if (pair.isPresent()) {
                joined[i + 1] = pair.get().joined();
                pair(pair.get(), clause, ipa, i);
            } else if (EnglishIpa.beginsWithVowel(ipa.get(i + 1))) {
                ipa.set(i, beforeVowel(clause.get(i), ipa.get(i)));
            }
        }
        List<Heard> heard = new ArrayList<>();
        for (int i = 0; i < joined.length; i++) {
            heard.add(new Heard(ipa.get(i), joined[i]));
        }
        return heard;
    }

    /** From the end: who has nothing with stress behind it takes the stress. */
    private static List<String> stresses(List<Word> clause) {
        List<String> ipa = new ArrayList<>();
        boolean stressBehind = false;
        for (Word word : clause.reversed()) {
            SpokenForms.Form form = word.form();
            boolean last = ipa.isEmpty() || isStressed(form.last());
            boolean first = ipa.size() == clause.size() - 1;
            String heard =
                    !stressBehind && last ? form.last() : first ? form.first() : form.inside();
            stressBehind |= isStressed(heard);
            ipa.addFirst(heard);
        }
        return ipa;
    }

    private static boolean isStressed(String ipa) {
        return ipa.indexOf('ˈ') >= 0;
    }

    private Optional<SpokenForms.Pair> pair(Word first, Word second) {
        return first.key().isEmpty() || second.key().isEmpty()
                ? Optional.empty()
                : forms.pair(first.key(), second.key());
    }

    /** Who took the stress of the clause keeps it. */
    private static void pair(SpokenForms.Pair pair, List<Word> clause, List<String> ipa, int i) {
        if (!pair.first().isEmpty() && !tookStress(clause.get(i), ipa.get(i))) {
            ipa.set(i, pair.first());
        }
        if (!pair.second().isEmpty() && !tookStress(clause.get(i + 1), ipa.get(i + 1))) {
            ipa.set(i + 1, pair.second());
        }
    }

    private static boolean tookStress(Word word, String ipa) {
        return isStressed(ipa) && !isStressed(word.form().inside());
    }

    private static String beforeVowel(Word word, String ipa) {
        if (word.key().isEmpty()) {
            return ipa;
        }
        String form = ipa.equals(word.form().inside()) ? word.form().beforeVowel() : ipa;
        return form.endsWith("ɚ") || form.endsWith("ɜː") ? form + "ɹ" : form;
    }
}
