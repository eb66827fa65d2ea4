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
            boolean vowelNext = EnglishIpa.beginsWithVowel(ipa.get(i + 1));
            if (pair.isPresent()) {
                joined[i + 1] = true;
                join(pair.get(), ipa, i);
            } else if (vowelNext && ipa.get(i).equals(clause.get(i).form().inside())) {
                ipa.set(i, linked(clause.get(i).form().beforeVowel()));
            } else if (vowelNext && !clause.get(i).key().isEmpty()) {
                ipa.set(i, linked(ipa.get(i)));
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
            String form = stressBehind ? word.form().inside() : word.form().last();
            stressBehind |= form.indexOf('ˈ') >= 0;
            ipa.addFirst(form);
        }
        return ipa;
    }

    private Optional<SpokenForms.Pair> pair(Word first, Word second) {
        return first.key().isEmpty() || second.key().isEmpty()
                ? Optional.empty()
                : forms.pair(first.key(), second.key());
    }

    /** A form with the primary stress of its clause is kept. */
    private static void join(SpokenForms.Pair pair, List<String> ipa, int i) {
        if (!pair.first().isEmpty() && ipa.get(i).indexOf('ˈ') < 0) {
            ipa.set(i, pair.first());
        }
        if (!pair.second().isEmpty() && ipa.get(i + 1).indexOf('ˈ') < 0) {
            ipa.set(i + 1, pair.second());
        }
    }

    private static String linked(String ipa) {
        return ipa.endsWith("ɚ") || ipa.endsWith("ɜː") ? ipa + "ɹ" : ipa;
    }
}
