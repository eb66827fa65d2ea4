package voxfarm.frontend.ja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import voxfarm.common.LastUsed;
import voxfarm.frontend.TextRules;

/**
 * Phones and tones of a text, word by word, as Bert-VITS2 makes them of what Open JTalk says: words
 * are read in katakana, and what they are read as is analysed once more, alone. Thread-safe.
 */
final class JapaneseWords {
    /** Of what single readings are spoken as; a book has some thousand. */
    private static final long REMEMBERED_BYTES = 2L << 20;

    /** A mark in place of what has no reading. */
    private static final String COMMA = ",";

    private static final char LONG = 'ー';

    /** As in クヮ and グヮ. */
    private static final Map<String, List<String>> ROUNDED =
            Map.of("kw", List.of("k", "w"), "gw", List.of("g", "w"));

    private final JapaneseAnalysis analysis;
    private final LastUsed<String, List<String>> known =
            new LastUsed<>(
                    REMEMBERED_BYTES,
                    (reading, phones) -> 2L * reading.length() + 8L * phones.size());

    JapaneseWords(JapaneseAnalysis analysis) {
        this.analysis = analysis;
    }

    /**
     * A word with its phones.
     *
     * @param text in the characters of the normalised text; what the BERT model reads
     * @param reading in katakana, or the mark itself
     * @param tag part of speech
     * @param phones empty if it cannot be spoken
     * @param tones 0 for low and 1 for high, one a phone
     * @param unread whether it stands for something that has no reading
     * @param set whether somebody set how it is read
     * @param begin of what it stands for in the normalised text
     * @param end behind that
     */
    record Word(
            String text,
            String reading,
            String tag,
            List<String> phones,
            List<Integer> tones,
            boolean unread,
            boolean set,
            int begin,
            int end) {
        Word {
            phones = List.copyOf(phones);
            tones = List.copyOf(tones);
        }

        /** The word with two phones in place of those that Open JTalk has and no voice. */
        Word speakable() {
            if (phones.stream().noneMatch(ROUNDED::containsKey)) {
                return this;
            }
            List<String> spoken = new ArrayList<>();
            List<Integer> pitch = new ArrayList<>();
            for (int i = 0; i < phones.size(); i++) {
                for (String phone : ROUNDED.getOrDefault(phones.get(i), List.of(phones.get(i)))) {
                    spoken.add(phone);
                    pitch.add(tones.get(i));
                }
            }
            return new Word(text, reading, tag, spoken, pitch, unread, set, begin, end);
        }
    }

    /** A step of the pitch at a phone: 1 up, -1 down, 0 neither. */
    private record Step(String phone, int change) {}

    /** A word on its way. */
    private static final class Draft {
        final String text;
        final String reading;
        final NjdWord word;
        final int begin;
        final int end;
        final boolean unread;
        List<String> phones = List.of();

        Draft(String text, String reading, NjdWord word, int begin, int end, boolean unread) {
            this.text = text;
            this.reading = reading;
            this.word = word;
            this.begin = begin;
            this.end = end;
            this.unread = unread;
        }
    }

    /**
     * @param text normalised; takes memory by its length
     */
    List<Word> of(String text, TextRules rules, SetWords set) {
        NjdWords words = analysis.words(FullWidth.of(text), set);
        List<Draft> drafts = new ArrayList<>();
        for (NjdWord word = words.first(); word != null; word = word.next) {
            draft(word, rules, drafts);
        }
        for (Draft draft : drafts) {
            draft.phones =
                    draft.word.set // as somebody said it, and not as it is analysed once more
                            ? MoraPhones.of(draft.reading)
                            : new ArrayList<>(phones(draft.reading));
            draft.phones.replaceAll(MoraPhones::plain);
        }
        lengthen(drafts);
        boolean flat = rules.compareTo(TextRules.V2_0) < 0;
        Pitch pitch = new Pitch(flat ? List.of() : steps(analysis.labels(words)));
        return drafts.stream().map(draft -> finished(draft, pitch)).toList();
    }

    private static Word finished(Draft draft, Pitch pitch) {
        return new Word(
                draft.text,
                draft.reading,
                draft.word.tag,
                draft.phones,
                pitch.of(draft.phones),
                draft.unread || draft.phones.isEmpty(),
                draft.word.set,
                draft.begin,
                draft.end);
    }

    /** A word, or the characters of one that has no reading. */
    private static void draft(NjdWord word, TextRules rules, List<Draft> drafts) {
        String form = rules == TextRules.V1_1_FIX ? word.lemma : word.text;
        String written = JapaneseNormalizer.known(form, rules);
        String reading = word.pronunciation.replace(String.valueOf(Devoicing.SILENT), "");
        if (!reading.isEmpty() && isReading(reading.charAt(0))) {
            drafts.add(new Draft(written, katakana(reading), word, word.begin, word.end, false));
            return;
        }
        if (written.length() <= 1) {
            boolean mark = JapaneseNormalizer.isMark(written, rules);
            String spoken = mark ? written : COMMA;
            drafts.add(new Draft(spoken, spoken, word, word.begin, word.end, !mark));
            return;
        }
        boolean traced = written.length() == word.end - word.begin;
        for (int i = 0; i < written.length(); i++) {
            String character = JapaneseNormalizer.known(written.substring(i, i + 1), rules);
            int begin = traced ? word.begin + i : word.begin;
            int end = traced ? begin + 1 : word.end;
            drafts.add(new Draft(character, katakana(character), word, begin, end, false));
        }
    }

    /** Whether a reading that begins so is one, and no mark. */
    private static boolean isReading(char c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || Character.isDigit(c)
                || c == '々'
                || (c >= 0x3040 && c <= 0x30ff)
                || (c >= 0x4e00 && c <= 0x9fff)
                || (c >= 0xff21 && c <= 0xff3a)
                || (c >= 0xff41 && c <= 0xff5a)
                || (c >= 0xff66 && c <= 0xff9d);
    }

    static String katakana(String kana) {
        StringBuilder made = new StringBuilder(kana.length());
        for (int i = 0; i < kana.length(); i++) {
            char c = kana.charAt(i);
            boolean hiragana = (c >= 'ぁ' && c <= 'ゖ') || c == 'ゝ' || c == 'ゞ';
            made.append(hiragana ? (char) (c + 0x60) : c);
        }
        return made.toString();
    }

    /** A long vowel at the beginning of a word stays a mark of its own. */
    private List<String> phones(String reading) {
        List<String> phones = new ArrayList<>();
        int at = 0;
        while (at < reading.length() && reading.charAt(at) == LONG) {
            phones.add(String.valueOf(LONG));
            at++;
        }
        while (at < reading.length() && !isReading(reading.charAt(at))) {
            if (JapaneseNormalizer.MARKS.indexOf(reading.charAt(at)) >= 0) {
                phones.add(reading.substring(at, at + 1));
            }
            at++;
        }
        if (at < reading.length()) {
            phones.addAll(known.get(reading.substring(at), this::analyzed));
        }
        return phones;
    }

    private List<String> analyzed(String reading) {
        NjdWords words = analysis.words(FullWidth.of(reading), SetWords.NONE);
        return analysis.labels(words).stream()
                .filter(label -> !label.isPause())
                .map(label -> symbol(label.phone()))
                .toList();
    }

    /** As the voices name a phone. */
    private static String symbol(String phone) {
        return phone.equals("cl") ? "q" : phone.toLowerCase(Locale.ROOT);
    }

    /** Gives marks of long vowels the vowel before them; the first word's goes on from the last. */
    private static void lengthen(List<Draft> drafts) {
        for (int i = 0; i < drafts.size(); i++) {
            List<String> phones = drafts.get(i).phones;
            for (int j = 0; j < phones.size(); j++) {
                if (phones.get(j).charAt(0) != LONG) {
                    continue;
                }
                if (j > 0) {
                    String before = phones.get(j - 1);
                    phones.set(j, before.substring(before.length() - 1));
                    continue;
                }
                List<String> before = drafts.get(i == 0 ? drafts.size() - 1 : i - 1).phones;
                if (!before.isEmpty()) {
                    phones.set(j, before.getLast());
                }
            }
        }
        for (Draft draft : drafts) { // nothing was before them
            draft.phones.removeIf(phone -> phone.charAt(0) == LONG);
        }
    }

    private static List<Step> steps(List<PhoneLabels.Label> labels) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            PhoneLabels.Label label = labels.get(i);
            if (label.isPause()) {
                continue;
            }
            boolean ends = i + 1 == labels.size() || labels.get(i + 1).isPause();
            int next = ends ? -1 : labels.get(i + 1).inPhrase();
            boolean falls = label.fromAccent() == 0 && next == label.inPhrase() + 1;
            boolean rises = label.inPhrase() == 1 && next == 2;
            steps.add(new Step(symbol(label.phone()), falls ? -1 : rises ? 1 : 0));
        }
        return steps;
    }

    /** Takes the steps of a text one by one, as long as the phones are those of its words. */
    private static final class Pitch {
        private final List<Step> steps;
        private int at;

        Pitch(List<Step> steps) {
            this.steps = steps;
        }

        /** What is heard at a phone is what was reached at the one before it in the word. */
        List<Integer> of(List<String> phones) {
            int[] reached = new int[phones.size()];
            for (int i = 0; i < phones.size() && at < steps.size(); i++) {
                if (phones.get(i).equals(steps.get(at).phone())) {
                    reached[i] = steps.get(at).change() + (i == 0 ? 0 : reached[i - 1]);
                    at++;
                }
            }
            boolean falls = false;
            for (int i = 0; i + 1 < reached.length; i++) {
                falls |= reached[i] == -1;
            }
            List<Integer> tones = new ArrayList<>();
            for (int i = 0; i < reached.length; i++) {
                int tone = (i == 0 ? 0 : reached[i - 1]) + (falls ? 1 : 0);
                tones.add(Math.clamp(tone, 0, 1));
            }
            return tones;
        }
    }
}
