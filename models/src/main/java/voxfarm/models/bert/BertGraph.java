package voxfarm.models.bert;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import voxfarm.models.checkpoint.Tensor;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.Value;

/**
 * BERT up to the layer before the last two (Devlin et al., 2019): token ids [N, T] to hidden states
 * [N, T, H]. One sentence at a time, so there is no mask and one token type.
 */
public final class BertGraph {
    /** Input [N, T]. */
    public static final String IDS = "ids";

    /** Output [N, T, H]. */
    public static final String HIDDEN = "hidden";

    private final GraphBuilder graph;
    private final BertConfig config;
    private final LayerBuilder layers;

    private BertGraph(GraphBuilder graph, BertConfig config, Map<String, Tensor> tensors) {
        this.graph = graph;
        this.config = config;
        this.layers = new LayerBuilder(graph, tensors, config.epsilon());
    }

    static ModelProto build(
            BertConfig config, Map<String, Tensor> tensors, GraphBuilder.WeightStore store) {
        GraphBuilder graph = new GraphBuilder("bert", store);
        new BertGraph(graph, config, tensors).write();
        return graph.build();
    }

    /** Names and shapes of the weights that are needed. */
    static Map<String, long[]> expected(BertConfig c) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        long h = c.hidden();
        shapes.put("embeddings.word_embeddings.weight", new long[] {c.vocabulary(), h});
        shapes.put("embeddings.position_embeddings.weight", new long[] {c.positions(), h});
        shapes.put("embeddings.token_type_embeddings.weight", new long[] {2, h});
        LayerBuilder.expectNorm(shapes, "embeddings.LayerNorm", h);
        for (int i = 0; i < c.layers() - BertConfig.UNUSED_LAYERS; i++) {
            String layer = "encoder.layer." + i;
            for (String part : List.of("query", "key", "value")) {
                LayerBuilder.expectLinear(shapes, layer + ".attention.self." + part, h, h);
            }
            LayerBuilder.expectLinear(shapes, layer + ".attention.output.dense", h, h);
            LayerBuilder.expectNorm(shapes, layer + ".attention.output.LayerNorm", h);
            LayerBuilder.expectLinear(shapes, layer + ".intermediate.dense", c.intermediate(), h);
            LayerBuilder.expectLinear(shapes, layer + ".output.dense", h, c.intermediate());
            LayerBuilder.expectNorm(shapes, layer + ".output.LayerNorm", h);
        }
        return shapes;
    }

    private void write() {
        Value ids = graph.integerInput(IDS, "N", "T");
        Value words = graph.gather(layers.weight("embeddings.word_embeddings.weight"), ids, 0);
        Value places = graph.range(graph.whole(0), graph.size(ids, 1));
        Value positions =
                graph.gather(layers.weight("embeddings.position_embeddings.weight"), places, 0);
        Value type =
                graph.gather(
                        layers.weight("embeddings.token_type_embeddings.weight"),
                        graph.whole(0),
                        0);
        Value x = graph.add(words, graph.add(positions, type));
        x = layers.norm(x, "embeddings.LayerNorm");
        for (int i = 0; i < config.layers() - BertConfig.UNUSED_LAYERS; i++) {
            x = layer(x, "encoder.layer." + i);
        }
        graph.output(HIDDEN, x, "N", "T", config.hidden());
    }

    private Value layer(Value x, String name) {
        int heads = config.heads();
        int head = config.hidden() / heads;
        String self = name + ".attention.self.";
        Value q =
                layers.byHead(
                        layers.scaled(x, self + "query", (float) (1 / Math.sqrt(head))),
                        heads,
                        head);
        Value k = layers.byHeadTransposed(layers.linear(x, self + "key"), heads, head);
        Value v = layers.byHead(layers.linear(x, self + "value"), heads, head);
        Value chances = graph.softmax(graph.matMul(q, k), 3);
        return layers.rest(layers.joined(graph.matMul(chances, v), config.hidden()), x, name);
    }
}
