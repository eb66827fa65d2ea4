package voxfarm.frontend.ja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import voxfarm.frontend.TextRules;

/**
 * Phones and tones of a text as releases from JP-Extra on have them: words are spoken as they are
 * read, and the pitch goes up and down by accent phrases, whatever their words (after Kurihara,
 * Seiyama and Kumano, "Prosodic features control by symbols as input of sequence-to-sequence
 * acoustic modeling for neural TTS", 2021). Thread-safe.
 */
final class JapanesePhrases {
    /** In place of each character that has no reading. */
    private static final String UNREAD = "'";

    private static final String DASH = "-";
    private static final String VOWELS = "aiueoN";

    private final JapaneseAnalysis analysis;

    JapanesePhrases(JapaneseAnalysis analysis) {
        this.analysis = analysis;
    }

    /** A word before its tones are known. */
    private record Draft(
            NjdWord word, String text, String reading, List<String> phones, boolean unread) {}

    /**
     * @param text normalised; takes memory by its length
     */
    List<JapaneseWords.Word> of(String text, TextRules release, SetWords set) {
        NjdWords words = analysis.words(FullWidth.of(text), set);
        List<Draft> drafts = new ArrayList<>();
        for (NjdWord word = words.first(); word != null; word = word.next) {
            drafts.add(draft(word, release));
        }
        lengthen(drafts);
        Pitch pitch = new Pitch(tones(analysis.labels(words)));
        List<JapaneseWords.Word> all = new ArrayList<>();
        for (Draft draft : drafts) {
            List<Integer> tones = draft.phones().stream().map(pitch::of).toList();
            List<String> phones =
                    draft.phones().stream()
                            .map(phone ->
                                    release.japaneseMoraicNasal() ? phone : MoraPhones.plain(phone))
                            .toList();
            all.add(
                    new JapaneseWords.Word(
                            draft.text(),
                            draft.reading(),
                            draft.word().tag,
                            phones,
                            tones,
                            draft.unread(),
                            draft.word().set,
                            draft.word().begin,
                            draft.word().end));
        }
        return all;
    }

    private static Draft draft(NjdWord word, TextRules release) {
        String written = JapaneseNormalizer.known(word.text, release);
        String reading = word.pronunciation.replace(String.valueOf(Devoicing.SILENT), "");
        boolean mark =
                reading.equals(Pronunciation.PAUSE) || reading.equals(Pronunciation.QUESTION);
        if (!mark) {
            return new Draft(word, written, reading, MoraPhones.of(reading), false);
        }
        boolean marks =
                !written.isEmpty()
                        && written.chars().allMatch(c -> JapaneseNormalizer.MARKS.indexOf(c) >= 0);
        String said = marks ? written : UNREAD.repeat(written.length());
        List<String> phones = new ArrayList<>(said.chars().mapToObj(Character::toString).toList());
        return new Draft(word, written, said, phones, !marks);
    }

    /** A long vowel goes on from the word before; where there is none to go on, it was a dash. */
    private static void lengthen(List<Draft> drafts) {
        String before = "";
        for (Draft draft : drafts) {
            List<String> phones = draft.phones();
            for (int i = 0; i < phones.size(); i++) {
                if (phones.get(i).equals(MoraPhones.LONG)) {
                    boolean vowel = !before.isEmpty() && VOWELS.contains(before);
                    phones.set(i, vowel || (i > 0 && before.equals(DASH)) ? before : DASH);
                }
                before = phones.get(i);
            }
        }
    }

    /** A phone, and whether it is high. */
    private record Tone(String phone, int tone) {}

    private static List<Tone> tones(List<PhoneLabels.Label> labels) {
        List<Tone> all = new ArrayList<>();
        List<Tone> phrase = new ArrayList<>();
        int tone = 0;
        for (int i = 0; i < labels.size(); i++) {
            PhoneLabels.Label label = labels.get(i);
            boolean ends = label.isPause();
            if (!ends) {
                phrase.add(new Tone(sounded(label.phone()), tone));
                int next = i + 1 < labels.size() ? labels.get(i + 1).inPhrase() : 0;
                Optional<Integer> step = step(label, next);
                ends = step.isEmpty();
                tone += step.orElse(0);
            }
            if (ends) {
                addFrom(phrase, all);
                tone = 0;
            }
        }
        addFrom(phrase, all);
        return all;
    }

    /** As the voices name a phone, devoiced vowels as voiced ones. */
    private static String sounded(String phone) {
        return "AIUEO".contains(phone) ? phone.toLowerCase(Locale.ROOT) : MoraPhones.symbol(phone);
    }

    /**
     * How the pitch goes on behind a phone; empty if its phrase ends there.
     *
     * @param next the next phone's mora in its phrase; 0 if there is none
     */
    private static Optional<Integer> step(PhoneLabels.Label label, int next) {
        boolean endsMora = "aeiouAEIOUNcl".contains(label.phone());
        if (label.toEnd() == 1 && next == 1 && endsMora) {
            return Optional.empty();
        }
        int moras = label.inPhrase() + label.toEnd() - 1;
        if (label.fromAccent() == 0 && next == label.inPhrase() + 1 && label.inPhrase() != moras) {
            return Optional.of(-1);
        }
        return Optional.of(label.inPhrase() == 1 && next == 2 ? 1 : 0);
    }

    /** Of a phrase that only falls, what is before the fall is high. */
    private static void addFrom(List<Tone> phrase, List<Tone> all) {
        boolean falls = phrase.stream().anyMatch(phone -> phone.tone() < 0);
        for (Tone phone : phrase) {
            all.add(new Tone(phone.phone(), Math.clamp(phone.tone() + (falls ? 1 : 0), 0, 1)));
        }
        phrase.clear();
    }

    /** Gives the phones of a text their tones in turn; marks have none. */
    private static final class Pitch {
        private final List<Tone> tones;
        private int at;

        Pitch(List<Tone> tones) {
            this.tones = tones;
        }

        int of(String phone) {
            boolean mark = JapaneseNormalizer.MARKS.contains(phone);
            return mark || at == tones.size() ? 0 : tones.get(at++).tone();
        }
    }
}
