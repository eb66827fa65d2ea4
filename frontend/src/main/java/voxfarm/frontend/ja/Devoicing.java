package voxfarm.frontend.ja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fifth pass: vowels that fall silent between voiceless consonants. Marks them in the
 * pronunciation with {@link #SILENT}.
 */
final class Devoicing {
    static final char SILENT = '’';

    /** Moras of foreign words that this pass does not know. */
    private static final Set<String> STRANGE = Set.of("グヮ", "クヮ", "ヶ", "ヮ");

    private static final Set<String> PREDICATES =
            Set.of(Pronunciation.VERB, Pronunciation.AUXILIARY, "感動詞");
    private static final Set<String> SHI =
            Set.of(Pronunciation.VERB, Pronunciation.AUXILIARY, "助詞");

    private final ReadingRules rules;

    Devoicing(ReadingRules rules) {
        this.rules = rules;
    }

    private enum Voice {
        UNKNOWN,
        VOICED,
        SILENT
    }

    /** A mora of a word. */
    private static final class Mora {
        final NjdWord word;
        final String text;

        /** In the phrase, from 0. */
        final int index;

        /** Of the phrase. */
        final int accent;

        Voice voice;

        Mora(NjdWord word, String text, int index, int accent, Voice voice) {
            this.word = word;
            this.text = text;
            this.index = index;
            this.accent = accent;
            this.voice = voice;
        }

        boolean isAccented() {
            return accent == index + 1;
        }
    }

    void apply(NjdWords words) {
        List<Mora> moras = new ArrayList<>();
        @Nullable NjdWord strange = null; // it and what is behind it stay as they are
        for (NjdWord word = words.first(); word != null && strange == null; word = word.next) {
            strange = split(word, moras) ? null : word;
        }
        for (int i = 0; i < moras.size(); i++) {
            decide(
                    moras.get(i),
                    i + 1 < moras.size() ? moras.get(i + 1) : null,
                    i + 2 < moras.size() ? moras.get(i + 2) : null);
        }
        for (int i = 0; i < moras.size(); ) {
            NjdWord word = moras.get(i).word;
            StringBuilder spoken = new StringBuilder();
            for (; i < moras.size() && moras.get(i).word == word; i++) {
                spoken.append(moras.get(i).text);
                if (moras.get(i).voice == Voice.SILENT) {
                    spoken.append(SILENT);
                }
            }
            if (word != strange) {
                word.pronunciation = spoken.toString();
            }
        }
    }

    /**
     * Adds the moras of a word up to the first that is not known.
     *
     * @return whether all of them are
     */
    private boolean split(NjdWord word, List<Mora> moras) {
        boolean begins = word.chained != 1 || moras.isEmpty();
        int index = begins ? 0 : moras.getLast().index + 1;
        int accent = begins ? word.accent : moras.getLast().accent;
        String spoken = word.pronunciation;
        if (spoken.equals(Pronunciation.PAUSE) || spoken.equals(Pronunciation.QUESTION)) {
            moras.add(new Mora(word, spoken, index, accent, Voice.VOICED));
            return true;
        }
        for (int at = 0; at < spoken.length(); ) {
            String mora = mora(spoken, at);
            if (mora.isEmpty()) {
                return false;
            }
            at += mora.length();
            boolean silent = at < spoken.length() && spoken.charAt(at) == SILENT;
            at += silent ? 1 : 0;
            moras.add(new Mora(word, mora, index, accent, silent ? Voice.SILENT : Voice.UNKNOWN));
            index++;
        }
        return true;
    }

    private String mora(String text, int at) {
        if (text.startsWith(Pronunciation.LONG, at)) {
            return Pronunciation.LONG;
        }
        String mora = ReadingRules.longest(rules.moras, text, at).orElse("");
        if (!STRANGE.contains(mora)) {
            return mora;
        }
        String first = mora.substring(0, 1);
        return STRANGE.contains(first) ? "" : first;
    }

    private void decide(Mora mora, @Nullable Mora next, @Nullable Mora afterNext) {
        if (next != null && afterNext != null) {
            endOfPoliteForms(mora, next, afterNext);
        }
        if (next != null
                && mora.voice != Voice.SILENT
                && next.voice == Voice.UNKNOWN
                && (afterNext == null || afterNext.voice != Voice.SILENT)) {
            shi(mora, next, afterNext);
        }
        if (mora.voice == Voice.UNKNOWN) {
            boolean voiced =
                    mora.word.tag.equals(Pronunciation.FILLER)
                            || (next != null && next.voice == Voice.SILENT)
                            || mora.isAccented();
            mora.voice = voiced ? Voice.VOICED : between(mora.text, next);
        }
        if (mora.voice == Voice.SILENT && next != null && next.voice == Voice.UNKNOWN) {
            next.voice = Voice.VOICED;
        }
    }

    /** です and ます. */
    private static void endOfPoliteForms(Mora mora, Mora next, Mora afterNext) {
        if (mora.word == next.word
                && next.word != afterNext.word
                && (mora.text.equals("マ") || mora.text.equals("デ"))
                && next.text.equals("ス")
                && PREDICATES.contains(next.word.tag)) {
            String behind = afterNext.word.pronunciation;
            boolean voiced =
                    behind.equals(Pronunciation.QUESTION) || behind.equals(Pronunciation.LONG);
            next.voice = voiced ? Voice.VOICED : Voice.SILENT;
        }
    }

    /** し as a word or an ending. */
    private void shi(Mora mora, Mora next, @Nullable Mora afterNext) {
        if (!next.word.pronunciation.equals("シ") || !SHI.contains(next.word.tag)) {
            return;
        }
        next.voice = next.isAccented() ? Voice.VOICED : between(next.text, afterNext);
        if (next.voice == Voice.SILENT) {
            if (mora.voice == Voice.UNKNOWN) {
                mora.voice = Voice.VOICED;
            }
            if (afterNext != null && afterNext.voice == Voice.UNKNOWN) {
                afterNext.voice = Voice.VOICED;
            }
        }
    }

    private Voice between(String mora, @Nullable Mora next) {
        if (next == null) {
            return Voice.VOICED;
        }
        for (ReadingRules.Devoicing rule : rules.devoicing) {
            if (rule.moras().contains(mora)) {
                boolean silent = rule.before().contains(next.text.substring(0, 1));
                return silent ? Voice.SILENT : Voice.VOICED;
            }
        }
        return Voice.UNKNOWN;
    }
}
