package voxfarm.models.bertvits2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.models.checkpoint.Tensor;

/** The checked weights of one network: all there, of the right shapes. Used by one thread. */
final class Weights {
    private static final List<String> NOT_FOR_INFERENCE =
            List.of("enc_q.", "sdp.post_", "net_dur", "iteration");

    private final Map<String, Tensor> tensors;
    private final HyperParameters parameters;
    private final Network network;

    private Weights(Map<String, Tensor> tensors, HyperParameters parameters, Network network) {
        this.tensors = tensors;
        this.parameters = parameters;
        this.network = network;
    }

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} with the names of all weights that are missing
     *     or of other shapes
     */
    static Weights check(Map<String, Tensor> checkpoint, HyperParameters parameters) {
        Map<String, Tensor> tensors = withOldNames(checkpoint);
        refuseDiscriminator(tensors);
        Problems problems = new Problems();
        Network network = look(tensors, parameters, problems);
        Map<String, long[]> expected = ExpectedWeights.of(parameters, network);
        expected.forEach((name, shape) -> {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                problems.add(name + ": missing");
            } else if (!tensor.hasShape(shape)) {
                problems.add(
                        name
                                + ": config.json says "
                                + Arrays.toString(shape)
                                + ", the checkpoint has "
                                + Arrays.toString(tensor.shape()));
            } else if (!tensor.type().floating()) {
                problems.add(name + ": expected fractions, was " + tensor.type());
            }
        });
        if (!problems.none()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    "checkpoint (looks like release "
                            + network.release().wireName()
                            + "): "
                            + String.join("; ", problems.list()));
        }
        return new Weights(tensors, parameters, withSurplus(network, tensors, expected));
    }

    /** Newer torch names the two halves of weight norm otherwise. */
    private static Map<String, Tensor> withOldNames(Map<String, Tensor> checkpoint) {
        Map<String, Tensor> renamed = new HashMap<>();
        checkpoint.forEach((name, tensor) ->
                renamed.put(
                        name.replace(".parametrizations.weight.original0", ".weight_g")
                                .replace(".parametrizations.weight.original1", ".weight_v"),
                        tensor));
        return renamed;
    }

    private static void refuseDiscriminator(Map<String, Tensor> tensors) {
        boolean discriminator =
                tensors.keySet().stream().anyMatch(name -> name.startsWith("discriminators."));
        if (discriminator && !tensors.containsKey("enc_p.emb.weight")) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    "checkpoint: this is a discriminator (D_*.pth), which speaks nothing; take the"
                            + " generator (G_*.pth)");
        }
    }

    private static Network look(
            Map<String, Tensor> tensors, HyperParameters parameters, Problems problems) {
        Release release = Release.of(tensors, parameters.label());
        int flows =
                parameters.flow().transformer()
                        ? parameters.flow().couplings()
                        : HyperParameters.WAVENET_FLOWS;
        String layers = parameters.flow().transformer() ? "attn_layers" : "in_layers";
        int found = count(tensors, "flow.flows.0.enc." + layers + ".");
        int flowLayers = found;
        if (parameters.flow().transformer()) {
            if (found < HyperParameters.SPEAKER_LAYER + 1) {
                problems.add("flow.flows.0.enc.attn_layers: expected at least 3, found " + found);
                flowLayers = HyperParameters.SPEAKER_LAYER + 1;
            }
            parameters
                    .flow()
                    .layers()
                    .filter(said -> said != found)
                    .ifPresent(said ->
                            problems.add(
                                    "n_layers_trans_flow: config.json says "
                                            + said
                                            + ", the checkpoint has "
                                            + found));
        }
        return new Network(release, flows, flowLayers, notes(release, parameters));
    }

    private static int count(Map<String, Tensor> tensors, String prefix) {
        return (int)
                tensors.keySet().stream()
                        .filter(name -> name.startsWith(prefix))
                        .map(name -> name.substring(prefix.length()).split("\\.", 2)[0])
                        .distinct()
                        .count();
    }

    private static List<String> notes(Release release, HyperParameters parameters) {
        List<String> notes = new ArrayList<>();
        Optional<String> label = parameters.label();
        if (label.isPresent()
                && !release.labels().isEmpty()
                && !release.labels().contains(label.get())) {
            notes.add(
                    "config.json says version "
                            + Problems.quote(label.get())
                            + ", the weights are of release "
                            + release.wireName()
                            + "; the weights decide");
        }
        parameters
                .sound()
                .hopLength()
                .filter(hop -> hop != parameters.decoder().samplesPerFrame())
                .ifPresent(hop ->
                        notes.add(
                                "config.json says hop_length "
                                        + hop
                                        + ", the up-sampling rates make "
                                        + parameters.decoder().samplesPerFrame()
                                        + " samples a frame; the rates decide"));
        return notes;
    }

    private static Network withSurplus(
            Network network, Map<String, Tensor> tensors, Map<String, long[]> expected) {
        List<String> surplus =
                tensors.keySet().stream()
                        .filter(name -> !expected.containsKey(name))
                        .filter(name -> NOT_FOR_INFERENCE.stream().noneMatch(name::startsWith))
                        .filter(name -> !name.startsWith("sdp.flows.1."))
                        .filter(name -> !name.startsWith("enc_p.emo_vq._codebook."))
                        .filter(name -> !name.startsWith("enc_p.emo_quantizer."))
                        .sorted()
                        .toList();
        if (surplus.isEmpty()) {
            return network;
        }
        Problems names = new Problems();
        surplus.forEach(names::add);
        return new Network(
                network.release(),
                network.flows(),
                network.flowLayers(),
                Stream.concat(
                                network.notes().stream(),
                                Stream.of(
                                        "weights that no release knows, not used: "
                                                + String.join(", ", names.list())))
                        .toList());
    }

    HyperParameters parameters() {
        return parameters;
    }

    Network network() {
        return network;
    }

    /** Whether the checkpoint has a weight that is not always there. */
    boolean has(String name) {
        return tensors.containsKey(name);
    }

    long size(String name, int dimension) {
        return tensor(name).size(dimension);
    }

    private Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("weight " + name + " was not checked");
        }
        return tensor;
    }

    /**
     * A fresh array of one weight.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if a number is not finite
     */
    float[] floats(String name) {
        float[] values = tensor(name).floats();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_VOICE,
                        "checkpoint: "
                                + name
                                + " holds "
                                + value
                                + "; training broke down, take an earlier step");
            }
        }
        return values;
    }

    /**
     * The weight of a layer under weight norm: v g / |v|, the norm over all dimensions but the
     * first (Salimans and Kingma, "Weight normalization", 2016); or the plain weight, if it was
     * folded before.
     */
    float[] folded(String layer) {
        if (!has(layer + ".weight_v")) {
            return floats(layer + ".weight");
        }
        float[] v = floats(layer + ".weight_v");
        float[] g = floats(layer + ".weight_g");
        int row = v.length / g.length;
        for (int i = 0; i < g.length; i++) {
            double squares = 0;
            for (int j = i * row; j < (i + 1) * row; j++) {
                squares += (double) v[j] * v[j];
            }
            if (squares == 0) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_VOICE,
                        "checkpoint: row "
                                + i
                                + " of "
                                + layer
                                + ".weight_v is all zero, and has"
                                + " no direction to scale");
            }
            double scale = g[i] / Math.sqrt(squares);
            for (int j = i * row; j < (i + 1) * row; j++) {
                v[j] = (float) (v[j] * scale);
            }
        }
        return v;
    }
}
