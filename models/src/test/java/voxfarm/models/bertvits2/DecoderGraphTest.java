package voxfarm.models.bertvits2;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.voice.Speaker;
import voxfarm.models.checkpoint.Tensor;
import voxfarm.models.onnx.GraphBuilder;
import voxfarm.models.onnx.OnnxWriter;
import voxfarm.models.onnx.Value;
import voxfarm.models.onnx.WeightsFile;

/** The decoder's forms against each other, on random weights of sizes where they differ. */
class DecoderGraphTest {
    private static final OrtEnvironment ORT = OrtEnvironment.getEnvironment();
    private static final float TOLERANCE = 1e-5f;

    @TempDir Path folder;

    /** Wide enough for fast FIR blocks, with dilations and both kinds of kernels. */
    private static HyperParameters wide(int resblock) {
        return parameters(
                128, List.of(2, 4), List.of(4, 8), List.of(3, 7, 11), List.of(1, 3, 5), resblock);
    }

    /** An odd rest of kernel and rate, and a rate that a kernel is no multiple of. */
    private static HyperParameters odd() {
        return parameters(64, List.of(3, 2), List.of(4, 5), List.of(3, 9), List.of(1, 2, 4), 1);
    }

    private static HyperParameters parameters(
            int initial,
            List<Integer> rates,
            List<Integer> upsampleKernels,
            List<Integer> kernels,
            List<Integer> dilations,
            int resblock) {
        return new HyperParameters(
                Optional.empty(),
                new HyperParameters.Widths(16, 8, 32, 12),
                new HyperParameters.Encoder(2, 3, 3),
                new HyperParameters.Flow(true, 4, Optional.empty()),
                new HyperParameters.Decoder(
                        initial,
                        rates,
                        upsampleKernels,
                        resblock,
                        kernels,
                        kernels.stream().map(k -> dilations).toList()),
                new HyperParameters.Sound(44_100, Optional.empty()),
                new HyperParameters.Cast(2, List.of(new Speaker(0, "a")), Map.of()),
                true);
    }

    private static Weights random(HyperParameters p) {
        SplittableRandom random = new SplittableRandom(5);
        Map<String, Tensor> tensors = new HashMap<>();
        ExpectedWeights.of(p, new Network(Release.V2_0, 4, 3, List.of()))
                .forEach((name, shape) -> {
                    long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
                    long fan = shape.length > 1 ? count / shape[0] : 4;
                    float[] values = new float[(int) count];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (random.nextGaussian() / Math.sqrt((double) fan));
                    }
                    tensors.put(name, Tensor.of(values, shape));
                });
        return Weights.check(tensors, p);
    }

    private Path decoder(Weights weights, DecoderGraph.Form form, boolean ragged)
            throws IOException {
        String name = form + "-" + ragged + "-" + System.identityHashCode(weights);
        HyperParameters p = weights.parameters();
        try (WeightsFile file = new WeightsFile(folder, name + ".bin")) {
            GraphBuilder graph = new GraphBuilder("d", new GraphBuilder.WeightStore(file));
            Value latent = graph.input("z", "N", "F", p.widths().inter());
            Value speaker = graph.input("g", "N", p.widths().gin());
            Optional<Value> frames =
                    ragged ? Optional.of(graph.integerInput("frames", "N")) : Optional.empty();
            graph.output(
                    "o",
                    DecoderGraph.append(graph, weights, form, latent, speaker, frames),
                    "N",
                    "S");
            OnnxWriter.writeGraph(graph.build(), folder.resolve(name + ".onnx"));
        }
        return folder.resolve(name + ".onnx");
    }

    private static float[] latent(HyperParameters p, int frames, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[frames * p.widths().inter()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] run(
            Path model, HyperParameters p, float[] latent, int batch, long... frames)
            throws OrtException {
        float[] speaker = new float[p.widths().gin() * batch];
        Arrays.fill(speaker, 0.3f);
        long length = latent.length / p.widths().inter() / batch;
        try (OrtSession session = ORT.createSession(model.toString());
                OnnxTensor z =
                        OnnxTensor.createTensor(
                                ORT,
                                FloatBuffer.wrap(latent),
                                new long[] {batch, length, p.widths().inter()});
                OnnxTensor g =
                        OnnxTensor.createTensor(
                                ORT,
                                FloatBuffer.wrap(speaker),
                                new long[] {batch, p.widths().gin()});
                OnnxTensor n =
                        OnnxTensor.createTensor(
                                ORT, LongBuffer.wrap(frames), new long[] {frames.length})) {
            Map<String, OnnxTensor> inputs = new HashMap<>(Map.of("z", z, "g", g));
            if (frames.length > 0) {
                inputs.put("frames", n);
            }
            try (OrtSession.Result result = session.run(inputs)) {
                FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                return values;
            }
        }
    }

    private static void assertClose(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        float worst = 0;
        float peak = 0;
        for (int i = 0; i < found.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] - expected[i]));
            peak = Math.max(peak, Math.abs(expected[i]));
        }
        assertThat(peak).as("the decoder must not be silent").isGreaterThan(0.05f);
        assertThat(worst).isLessThan(TOLERANCE);
    }

    private void assertFormsAgree(HyperParameters p) throws IOException, OrtException {
        Weights weights = random(p);
        for (int frames : new int[] {1, 2, 7, 40}) {
            float[] latent = latent(p, frames, frames);
            float[] plain = run(decoder(weights, DecoderGraph.Form.PLAIN, false), p, latent, 1);
            assertThat(plain).hasSize((int) p.decoder().samples(frames));
            float[] blocked = run(decoder(weights, DecoderGraph.Form.BLOCKED, false), p, latent, 1);
            assertClose(blocked, plain);
            folderIsUsedOnce();
        }
    }

    private void folderIsUsedOnce() throws IOException {
        try (var files = java.nio.file.Files.list(folder)) {
            for (Path file : files.toList()) {
                java.nio.file.Files.delete(file);
            }
        }
    }

    @Test
    void fastBlocksOfTheFirstKindEqualPlainConvolutions() throws Exception {
        assertThat(FastFirBlock.pays(11, 32, List.of(1, 3, 5))).isTrue();
        assertFormsAgree(wide(1));
    }

    @Test
    void fastBlocksOfTheSecondKindEqualPlainConvolutions() throws Exception {
        assertFormsAgree(wide(2));
    }

    @Test
    void phasesEqualTransposedConvolutionsOfOddSizes() throws Exception {
        assertFormsAgree(odd());
    }

    @Test
    void aRaggedBatchGivesTheSamplesOfEachTextAlone() throws Exception {
        HyperParameters p = odd();
        Weights weights = random(p);
        Path alone = decoder(weights, DecoderGraph.Form.PLAIN, false);
        Path ragged = decoder(weights, DecoderGraph.Form.PLAIN, true);
        float[] first = latent(p, 20, 1);
        float[] second = latent(p, 11, 2);
        float[] both = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        float[] samples = run(ragged, p, both, 2, 20, 11);

        int width = (int) p.decoder().samples(20);
        assertClose(Arrays.copyOf(samples, width), run(alone, p, first, 1));
        assertClose(
                Arrays.copyOfRange(samples, width, width + (int) p.decoder().samples(11)),
                run(alone, p, second, 1));
    }

    @Test
    void aSampleDependsOnNoFramesBeyondTheReach() throws Exception {
        HyperParameters p = wide(1);
        Weights weights = random(p);
        Path model = decoder(weights, DecoderGraph.Form.BLOCKED, false);
        int reach = BertVits2Import.receptiveFrames(p.decoder());
        int frames = 4 * reach;
        float[] latent = latent(p, frames, 3);
        float[] whole = run(model, p, latent, 1);
        int start = 2 * reach;
        int hop = p.decoder().samplesPerFrame();

        float[] piece =
                run(
                        model,
                        p,
                        Arrays.copyOfRange(
                                latent,
                                (start - reach) * p.widths().inter(),
                                frames * p.widths().inter()),
                        1);

        assertClose(
                Arrays.copyOfRange(piece, reach * hop, piece.length),
                Arrays.copyOfRange(whole, start * hop, whole.length));
    }
}
