package voxfarm.frontend.ja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The phones of a text, with their places in accent phrases: what Open JTalk's full-context labels
 * say of them, as far as it is needed.
 */
final class PhoneLabels {
    /** Between two stretches of speech. */
    static final String PAUSE = "pau";

    private static final int MOST = 49;

    /**
     * A phone.
     *
     * @param phone as Open JTalk names it: vowels that are not voiced are capitals
     * @param fromAccent moras from the accent's to its own, A1 of a label; 0 for a pause
     * @param inPhrase its mora in the accent phrase, from 1, A2 of a label; 0 for a pause
     * @param toEnd its mora from the phrase's end, from 1, A3 of a label; 0 for a pause
     */
    record Label(String phone, int fromAccent, int inPhrase, int toEnd) {
        boolean isPause() {
            return phone.equals(PAUSE);
        }
    }

    private final ReadingRules rules;
    private final List<Phone> phones = new ArrayList<>();
    private int moras;
    private @Nullable Phrase phrase;
    private boolean pauseIsDue;

    private PhoneLabels(ReadingRules rules) {
        this.rules = rules;
    }

    /** An accent phrase: moras from one on, up to another. */
    private static final class Phrase {
        final int accent;
        final int firstMora;
        int endMora;

        Phrase(int accent, int firstMora) {
            this.accent = accent;
            this.firstMora = firstMora;
        }
    }

    private static final class Phone {
        String name;
        final int mora;
        @Nullable Phrase phrase;

        Phone(String name, int mora) {
            this.name = name;
            this.mora = mora;
        }
    }

    static List<Label> of(NjdWords words, ReadingRules rules) {
        PhoneLabels labels = new PhoneLabels(rules);
        for (NjdWord word = words.first(); word != null; word = word.next) {
            labels.add(word);
        }
        return labels.phones.stream().map(PhoneLabels::label).toList();
    }

    private static Label label(Phone phone) {
        Phrase phrase = phone.phrase;
        if (phrase == null) {
            return new Label(phone.name, 0, 0, 0);
        }
        int index = phone.mora - phrase.firstMora + 1;
        int moras = phrase.endMora - phrase.firstMora;
        int accent = phrase.accent == 0 ? moras : phrase.accent;
        return new Label(
                phone.name,
                Math.clamp((long) index - accent, -MOST, MOST),
                Math.clamp(index, 1, MOST),
                Math.clamp(moras - index + 1, 1, MOST));
    }

    private void add(NjdWord word) {
        String spoken = word.pronunciation;
        if (spoken.equals(Pronunciation.PAUSE) || spoken.equals(Pronunciation.QUESTION)) {
            pauseIsDue = true;
            return;
        }
        int firstPhone = phones.size();
        int firstMora = moras;
        boolean begun = false;
        for (int at = 0; at < spoken.length(); ) {
            if (spoken.startsWith(Pronunciation.LONG, at)) {
                lengthen();
                firstPhone = begun ? firstPhone : phones.size();
                firstMora = begun ? firstMora : moras;
                at++;
                continue;
            }
            if (spoken.charAt(at) == Devoicing.SILENT) {
                if (begun) {
                    devoice(phones.getLast());
                }
                at++;
                continue;
            }
            String mora = ReadingRules.longest(rules.moras, spoken, at).orElse("");
            ReadingRules.@Nullable Mora sounds = rules.moras.get(mora);
            if (sounds == null) {
                break;
            }
            if (pauseIsDue && !phones.isEmpty()) {
                phones.add(new Phone(PAUSE, moras));
                firstPhone = phones.size();
            }
            pauseIsDue = false;
            begun = true;
            phones.add(new Phone(sounds.consonant(), moras));
            if (!sounds.vowel().isEmpty()) {
                phones.add(new Phone(sounds.vowel(), moras));
            }
            moras++;
            at += mora.length();
        }
        if (begun) {
            join(word, firstPhone, firstMora);
        }
    }

    /** The vowel before goes on, and with it the word and the phrase that it is of. */
    private void lengthen() {
        if (phones.isEmpty() || pauseIsDue) {
            return;
        }
        Phone last = phones.getLast();
        Phone longer = new Phone(last.name, moras);
        longer.phrase = last.phrase;
        phones.add(longer);
        moras++;
        if (longer.phrase != null) {
            longer.phrase.endMora = moras;
        }
    }

    private static void devoice(Phone phone) {
        if ("aiueo".contains(phone.name)) {
            phone.name = phone.name.toUpperCase(Locale.ROOT);
        }
    }

    private void join(NjdWord word, int firstPhone, int firstMora) {
        Phrase joined = phrase;
        if (joined == null || word.chained != 1) {
            joined = new Phrase(word.accent, firstMora);
            phrase = joined;
        }
        joined.endMora = moras;
        for (Phone phone : phones.subList(firstPhone, phones.size())) {
            if (!phone.name.equals(PAUSE)) {
                phone.phrase = joined;
            }
        }
    }
}
