package voxfarm.models.bert;

import java.nio.file.Path;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/**
 * The sizes of a BERT model, from its {@code config.json}.
 *
 * @param type {@code model_type}: only {@code bert} so far
 * @param vocabulary tokens
 * @param hidden channels
 * @param layers of the whole model; features are taken two before the end
 * @param positions longest text in tokens
 * @param epsilon of layer norm
 */
public record BertConfig(
        String type,
        int vocabulary,
        int hidden,
        int layers,
        int heads,
        int intermediate,
        int positions,
        double epsilon) {
    private static final int MAX_BYTES = 1 << 20;

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
        if (!type.equals("bert")) {
            fields.problem("model_type", "expected bert, was " + Problems.quote(type));
        }
        String activation = fields.optionalText("hidden_act").orElse("gelu");
        if (!activation.equals("gelu")) {
            fields.problem("hidden_act", "expected gelu, was " + Problems.quote(activation));
        }
        int hidden = (int) fields.integer("hidden_size", 1, 16_384);
        int heads = (int) fields.integer("num_attention_heads", 1, 256);
        if (heads > 0 && hidden % heads != 0) {
            fields.problem("num_attention_heads", "expected a divisor of hidden_size " + hidden);
        }
        return new BertConfig(
                type,
                (int) fields.integer("vocab_size", 1, 1 << 20),
                hidden,
                (int) fields.integer("num_hidden_layers", UNUSED_LAYERS + 1, 96),
                heads,
                (int) fields.integer("intermediate_size", 1, 65_536),
                (int) fields.integer("max_position_embeddings", 8, 65_536),
                fields.optionalNumber("layer_norm_eps", 0, 1).orElse(1e-12));
    }
}
