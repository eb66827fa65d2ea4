package voxfarm.frontend;

import java.util.List;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;

/**
 * How a text is spoken, in one utterance whatever its languages.
 *
 * @param runs stretches of one language each, in order; at least one
 * @param notSpoken what of the text has no reading and was left out, in order
 * @throws VoxfarmException {@code INVALID_PLAN} if there is no run
 */
public record SpokenText(List<Run> runs, List<NotSpoken> notSpoken) {
    /** The phone before the first and behind the last one of a run. */
    public static final String END = "_";

    /** The ends, and what every release counts among its marks. */
    private static final Set<String> UNSPOKEN =
            Set.of(END, "!", "?", "…", ",", ".", "'", "-", "SP", "UNK");

    public SpokenText {
        runs = List.copyOf(runs);
        notSpoken = List.copyOf(notSpoken);
        if (runs.isEmpty()) {
            throw new VoxfarmException(ErrorCode.INVALID_PLAN, "spoken text: expected a run");
        }
    }

    /**
     * A stretch of one language, as it would be spoken alone.
     *
     * @param bertText normalised; what the language's BERT model reads
     * @param bertByWord whether that model's tokenizer is given the words one by one: it cuts the
     *     whole otherwise, and the counts would not be its own
     * @param phones with {@link #END} at both ends
     * @param tones one a phone, as the language counts them
     * @param word2ph phones of each token of the BERT text, and of both ends
     * @param words in order; their tokens are all but the two ends
     * @throws VoxfarmException {@code INVALID_PLAN} if the counts differ
     */
    public record Run(
            Language language,
            String bertText,
            boolean bertByWord,
            List<String> phones,
            List<Integer> tones,
            List<Integer> word2ph,
            List<Word> words) {
        public Run {
            phones = List.copyOf(phones);
            tones = List.copyOf(tones);
            word2ph = List.copyOf(word2ph);
            words = List.copyOf(words);
            int sum = word2ph.stream().mapToInt(Integer::intValue).sum();
            int tokens = words.stream().mapToInt(Word::tokens).sum();
            if (tones.size() != phones.size()
                    || sum != phones.size()
                    || tokens != word2ph.size() - 2) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_PLAN,
                        "phones: expected as many tones as phones, a word2ph that adds up and words"
                                + " for all its tokens, was %d, %d and %d, and %d for %d",
                        phones.size(),
                        tones.size(),
                        sum,
                        tokens,
                        word2ph.size() - 2);
            }
        }
    }

    /**
     * A word, and how it came to be spoken as it is.
     *
     * @param text normalised
     * @param span what it stands for in the caller's text
     * @param tokens of the run's BERT text, from 0
     * @param tag part of speech, in the tags of the language's tagger
     * @param read by the dictionaries, in the notation of the language
     * @param spoken the same after neighbours changed each other, or as somebody set it
     */
    public record Word(
            String text,
            Span span,
            int tokens,
            String tag,
            List<String> read,
            List<String> spoken,
            Source source) {
        public Word {
            read = List.copyOf(read);
            spoken = List.copyOf(spoken);
        }
    }

    /** Who or what decided how a word is read. */
    public enum Source {
        /** A mark in the text. */
        INLINE("inline"),
        REQUEST_DICTIONARY("dictionary:request"),
        VOICE_DICTIONARY("dictionary:voice"),
        FARM_DICTIONARY("dictionary:farm"),
        /** The pronouncing dictionary of a front end, and endings of its words. */
        LEXICON("lexicon"),
        /** A word of several readings, by what stands around it. */
        HOMOGRAPH("homograph"),
        /** A word in the place of a number, a sign, a date, a short form. */
        NORMALIZATION("normalization"),
        /** Letter by letter. */
        LETTERS("letters"),
        /** Rules from letters to sounds. */
        RULES("rules"),
        /** A network from letters to sounds. */
        NETWORK("network"),
        /** A mark, which is a pause or a tone of voice. */
        PUNCTUATION("punctuation"),
        /** The program espeak-ng. */
        ESPEAK("espeak-ng");

        private final String wireName;

        Source(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        public static Source of(Readings.Layer layer) {
            return switch (layer) {
                case REQUEST -> REQUEST_DICTIONARY;
                case VOICE -> VOICE_DICTIONARY;
                case FARM -> FARM_DICTIONARY;
            };
        }

        /** Whether somebody set the reading. */
        public boolean isSet() {
            return switch (this) {
                case INLINE, REQUEST_DICTIONARY, VOICE_DICTIONARY, FARM_DICTIONARY -> true;
                case LEXICON,
                        HOMOGRAPH,
                        NORMALIZATION,
                        LETTERS,
                        RULES,
                        NETWORK,
                        PUNCTUATION,
                        ESPEAK ->
                        false;
            };
        }
    }

    /** A piece of the text that has no reading. */
    public record NotSpoken(String text, Span span) {}

    /** Whether there is more to hear than ends and marks: a mark alone is a breath, no speech. */
    public boolean spoken() {
        return runs.stream()
                .flatMap(run -> run.phones().stream())
                .anyMatch(phone -> !UNSPOKEN.contains(phone));
    }
}
