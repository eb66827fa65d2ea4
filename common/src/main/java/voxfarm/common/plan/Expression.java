package voxfarm.common.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * What colours speech beside the sliders. Which of it a voice knows depends on its release.
 *
 * @param style a text whose tone the speech takes on
 * @param speakerMix shares of several speakers by name; empty for one alone
 * @param dictionary readings of words, before all other dictionaries
 * @param moras what the whole text is read as, in Japanese; empty to read it as it is written
 */
public record Expression(
        Emotion emotion,
        Optional<StyleText> style,
        Map<String, Double> speakerMix,
        List<Pronunciation> dictionary,
        List<MoraTone> moras) {

    /** Nothing but what the voice does by itself. */
    public static final Expression NONE =
            new Expression(new Emotion.Default(), Optional.empty(), Map.of(), List.of());

    /** Of a text that is read as it is written. */
    public Expression(
            Emotion emotion,
            Optional<StyleText> style,
            Map<String, Double> speakerMix,
            List<Pronunciation> dictionary) {
        this(emotion, style, speakerMix, dictionary, List.of());
    }

    /** An emotion, or a style of Style-Bert-VITS2. */
    public sealed interface Emotion {
        /** The voice's own. */
        record Default() implements Emotion {}

        /** One of ten, of release 2.1. */
        record Index(int number) implements Emotion {}

        /** A style by its name. */
        record Named(String name) implements Emotion {}

        /** Features of CLAP or wav2vec 2, or a style vector. */
        record Features(List<Double> values) implements Emotion {
            public Features {
                values = List.copyOf(values);
            }
        }

        /**
         * A style of Style-Bert-VITS2, more or less of it than the voice learnt.
         *
         * @param of the style, itself not weighted
         * @param weight 0 to 20: 0 is the voice's first style, 1 the style as it was learnt; never
         *     1, which is the style itself
         */
        record Weighted(Emotion of, double weight) implements Emotion {
            /** Highest that is taken; as Style-Bert-VITS2's own page has it. */
            public static final double MAX_WEIGHT = 20;

            public Weighted {
                if (of instanceof Weighted || weight == 1) {
                    throw new IllegalArgumentException("expected a style and another weight");
                }
            }
        }

        /** The same with a weight; with 1 the same. */
        default Emotion weighted(double weight) {
            return weight == 1 ? this : new Weighted(this, weight);
        }

        /** What is weighted, or the emotion itself. */
        default Emotion unweighted() {
            return this instanceof Weighted(Emotion of, double _) ? of : this;
        }

        /** How much of it is asked for. */
        default double weight() {
            return this instanceof Weighted(Emotion _, double weight) ? weight : 1;
        }
    }

    /**
     * @param text not blank
     * @param weight 0 to 1
     */
    public record StyleText(String text, double weight) {
        /** Share of the style text where nothing is said. */
        public static final double DEFAULT_WEIGHT = 0.7;
    }

    /**
     * @param word or phrase as it stands in the text
     * @param reading with the name of its notation, such as {@code ipa:təmˈɑːtoʊ}, or in one that
     *     is seen: pinyin with tones, a syllable a character, such as {@code chong2 qing4}, or
     *     ARPABET, such as {@code T AH0 M AA1 T OW0}
     */
    public record Pronunciation(String word, String reading) {}

    public Expression {
        speakerMix = Map.copyOf(speakerMix);
        dictionary = List.copyOf(dictionary);
        moras = List.copyOf(moras);
        double sum = 0;
        for (double share : speakerMix.values()) {
            if (!(share >= 0 && share <= 1000)) { // NaN fails too
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "speaker_mix: expected shares from 0 to 1000, was %s",
                        share);
            }
            sum += share;
        }
        if (!speakerMix.isEmpty() && !(sum > 0)) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "speaker_mix: expected a share above 0");
        }
    }

    public boolean isNone() {
        return equals(NONE);
    }

    public Expression withoutDictionary() {
        return new Expression(emotion, style, speakerMix, List.of(), moras);
    }

    /** The same of one speaker alone. */
    Expression withoutMix() {
        return new Expression(emotion, style, Map.of(), dictionary, moras);
    }

    /** Everything in it, in an order that does not change: a part of a clip's name. */
    @Override
    public String toString() {
        String all = emotion + " " + style + " " + new TreeMap<>(speakerMix) + " " + dictionary;
        return moras.isEmpty() ? all : all + " " + moras; // names of clips never change
    }
}
