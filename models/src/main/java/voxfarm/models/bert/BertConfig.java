package voxfarm.models.bert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/**
 * The sizes of a BERT model, from its {@code config.json}.
 *
 * @param vocabulary tokens
 * @param hidden channels
 * @param layers of the whole model; features are taken two before the end
 * @param positions longest text in tokens
 * @param epsilon of layer norm
 * @param relative of a DeBERTa; empty of a model with absolute positions
 */
public record BertConfig(
        int vocabulary,
        int hidden,
        int layers,
        int heads,
        int intermediate,
        int positions,
        double epsilon,
        Optional<Relative> relative) {
    private static final int MAX_BYTES = 1 << 20;

    /** There is no table of positions to end: only so much memory. */
    private static final int LONGEST_RELATIVE = 2048;

    private static final String DEBERTA = "deberta-v2";

    /**
     * How a DeBERTa knows where tokens stand: by their distance (He et al., "DeBERTa", 2021; v3
     * 2023).
     *
     * @param buckets of distances on either side: small ones each its own, large ones by logarithm
     * @param farthest distance that the logarithm is laid out for
     * @param head channels of a head
     * @param kernel of the convolution beside the first layer; 0 for none
     */
    public record Relative(int buckets, int farthest, int head, int kernel) {}

    /** Layers behind the hidden states that voices were trained on. */
    static final int UNUSED_LAYERS = 2;

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} with everything that is wrong with the file
     */
    public static BertConfig read(Path file) {
        byte[] document = BoundedFile.read(file, MAX_BYTES, ErrorCode.INVALID_VOICE);
        Problems problems = new Problems();
        Fields fields =
                new Fields(
                        Json.readObject(document, file.toString(), ErrorCode.INVALID_VOICE),
                        problems);
        BertConfig config = read(fields);
        problems.throwIfAny(ErrorCode.INVALID_VOICE);
        return config;
    }

    private static BertConfig read(Fields fields) {
        String type = fields.optionalText("model_type").orElse("bert");
        if (!type.equals("bert") && !type.equals(DEBERTA)) {
            fields.problem(
                    "model_type", "expected bert or " + DEBERTA + ", was " + Problems.quote(type));
        }
        expect(fields, "hidden_act", "gelu");
        int hidden = (int) fields.integer("hidden_size", 1, 16_384);
        int heads = (int) fields.integer("num_attention_heads", 1, 256);
        if (heads > 0 && hidden % heads != 0) {
            fields.problem("num_attention_heads", "expected a divisor of hidden_size " + hidden);
        }
        int positions = (int) fields.integer("max_position_embeddings", 8, 65_536);
        Optional<Relative> relative =
                type.equals(DEBERTA)
                        ? Optional.of(relative(fields, positions, hidden / Math.max(1, heads)))
                        : Optional.empty();
        return new BertConfig(
                (int) fields.integer("vocab_size", 1, 1 << 20),
                hidden,
                (int) fields.integer("num_hidden_layers", UNUSED_LAYERS + 1, 96),
                heads,
                (int) fields.integer("intermediate_size", 1, 65_536),
                relative.isPresent() ? LONGEST_RELATIVE : positions,
                fields.optionalNumber("layer_norm_eps", 0, 1).orElse(1e-12),
                relative);
    }

    private static void expect(Fields fields, String name, String value) {
        String found = fields.optionalText(name).orElse(value);
        if (!found.equals(value)) {
            fields.problem(name, "expected " + value + ", was " + Problems.quote(found));
        }
    }

    /** Of all that these models can be, what voices were trained with. */
    private static Relative relative(Fields fields, int positions, int head) {
        for (String needed : List.of("relative_attention", "share_att_key")) {
            if (!fields.optionalFlag(needed).orElse(false)) {
                fields.problem(needed, "expected true");
            }
        }
        expect(fields, "norm_rel_ebd", "layer_norm");
        expect(fields, "conv_act", "gelu");
        JsonNode kinds = fields.member("pos_att_type").orElse(NullNode.getInstance());
        Set<String> named = new TreeSet<>();
        if (kinds.isArray()) {
            kinds.forEach(kind -> named.add(kind.asText()));
        } else {
            named.addAll(List.of(kinds.asText().split("\\|", -1)));
        }
        if (!named.equals(Set.of("c2p", "p2c"))) {
            fields.problem("pos_att_type", "expected c2p and p2c");
        }
        if (fields.optionalFlag("position_biased_input").orElse(true)) {
            fields.problem("position_biased_input", "expected false");
        }
        if (fields.optionalInteger("type_vocab_size", 0, 64).orElse(0L) > 0) {
            fields.problem("type_vocab_size", "expected 0");
        }
        long relative = fields.optionalInteger("max_relative_positions", -1, 65_536).orElse(-1L);
        int farthest = relative < 1 ? positions : (int) relative;
        int buckets = (int) fields.integer("position_buckets", 4, 4096);
        if (farthest <= buckets / 2 + 1) {
            fields.problem(
                    "position_buckets", "expected at most twice the farthest distance " + farthest);
        }
        return new Relative(
                buckets,
                farthest,
                fields.optionalInteger("attention_head_size", 1, 16_384)
                        .orElse((long) head)
                        .intValue(),
                fields.optionalInteger("conv_kernel_size", 0, 31).orElse(0L).intValue());
    }
}
