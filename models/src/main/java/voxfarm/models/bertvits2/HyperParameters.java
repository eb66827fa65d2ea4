package voxfarm.models.bertvits2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.voice.Speaker;

/**
 * The sizes of a Bert-VITS2 network, as its {@code config.json} gives them, checked.
 *
 * @param label the file's own {@code version}, which proves little
 * @param addBlank whether a blank stands between phones
 */
public record HyperParameters(
        Optional<String> label,
        Widths widths,
        Encoder encoder,
        Flow flow,
        Decoder decoder,
        Sound sound,
        Cast cast,
        boolean addBlank) {

    /**
     * Channels of what passes between the parts of the network and through them.
     *
     * @param hidden H: of a token, from the embeddings to both duration predictors
     * @param inter C: of the latent, an even number
     * @param filter inside the feed-forward layers
     * @param gin of the speaker embedding
     */
    public record Widths(int hidden, int inter, int filter, int gin) {}

    /**
     * The text encoder.
     *
     * @param heads also of a transformer flow
     * @param layers at least 3
     * @param kernel of the feed-forward layers
     */
    public record Encoder(int heads, int layers, int kernel) {}

    /**
     * The flow.
     *
     * @param transformer whether it is of transformers; else of WaveNets
     * @param couplings how many coupling layers one of transformers has
     * @param layers of each coupling, if the file says so
     */
    public record Flow(boolean transformer, int couplings, Optional<Integer> layers) {}

    /**
     * The decoder.
     *
     * @param initialChannels before the first up-sampling
     * @param rates of the up-sampling stages
     * @param upsampleKernels one a rate, none smaller than it
     * @param resblock 1 or 2
     * @param resblockKernels odd sizes
     * @param dilations one list a kernel
     */
    public record Decoder(
            int initialChannels,
            List<Integer> rates,
            List<Integer> upsampleKernels,
            int resblock,
            List<Integer> resblockKernels,
            List<List<Integer>> dilations) {

        public Decoder {
            rates = List.copyOf(rates);
            upsampleKernels = List.copyOf(upsampleKernels);
            resblockKernels = List.copyOf(resblockKernels);
            dilations = dilations.stream().map(List::copyOf).toList();
        }

        /** Channels after up-sampling stage {@code i}. */
        int channelsAfter(int stage) {
            return initialChannels >> (stage + 1);
        }

        /** Samples of one frame when every stage multiplies exactly. */
        public int samplesPerFrame() {
            return rates.stream().reduce(1, (a, b) -> a * b);
        }

        /** Zeros that an up-sampling stage takes off on each side. */
        int upsamplePadding(int stage) {
            return (upsampleKernels.get(stage) - rates.get(stage)) / 2;
        }

        /** Length after the decoder, for so many frames. */
        public long samples(long frames) {
            long length = frames;
            for (int i = 0; i < rates.size(); i++) {
                length =
                        (length - 1) * rates.get(i)
                                - 2L * upsamplePadding(i)
                                + upsampleKernels.get(i);
            }
            return length;
        }
    }

    /**
     * What comes out.
     *
     * @param hopLength samples per frame, as the file says; inference does not look at it
     */
    public record Sound(int sampleRateHz, Optional<Integer> hopLength) {}

    /**
     * As whom, and how, the voice speaks.
     *
     * @param speakerCount rows of the speaker embedding
     * @param speakers names; several may share an id
     * @param styles rows of the style vectors by name, of Style-Bert-VITS2
     */
    public record Cast(int speakerCount, List<Speaker> speakers, Map<String, Integer> styles) {
        public Cast {
            speakers = List.copyOf(speakers);
            styles = Map.copyOf(styles);
        }
    }

    /** Channels of the duration predictor. */
    static final int DURATION_CHANNELS = 256;

    /** Kernel of both duration predictors. */
    static final int DURATION_KERNEL = 3;

    /** Layers of each dilated stack of the stochastic duration predictor. */
    static final int DILATED_LAYERS = 3;

    /** Spline flows of the stochastic duration predictor. */
    static final int DURATION_FLOWS = 4;

    /** Bins of a spline. */
    static final int SPLINE_BINS = 10;

    /** Kernel of the flow's feed-forward layers and of its WaveNets. */
    static final int FLOW_KERNEL = 5;

    /** Kernel before and behind the decoder. */
    static final int EDGE_KERNEL = 7;

    /** The layer before which the speaker joins. */
    static final int SPEAKER_LAYER = 2;

    /** Coupling layers of a WaveNet flow, whatever the file says. */
    static final int WAVENET_FLOWS = 4;
}
