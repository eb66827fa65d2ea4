package voxfarm.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.VoxfarmException;

class OnnxReaderTest {
    @TempDir Path folder;

    private Path write(GraphProto.Builder graph) throws IOException {
        return Files.write(
                folder.resolve("m.onnx"),
                ModelProto.newBuilder().setGraph(graph).build().toByteArray());
    }

    private static NodeProto node(String operator) {
        return NodeProto.newBuilder().setOpType(operator).addInput("a").addOutput("b").build();
    }

    private static TensorProto external() {
        return TensorProto.newBuilder()
                .setName("w")
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder()
                                .setKey("location")
                                .setValue("../../etc/passwd"))
                .build();
    }

    @Test
    void refusesWeightsInOtherFiles() throws IOException {
        Path file = write(GraphProto.newBuilder().addNode(node("Relu")).addInitializer(external()));

        assertThatThrownBy(() -> OnnxReader.read(file))
                .hasMessageContaining("weights in other files are refused: w");
    }

    @Test
    void refusesWeightsInOtherFilesInsideConstants() throws IOException {
        NodeProto constant =
                node("Constant").toBuilder()
                        .addAttribute(AttributeProto.newBuilder().setName("value").setT(external()))
                        .build();
        Path file = write(GraphProto.newBuilder().addNode(constant));

        assertThatThrownBy(() -> OnnxReader.read(file))
                .hasMessageContaining("weights in other files are refused");
    }

    @Test
    void refusesLoopsAlsoInsideBranches() throws IOException {
        NodeProto branch =
                node("If").toBuilder()
                        .addAttribute(
                                AttributeProto.newBuilder()
                                        .setName("then_branch")
                                        .setG(GraphProto.newBuilder().addNode(node("Loop"))))
                        .build();
        Path file = write(GraphProto.newBuilder().addNode(branch));

        assertThatThrownBy(() -> OnnxReader.read(file))
                .hasMessageContaining("operator Loop is refused");
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Path file = folder.resolve("x.onnx");
        for (String content :
                new String[] {"", "hello", "<!DOCTYPE html><html>", "PK\u0003\u0004"}) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> OnnxReader.read(file))
                    .as(content)
                    .isInstanceOf(VoxfarmException.class);
        }
        assertThatThrownBy(() -> OnnxReader.read(folder.resolve("none.onnx")))
                .isInstanceOf(VoxfarmException.class);
    }

    @Test
    void survivesMutatedFiles() throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().addNode(node("Relu"));
        graph.addInitializer(
                TensorProto.newBuilder()
                        .setName("w")
                        .addDims(4)
                        .setDataType(1)
                        .setRawData(ByteString.copyFrom(new byte[16])));
        byte[] valid = Files.readAllBytes(write(graph));
        Random random = new Random(5);
        Path file = folder.resolve("f.onnx");
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = valid.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            Files.write(file, bytes);
            try {
                OnnxReader.read(file);
            } catch (VoxfarmException e) {
                assertThat(e.getMessage()).as("seed 5, round %d", i).startsWith("f.onnx");
            }
        }
    }

    /**
     * Newer protobuf releases copy mapped buffers to the heap; then this uses 63 MB of it, and
     * fails.
     */
    @Test
    void readsWeightsWithoutHeap() {
        Path voice = Path.of("voices/en_US-joe-medium/en_US-joe-medium.onnx");
        long before = usedHeap();
        ModelProto model = OnnxReader.read(voice);
        long after = usedHeap();

        assertThat(model.getGraph().getInitializerCount()).isEqualTo(401);
        assertThat(after - before).as("heap growth in bytes").isLessThan(25L << 20);
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
