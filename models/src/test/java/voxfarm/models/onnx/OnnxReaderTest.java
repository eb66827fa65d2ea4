package voxfarm.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.VoxfarmException;

class OnnxReaderTest {
    @TempDir Path folder;

    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void releaseMaps() {
        arena.close();
    }

    private Path write(GraphProto.Builder graph) throws IOException {
        return Files.write(
                folder.resolve("m.onnx"),
                ModelProto.newBuilder()
                        .setGraph(graph.addInput(ValueInfoProto.newBuilder().setName("a")))
                        .build()
                        .toByteArray());
    }

    private Path write(ModelProto.Builder model) throws IOException {
        return Files.write(folder.resolve("m.onnx"), model.build().toByteArray());
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

        assertThatThrownBy(() -> OnnxReader.read(file, arena))
                .hasMessageContaining("refused: weights in other files, and so \"w\"");
    }

    @Test
    void refusesWeightsInOtherFilesInsideConstants() throws IOException {
        NodeProto constant =
                node("Constant").toBuilder()
                        .addAttribute(AttributeProto.newBuilder().setName("value").setT(external()))
                        .build();
        Path file = write(GraphProto.newBuilder().addNode(constant));

        assertThatThrownBy(() -> OnnxReader.read(file, arena))
                .hasMessageContaining("refused: weights in other files");
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

        assertThatThrownBy(() -> OnnxReader.read(file, arena))
                .hasMessageContaining("refused: operator \"Loop\"");
    }

    @Test
    void refusesFunctionsByName() throws IOException {
        Path file =
                write(
                        ModelProto.newBuilder()
                                .setGraph(GraphProto.newBuilder().addNode(node("Relu")))
                                .addFunctions(
                                        FunctionProto.newBuilder()
                                                .setName("Slow")
                                                .addNode(node("Loop"))));

        assertThatThrownBy(() -> OnnxReader.read(file, arena))
                .hasMessageContaining("refused: function \"Slow\"");
    }

    @Test
    void refusesForeignDomainsOfTheModelAndOfNodes() throws IOException {
        Path imported =
                write(
                        ModelProto.newBuilder()
                                .setGraph(GraphProto.newBuilder().addNode(node("Relu")))
                                .addOpsetImport(
                                        OperatorSetIdProto.newBuilder()
                                                .setDomain("com.microsoft")));
        assertThatThrownBy(() -> OnnxReader.read(imported, arena))
                .hasMessageContaining("refused: operators of domain \"com.microsoft\"");

        Path used =
                write(
                        GraphProto.newBuilder()
                                .addNode(node("Relu").toBuilder().setDomain("evil\nline")));
        assertThatThrownBy(() -> OnnxReader.read(used, arena))
                .hasMessageContaining("refused: operators of domain \"evil\\u000aline\"");
    }

    @Test
    void refusesSparseWeights() throws IOException {
        SparseTensorProto sparse =
                SparseTensorProto.newBuilder()
                        .setValues(TensorProto.newBuilder().setName("thin"))
                        .build();
        Path weights =
                write(GraphProto.newBuilder().addNode(node("Relu")).addSparseInitializer(sparse));
        assertThatThrownBy(() -> OnnxReader.read(weights, arena))
                .hasMessageContaining("refused: sparse weights, and so \"thin\"");

        Path constant =
                write(
                        GraphProto.newBuilder()
                                .addNode(
                                        node("Constant").toBuilder()
                                                .addAttribute(
                                                        AttributeProto.newBuilder()
                                                                .setName("sparse_value")
                                                                .setSparseTensor(sparse))));
        assertThatThrownBy(() -> OnnxReader.read(constant, arena))
                .hasMessageContaining("refused: sparse numbers in \"sparse_value\"");
    }

    @Test
    void refusesCyclesAndValuesThatNobodyMakes() throws IOException {
        NodeProto first =
                NodeProto.newBuilder().setOpType("Relu").addInput("c").addOutput("b").build();
        NodeProto second =
                NodeProto.newBuilder().setOpType("Relu").addInput("b").addOutput("c").build();
        Path file = write(GraphProto.newBuilder().addNode(first).addNode(second));

        assertThatThrownBy(() -> OnnxReader.read(file, arena))
                .hasMessageContaining("takes \"c\", which no node before it makes");
    }

    @Test
    void refusesGraphsNestedTooDeep() throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().addNode(node("Relu"));
        for (int level = 0; level < 12; level++) {
            graph =
                    GraphProto.newBuilder()
                            .addNode(
                                    node("If").toBuilder()
                                            .addAttribute(
                                                    AttributeProto.newBuilder()
                                                            .setName("then_branch")
                                                            .setG(graph)));
        }
        Path file = write(graph);

        assertThatThrownBy(() -> OnnxReader.read(file, arena))
                .hasMessageContaining("nested at most 8");
    }

    /** Ten million nodes of two bytes: a gigabyte and more if they were parsed first. */
    @Test
    void countsNodesBeforeItParsesThem() throws IOException {
        int nodes = 10_000_000;
        byte[] graph = new byte[2 * nodes];
        for (int i = 0; i < nodes; i++) {
            graph[2 * i] = 1 << 3 | 2;
        }
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(model);
        out.writeByteArray(ModelProto.GRAPH_FIELD_NUMBER, graph);
        out.flush();
        Path file = Files.write(folder.resolve("m.onnx"), model.toByteArray());
        long before = allocated();

        assertThatThrownBy(() -> OnnxReader.read(file, arena))
                .hasMessageContaining("more than 1000000 nodes, names and attributes");
        assertThat(allocated() - before).isLessThan(4L << 20);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void boundsListsOfNumbers() throws IOException {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("w");
        for (int i = 0; i < 9 << 20; i++) {
            tensor.addFloatData(i);
        }
        Path file = write(GraphProto.newBuilder().addNode(node("Relu")).addInitializer(tensor));

        assertThatThrownBy(() -> OnnxReader.read(file, arena))
                .hasMessageContaining("bytes of lists of numbers");
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Path file = folder.resolve("x.onnx");
        for (String content :
                new String[] {"", "hello", "<!DOCTYPE html><html>", "PK\u0003\u0004"}) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> OnnxReader.read(file, arena))
                    .as(content)
                    .isInstanceOf(VoxfarmException.class);
        }
        assertThatThrownBy(() -> OnnxReader.read(folder.resolve("none.onnx"), arena))
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
            try (Arena once = Arena.ofConfined()) {
                OnnxReader.read(file, once);
            } catch (VoxfarmException e) {
                assertThat(e.getMessage()).as("seed 5, round %d", i).startsWith("f.onnx");
            }
        }
    }

    /** A map that the collector has to find holds its file, and makes each write to it slower. */
    @Test
    void theFileIsLetGoWithTheArena() throws IOException {
        Path file =
                write(
                        GraphProto.newBuilder()
                                .addNode(node("Relu"))
                                .addInitializer(
                                        TensorProto.newBuilder()
                                                .setName("w")
                                                .addDims(4)
                                                .setDataType(1)
                                                .setRawData(ByteString.copyFrom(new byte[16]))));
        ByteString weights;
        try (Arena once = Arena.ofConfined()) {
            ModelProto model = OnnxReader.read(file, once);
            weights = model.getGraph().getInitializer(0).getRawData();
            assertThat(weights.byteAt(15)).isZero();
        }

        assertThatThrownBy(() -> weights.byteAt(15)).isInstanceOf(IllegalStateException.class);
    }

    /**
     * Newer protobuf releases copy mapped buffers to the heap; then this uses 63 MB of it, and
     * fails.
     */
    @Test
    void readsWeightsWithoutHeap() {
        Path voice = Path.of("voices/en_US-joe-medium/en_US-joe-medium.onnx");
        long before = usedHeap();
        ModelProto model = OnnxReader.read(voice, arena);
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
