package voxfarm.models.piper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.VoxfarmException;
import voxfarm.models.onnx.OnnxReader;

class PiperGraphTest {
    private static final ModelProto VOICE =
            OnnxReader.read(
                    Path.of("voices/en_US-joe-medium/en_US-joe-medium.onnx"), Arena.ofAuto());

    private static List<String> names(List<ValueInfoProto> values) {
        return values.stream().map(ValueInfoProto::getName).toList();
    }

    private static ModelProto without(String operator) {
        GraphProto.Builder graph = VOICE.getGraph().toBuilder().clearNode();
        VOICE.getGraph().getNodeList().stream()
                .filter(n -> !n.getOpType().equals(operator))
                .forEach(graph::addNode);
        return VOICE.toBuilder().setGraph(graph).build();
    }

    @Test
    void cutsIntoThreeGraphsWithoutRandomness() {
        PiperGraph.Parts parts = PiperGraph.split(VOICE);

        GraphProto encoder = parts.encoder().getGraph();
        GraphProto decoder = parts.decoder().getGraph();
        assertThat(names(encoder.getInputList()))
                .containsExactlyInAnyOrder("input", "input_lengths", "scales", "noise_w");
        assertThat(names(encoder.getOutputList())).containsExactly("m_p", "logs_p", "durations");
        GraphProto flow = parts.flow().getGraph();
        assertThat(names(flow.getInputList())).containsExactlyInAnyOrder("z_p", "durations");
        assertThat(names(flow.getOutputList())).containsExactly("z");
        assertThat(flow.getNodeList()).noneMatch(n -> n.getOpType().startsWith("Random"));
        assertThat(names(decoder.getInputList())).containsExactly("z");
        assertThat(names(decoder.getOutputList())).containsExactly("output");
        assertThat(encoder.getNodeList()).noneMatch(n -> n.getOpType().startsWith("Random"));
        assertThat(decoder.getNodeList()).noneMatch(n -> n.getOpType().startsWith("Random"));
    }

    @Test
    void givesEachPartOnlyItsOwnWeights() {
        PiperGraph.Parts parts = PiperGraph.split(VOICE);

        assertThat(parts.encoder().getGraph().getInitializerList())
                .noneMatch(t -> t.getName().startsWith("dec."));
        assertThat(parts.flow().getGraph().getInitializerList())
                .noneMatch(t -> t.getName().startsWith("dec."));
        assertThat(parts.decoder().getGraph().getInitializerList())
                .noneMatch(t -> t.getName().startsWith("enc_p."))
                .noneMatch(t -> t.getName().startsWith("flow."));
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> PiperGraph.split(without("Ceil")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("expected one operator Ceil, found 0");
        assertThatThrownBy(() -> PiperGraph.split(without("RandomNormalLike")))
                .hasMessageContaining("expected one draw of noise");
        assertThatThrownBy(() -> PiperGraph.split(without("ConvTranspose")))
                .hasMessageContaining("ConvTranspose");
        assertThatThrownBy(() -> PiperGraph.split(without("MatMul")))
                .isInstanceOf(VoxfarmException.class);
    }

    @Test
    void refusesOtherRandomness() {
        GraphProto.Builder graph = VOICE.getGraph().toBuilder();
        graph.addNode(NodeProto.newBuilder().setOpType("RandomUniform").addOutput("u"));

        assertThatThrownBy(() -> PiperGraph.split(VOICE.toBuilder().setGraph(graph).build()))
                .hasMessageContaining("RandomUniform");
    }
}
