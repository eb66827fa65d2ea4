package voxfarm.bench.speed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.OnnxWriter;
import voxfarm.models.onnx.Value;
import voxfarm.models.onnx.WeightsFile;

/** The runtime's own matrix product on one core: what neural code here can hope for. */
final class GemmPeak {
    private static final int SIZE = 768;
    private static final int RUNS = 30;

    private GemmPeak() {}

    /** FLOP per CPU second, the best of a few runs. */
    static double measure(Path temporary) throws Exception {
        Path file = temporary.resolve("gemm.onnx");
        try (WeightsFile weights = new WeightsFile(temporary, "gemm.bin")) {
            GraphBuilder graph = new GraphBuilder("gemm", new GraphBuilder.WeightStore(weights));
            Value x = graph.input("x", SIZE, SIZE);
            float[] numbers = new float[SIZE * SIZE];
            Arrays.fill(numbers, 0.5f);
            Value weight = graph.weight("w", () -> numbers, SIZE, SIZE);
            graph.output("y", graph.matMul(x, weight), SIZE, SIZE);
            OnnxWriter.writeGraph(graph.build(), file);
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = open(environment, file);
                OnnxTensor x =
                        OnnxTensor.createTensor(
                                environment,
                                FloatBuffer.wrap(new float[SIZE * SIZE]),
                                new long[] {SIZE, SIZE})) {
            double best = 0;
            for (int i = 0; i < RUNS; i++) {
                double begun = cpuSeconds();
                session.run(Map.of("x", x)).close();
                best = Math.max(best, 2.0 * SIZE * SIZE * SIZE / (cpuSeconds() - begun));
            }
            return best;
        }
    }

    /** A session of one thread, all optimisations of the runtime on. */
    static OrtSession open(OrtEnvironment environment, Path model)
            throws ai.onnxruntime.OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            return environment.createSession(model.toString(), options);
        }
    }

    /** CPU time of the calling thread. */
    static double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }
}
