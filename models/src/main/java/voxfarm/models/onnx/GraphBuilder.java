package voxfarm.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Writes one ONNX graph, operator by operator. Shapes stand at the methods: N is the batch, the
 * other letters are free or fixed as the caller has them. Large weights go to the common file at
 * once, so a graph of any size needs the heap of its largest weight. Used by one thread.
 *
 * <p>Operators and their attributes after the ONNX operator set 20.
 */
public final class GraphBuilder {
    private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
    private static final int HALF = TensorProto.DataType.FLOAT16_VALUE;
    private static final int OPERATOR_SET = 20;
    private static final int IR_VERSION = 9;

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final WeightStore weights;
    private final Map<String, Value> constants = new HashMap<>();
    private final Map<String, Value> named = new HashMap<>();
    private final Set<String> weightNames = new HashSet<>();
    private int count;

    /** The weights of all graphs that share a file, by name. */
    public static final class WeightStore {
        private final WeightsFile file;
        private final Map<String, TensorProto> known = new HashMap<>();

        public WeightStore(WeightsFile file) {
            this.file = file;
        }

        private TensorProto tensor(
                String name, long[] shape, Supplier<float[]> numbers, boolean half) {
            return known.computeIfAbsent(
                    name + Arrays.toString(shape) + half,
                    key -> write(name, shape, numbers.get(), half));
        }

        private TensorProto write(String name, long[] shape, float[] numbers, boolean half) {
            long expected = 1;
            for (long size : shape) {
                expected *= size;
            }
            if (expected != numbers.length) {
                throw new IllegalArgumentException(
                        name
                                + ": shape "
                                + Arrays.toString(shape)
                                + " holds "
                                + expected
                                + ", not "
                                + numbers.length);
            }
            TensorProto.Builder tensor = described(name, shape, half ? HALF : FLOAT);
            if (numbers.length * (half ? Short.BYTES : Float.BYTES) < WeightsFile.MIN_BYTES) {
                ByteBuffer bytes = half ? halves(numbers) : floats(numbers);
                return tensor.setRawData(ByteString.copyFrom(bytes)).build();
            }
            try {
                return file.refer(tensor.build(), file.append(numbers, half));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private TensorProto raw(String name, long[] shape, Supplier<ByteBuffer> numbers) {
            return known.computeIfAbsent(
                    name + Arrays.toString(shape) + "raw",
                    key -> {
                        try {
                            return file.refer(
                                    described(name, shape, FLOAT).build(),
                                    file.append(numbers.get()));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }

        private static TensorProto.Builder described(String name, long[] shape, int type) {
            TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
            for (long size : shape) {
                tensor.addDims(size);
            }
            return tensor;
        }
    }

    private static ByteBuffer floats(float[] numbers) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return bytes;
    }

    private static ByteBuffer halves(float[] numbers) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Short.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putShort(Float.floatToFloat16(number));
        }
        return bytes.flip();
    }

    public GraphBuilder(String name, WeightStore weights) {
        graph.setName(name);
        this.weights = weights;
    }

    // inputs, outputs, constants

    /** A float input; numbers are fixed sizes, strings name free ones. */
    public Value input(String name, Object... dimensions) {
        graph.addInput(Values.floats(name, dimensions));
        return new Value(name);
    }

    public Value integerInput(String name, Object... dimensions) {
        graph.addInput(Values.longs(name, dimensions));
        return new Value(name);
    }

    public void output(String name, Value value, Object... dimensions) {
        graph.addOutput(Values.floats(name, dimensions));
        identity(name, value);
    }

    public void integerOutput(String name, Value value, Object... dimensions) {
        graph.addOutput(Values.longs(name, dimensions));
        identity(name, value);
    }

    private void identity(String name, Value value) {
        graph.addNode(
                NodeProto.newBuilder()
                        .setName(name)
                        .setOpType("Identity")
                        .addInput(value.name())
                        .addOutput(name));
    }

    /**
     * A weight, stored once however often it is used.
     *
     * @param numbers asked for at the first use
     */
    public Value weight(String name, Supplier<float[]> numbers, long... shape) {
        return weight(name, numbers, shape, false);
    }

    /**
     * A large weight that lies somewhere as little-endian floats already; it never comes to the
     * heap.
     */
    public Value rawWeight(String name, Supplier<ByteBuffer> numbers, long... shape) {
        return named.computeIfAbsent(
                name + Arrays.toString(shape),
                key -> {
                    weightNames.add(name);
                    graph.addInitializer(weights.raw(name, shape, numbers));
                    return new Value(name);
                });
    }

    /** A weight in half precision. */
    public Value halfWeight(String name, Supplier<float[]> numbers, long... shape) {
        return weight(name + ".half", numbers, shape, true);
    }

    private Value weight(String name, Supplier<float[]> numbers, long[] shape, boolean half) {
        return named.computeIfAbsent(
                name + Arrays.toString(shape),
                key -> {
                    TensorProto tensor = weights.tensor(name, shape, numbers, half);
                    // the same numbers may stand in a graph under two shapes
                    String unique = weightNames.add(name) ? name : name + "#" + count++;
                    graph.addInitializer(tensor.toBuilder().setName(unique));
                    return new Value(unique);
                });
    }

    /** A single float. */
    public Value scalar(float number) {
        return constants.computeIfAbsent(
                "f" + number,
                name ->
                        constant(
                                TensorProto.newBuilder()
                                        .setDataType(TensorProto.DataType.FLOAT_VALUE)
                                        .addFloatData(number)));
    }

    /** A single integer. */
    public Value whole(long number) {
        return constants.computeIfAbsent(
                "i" + number,
                name ->
                        constant(
                                TensorProto.newBuilder()
                                        .setDataType(TensorProto.DataType.INT64_VALUE)
                                        .addInt64Data(number)));
    }

    /** A list of integers, such as a shape. */
    public Value wholes(long... numbers) {
        return constants.computeIfAbsent(
                "l" + Arrays.toString(numbers),
                name -> {
                    TensorProto.Builder tensor =
                            TensorProto.newBuilder()
                                    .setDataType(TensorProto.DataType.INT64_VALUE)
                                    .addDims(numbers.length);
                    Arrays.stream(numbers).forEach(tensor::addInt64Data);
                    return constant(tensor);
                });
    }

    private Value constant(TensorProto.Builder tensor) {
        String name = "c" + count++;
        graph.addInitializer(tensor.setName(name));
        return new Value(name);
    }

    // operators

    private Value node(String operator, Attributes attributes, Value... inputs) {
        return nodes(operator, attributes, 1, inputs).getFirst();
    }

    private List<Value> nodes(
            String operator, Attributes attributes, int outputs, Value... inputs) {
        String name = operator.toLowerCase(java.util.Locale.ROOT) + count++;
        NodeProto.Builder node =
                NodeProto.newBuilder()
                        .setName(name)
                        .setOpType(operator)
                        .addAllAttribute(attributes.list());
        for (Value input : inputs) {
            node.addInput(input.name());
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            values.add(new Value(outputs == 1 ? name : name + "_" + i));
            node.addOutput(values.getLast().name());
        }
        graph.addNode(node);
        return values;
    }

    public Value add(Value a, Value b) {
        return node("Add", Attributes.none(), a, b);
    }

    public Value sub(Value a, Value b) {
        return node("Sub", Attributes.none(), a, b);
    }

    public Value mul(Value a, Value b) {
        return node("Mul", Attributes.none(), a, b);
    }

    public Value div(Value a, Value b) {
        return node("Div", Attributes.none(), a, b);
    }

    public Value sum(List<Value> values) {
        return values.size() == 1
                ? values.getFirst()
                : node("Sum", Attributes.none(), values.toArray(Value[]::new));
    }

    /** Adds all, two at a time: the blocked layout of the runtime knows Add and not Sum. */
    public Value addAll(List<Value> values) {
        return values.stream().reduce(this::add).orElseThrow();
    }

    public Value matMul(Value a, Value b) {
        return node("MatMul", Attributes.none(), a, b);
    }

    /** One of Relu, Tanh, Sigmoid, Softplus, Exp, Sqrt, Neg. */
    public Value unary(String operator, Value x) {
        return node(operator, Attributes.none(), x);
    }

    public Value leakyRelu(Value x, float slope) {
        return node("LeakyRelu", Attributes.none().number("alpha", slope), x);
    }

    /** With the error function, as torch's default. */
    public Value gelu(Value x) {
        return node("Gelu", Attributes.none().text("approximate", "none"), x);
    }

    public Value softmax(Value x, int axis) {
        return node("Softmax", Attributes.none().integer("axis", axis), x);
    }

    /** Over the last axis. */
    public Value layerNorm(Value x, Value scale, Value bias, float epsilon) {
        return node(
                "LayerNormalization",
                Attributes.none().integer("axis", -1).number("epsilon", epsilon),
                x,
                scale,
                bias);
    }

    public Value transpose(Value x, long... permutation) {
        return node("Transpose", Attributes.none().integers("perm", permutation), x);
    }

    /** 0 keeps a size, -1 is what is left. */
    public Value reshape(Value x, long... shape) {
        return node("Reshape", Attributes.none(), x, wholes(shape));
    }

    public Value expand(Value x, Value shape) {
        return node("Expand", Attributes.none(), x, shape);
    }

    public Value unsqueeze(Value x, long... axes) {
        return node("Unsqueeze", Attributes.none(), x, wholes(axes));
    }

    public Value squeeze(Value x, long... axes) {
        return node("Squeeze", Attributes.none(), x, wholes(axes));
    }

    public Value concat(int axis, List<Value> values) {
        return node(
                "Concat", Attributes.none().integer("axis", axis), values.toArray(Value[]::new));
    }

    public List<Value> split(Value x, int axis, long... sizes) {
        return nodes(
                "Split", Attributes.none().integer("axis", axis), sizes.length, x, wholes(sizes));
    }

    /** From {@code start} to {@code end}; negative ends count from the back, 0 is the very end. */
    public Value slice(Value x, int axis, long start, long end) {
        return node(
                "Slice",
                Attributes.none(),
                x,
                wholes(start),
                wholes(end == 0 ? Long.MAX_VALUE : end),
                wholes(axis));
    }

    /** Zeros on both sides of one axis. */
    public Value pad(Value x, int axis, long before, long after) {
        return node(
                "Pad",
                Attributes.none().text("mode", "constant"),
                x,
                wholes(before, after),
                scalar(0),
                wholes(axis));
    }

    /** As {@link #slice(Value, int, long, long)}, between computed places. */
    public Value slice(Value x, int axis, Value start, Value end) {
        return node("Slice", Attributes.none(), x, start, end, wholes(axis));
    }

    /** Zeros on both sides of one axis, as many as the two integers say. */
    public Value pad(Value x, int axis, Value beforeAndAfter) {
        return node(
                "Pad",
                Attributes.none().text("mode", "constant"),
                x,
                beforeAndAfter,
                scalar(0),
                wholes(axis));
    }

    /** To a computed shape. */
    public Value reshape(Value x, Value shape) {
        return node("Reshape", Attributes.none(), x, shape);
    }

    public Value gather(Value x, Value indices, int axis) {
        return node("Gather", Attributes.none().integer("axis", axis), x, indices);
    }

    public Value gatherElements(Value x, Value indices, int axis) {
        return node("GatherElements", Attributes.none().integer("axis", axis), x, indices);
    }

    /** A copy of x with the updates added at their places. */
    public Value scatterAdd(Value x, Value indices, Value updates, int axis) {
        return node(
                "ScatterElements",
                Attributes.none().integer("axis", axis).text("reduction", "add"),
                x,
                indices,
                updates);
    }

    public Value argMax(Value x, int axis) {
        return node("ArgMax", Attributes.none().integer("axis", axis).integer("keepdims", 0), x);
    }

    public Value reduceSum(Value x, int axis, boolean keepDimension) {
        return node(
                "ReduceSum",
                Attributes.none().integer("keepdims", keepDimension ? 1 : 0),
                x,
                wholes(axis));
    }

    public Value where(Value condition, Value yes, Value no) {
        return node("Where", Attributes.none(), condition, yes, no);
    }

    /** One of Equal, Less, LessOrEqual, Greater, GreaterOrEqual, And. */
    public Value compare(String operator, Value a, Value b) {
        return node(operator, Attributes.none(), a, b);
    }

    public Value toFloat(Value x) {
        return node("Cast", Attributes.none().integer("to", TensorProto.DataType.FLOAT_VALUE), x);
    }

    public Value toHalf(Value x) {
        return node("Cast", Attributes.none().integer("to", HALF), x);
    }

    public Value clip(Value x, Value least, Value most) {
        return node("Clip", Attributes.none(), x, least, most);
    }

    public Value range(Value start, Value limit) {
        return node("Range", Attributes.none(), start, limit, whole(1));
    }

    public Value shape(Value x) {
        return node("Shape", Attributes.none(), x);
    }

    /** The size of one axis, as a single integer. */
    public Value size(Value x, int axis) {
        return squeeze(
                node(
                        "Shape",
                        Attributes.none().integer("start", axis).integer("end", axis + 1L),
                        x),
                0);
    }

    /** How a convolution moves over its input. */
    public record Window(int kernel, int dilation, int groups, int padBefore, int padAfter) {
        /** Keeps the length. */
        public static Window same(int kernel, int dilation) {
            int reach = (kernel - 1) * dilation;
            return new Window(kernel, dilation, 1, reach / 2, reach - reach / 2);
        }
    }

    /** Convolution over the last of four axes: x [N, C, 1, W], weight [O, C / groups, 1, K]. */
    public Value convolve(Value x, Value weight, List<Value> bias, Window window) {
        return node(
                "Conv",
                Attributes.none()
                        .integers("kernel_shape", 1, window.kernel())
                        .integers("dilations", 1, window.dilation())
                        .integers("strides", 1, 1)
                        .integers("pads", 0, window.padBefore(), 0, window.padAfter())
                        .integer("group", window.groups()),
                withBias(x, weight, bias));
    }

    /**
     * Each channel alone, at every {@code stride}-th place: x [N, C, 1, W], weight [C, 1, 1, K].
     */
    public Value convolveStrided(Value x, Value weight, int channels, int kernel, int stride) {
        return node(
                "Conv",
                Attributes.none()
                        .integers("kernel_shape", 1, kernel)
                        .integers("dilations", 1, 1)
                        .integers("strides", 1, stride)
                        .integers("pads", 0, 0, 0, 0)
                        .integer("group", channels),
                x,
                weight);
    }

    /** As {@link #convolve}, on three axes: x [N, C, W], weight [O, C / groups, K]. */
    public Value convolve1d(Value x, Value weight, List<Value> bias, Window window) {
        return node(
                "Conv",
                Attributes.none()
                        .integers("kernel_shape", window.kernel())
                        .integers("dilations", window.dilation())
                        .integers("strides", 1)
                        .integers("pads", window.padBefore(), window.padAfter())
                        .integer("group", window.groups()),
                withBias(x, weight, bias));
    }

    /** Transposed convolution: x [N, C, W], weight [C, O, K]. */
    public Value deconvolve1d(
            Value x, Value weight, List<Value> bias, int kernel, int stride, int padding) {
        return node(
                "ConvTranspose",
                Attributes.none()
                        .integers("kernel_shape", kernel)
                        .integers("strides", stride)
                        .integers("pads", padding, padding)
                        .integers("dilations", 1)
                        .integer("group", 1),
                withBias(x, weight, bias));
    }

    private static Value[] withBias(Value x, Value weight, List<Value> bias) {
        List<Value> inputs = new ArrayList<>(List.of(x, weight));
        inputs.addAll(bias);
        return inputs.toArray(Value[]::new);
    }

    /** The finished model. */
    public ModelProto build() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("voxfarm")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setGraph(graph)
                .build();
    }
}
