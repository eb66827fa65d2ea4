package voxfarm.worker.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.OnnxWriter;
import voxfarm.models.onnx.Value;
import voxfarm.models.onnx.WeightsFile;
import voxfarm.worker.cuda.CudaDriver;

/**
 * Whether a device can do the work: runs a convolution and a matrix product on it, in single and in
 * half precision, and compares with plain sums. That a library loads says little; a driver that is
 * none, a card that is not there or a cuDNN of another release show here.
 */
public final class DeviceProbe {
    private static final int CHANNELS = 64;
    private static final int KERNEL = 7;
    private static final int FRAMES = 2048;
    private static final int ROWS = 256;
    private static final int COLUMNS = 512;
    private static final int RUNS = 5;

    /** How many results are compared. */
    private static final int SAMPLES = 64;

    /** Of the greatest error, in parts of a usual result: tensor cores round to 11 bits. */
    private static final double TOLERANCE = 1e-2;

    private static final String MODEL = "probe.onnx";

    /** Opens a model on the device that is looked at. */
    interface Opener {
        OrtSession open(Path model);
    }

    /** What is run. */
    public enum Operation {
        CONV_FP32(false, true),
        CONV_FP16(true, true),
        MATMUL_FP32(false, false),
        MATMUL_FP16(true, false);

        private final boolean half;
        private final boolean convolution;

        Operation(boolean half, boolean convolution) {
            this.half = half;
            this.convolution = convolution;
        }

        /** As in tables: {@code conv fp16}. */
        public String title() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        private long[] inputShape() {
            return convolution ? new long[] {1, CHANNELS, FRAMES} : new long[] {ROWS, COLUMNS};
        }

        private long[] weightShape() {
            return convolution
                    ? new long[] {CHANNELS, CHANNELS, KERNEL}
                    : new long[] {COLUMNS, COLUMNS};
        }
    }

    /**
     * One operation that ran and was right.
     *
     * @param millis of one run, the median of some
     * @param error the greatest, in parts of a usual result
     */
    public record Timing(Operation operation, double millis, double error) {}

    /**
     * @param device as {@link Device#parse} takes it
     * @param name of the card, where the driver tells it
     */
    public record Report(String device, Optional<String> name, List<Timing> timings) {
        public Report {
            timings = List.copyOf(timings);
        }
    }

    private final Opener opener;

    private DeviceProbe(Opener opener) {
        this.opener = opener;
    }

    /**
     * Tries a device.
     *
     * @param wanted {@code Auto} is resolved
     * @throws VoxfarmException {@code DEVICE_UNAVAILABLE} if it cannot be used
     */
    public static Report probe(Device wanted) {
        return probe(OrtRuntime.start(wanted, 1));
    }

    static Report probe(OrtRuntime runtime) {
        Optional<String> name = Optional.empty();
        if (runtime.device() instanceof Device.Cuda(int number)
                && CudaDriver.ask() instanceof CudaDriver.Answer.Usable(var _, var names)
                && number < names.size()) {
            name = Optional.of(names.get(number));
        }
        return new Report(runtime.device().toString(), name, run(runtime::openOnDeviceAlone));
    }

    /**
     * Runs all operations.
     *
     * @throws VoxfarmException {@code DEVICE_UNAVAILABLE} if one cannot be run or gives wrong
     *     numbers
     */
    static List<Timing> run(Opener opener) {
        DeviceProbe probe = new DeviceProbe(opener);
        List<Timing> timings = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            timings.add(probe.run(operation));
        }
        return timings;
    }

    private Timing run(Operation operation) {
        float[] x = numbers(operation.inputShape(), 1, operation.half);
        float[] w = numbers(operation.weightShape(), 2, operation.half);
        try (TemporaryFolder folder = TemporaryFolder.create("probe")) {
            write(operation, w, folder.path());
            return run(operation, folder.path().resolve(MODEL), x, w);
        } catch (OrtException e) {
            throw failed(operation, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw failed(operation, FileFailure.reason(e), e);
        }
    }

    private Timing run(Operation operation, Path model, float[] x, float[] w) throws OrtException {
        try (OrtSession session = opener.open(model)) {
            return run(operation, session, x, w);
        } catch (VoxfarmException e) { // the file's name says nothing to anybody
            String why = String.valueOf(e.getMessage()).replace(model + ": ", "").strip();
            throw failed(operation, why, e);
        }
    }

    private static VoxfarmException failed(Operation operation, String why, Exception cause) {
        return new VoxfarmException(
                ErrorCode.DEVICE_UNAVAILABLE, operation.title() + ": " + why, cause);
    }

    private static Timing run(Operation operation, OrtSession session, float[] x, float[] w)
            throws OrtException {
        double[] millis = new double[RUNS];
        float[] y = new float[0];
        try (OnnxTensor in =
                OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(),
                        FloatBuffer.wrap(x),
                        operation.inputShape())) {
            for (int run = -1; run < RUNS; run++) { // the first one chooses algorithms
                long begun = System.nanoTime();
                try (OrtSession.Result result = session.run(Map.of("x", in))) {
                    y = floats((OnnxTensor) result.get(0));
                }
                if (run >= 0) {
                    millis[run] = (System.nanoTime() - begun) / 1e6;
                }
            }
        }
        Arrays.sort(millis);
        double error = error(operation, x, w, y);
        if (!(error <= TOLERANCE)) { // NaN fails too
            throw new VoxfarmException(
                    ErrorCode.DEVICE_UNAVAILABLE,
                    String.format(
                            Locale.ROOT,
                            "it ran and gave wrong numbers (error %.2g of a usual result, expected"
                                    + " %.0g at most)",
                            error,
                            TOLERANCE));
        }
        return new Timing(operation, millis[RUNS / 2], error);
    }

    private static float[] floats(OnnxTensor tensor) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** Between -1 and 1, the same ones each time; of half precision where that is looked at. */
    private static float[] numbers(long[] shape, long seed, boolean half) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers =
                new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < numbers.length; i++) {
            float number = (float) random.nextDouble(-1, 1);
            numbers[i] = half ? Float.float16ToFloat(Float.floatToFloat16(number)) : number;
        }
        return numbers;
    }

    private static void write(Operation operation, float[] w, Path folder) throws IOException {
        try (WeightsFile weights = new WeightsFile(folder, "probe.bin")) {
            GraphBuilder graph = new GraphBuilder("probe", new GraphBuilder.WeightStore(weights));
            Value x = graph.input("x", boxed(operation.inputShape()));
            Value weight =
                    operation.half
                            ? graph.halfWeight("w", () -> w, operation.weightShape())
                            : graph.weight("w", () -> w, operation.weightShape());
            Value in = operation.half ? graph.toHalf(x) : x;
            Value y =
                    operation.convolution
                            ? graph.convolve1d(
                                    in, weight, List.of(), GraphBuilder.Window.same(KERNEL, 1))
                            : graph.matMul(in, weight);
            graph.output("y", operation.half ? graph.toFloat(y) : y, boxed(operation.inputShape()));
            OnnxWriter.writeGraph(graph.build(), folder.resolve(MODEL));
        }
    }

    private static Object[] boxed(long[] shape) {
        return Arrays.stream(shape).mapToObj(size -> Math.toIntExact(size)).toArray();
    }

    /** The greatest error of some results, by the root of their mean square. */
    private static double error(Operation operation, float[] x, float[] w, float[] y) {
        SplittableRandom random = new SplittableRandom(3);
        double squares = 0;
        double worst = 0;
        for (int i = 0; i < SAMPLES; i++) {
            int at = random.nextInt(x.length);
            double expected =
                    operation.convolution
                            ? convolved(x, w, at / FRAMES, at % FRAMES)
                            : product(x, w, at / COLUMNS, at % COLUMNS);
            squares += expected * expected;
            double difference = y.length == x.length ? Math.abs(y[at] - expected) : Double.NaN;
            worst = Math.max(worst, difference);
        }
        return worst / Math.sqrt(squares / SAMPLES);
    }

    private static double convolved(float[] x, float[] w, int channel, int frame) {
        double sum = 0;
        for (int in = 0; in < CHANNELS; in++) {
            for (int k = 0; k < KERNEL; k++) {
                int at = frame + k - KERNEL / 2;
                if (at >= 0 && at < FRAMES) {
                    sum += (double) x[in * FRAMES + at] * w[(channel * CHANNELS + in) * KERNEL + k];
                }
            }
        }
        return sum;
    }

    private static double product(float[] x, float[] w, int row, int column) {
        double sum = 0;
        for (int i = 0; i < COLUMNS; i++) {
            sum += (double) x[row * COLUMNS + i] * w[i * COLUMNS + column];
        }
        return sum;
    }
}
