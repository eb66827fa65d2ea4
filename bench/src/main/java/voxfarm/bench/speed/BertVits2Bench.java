package voxfarm.bench.speed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import voxfarm.bench.device.DeviceOption;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceId;
import voxfarm.models.bertvits2.HyperParameters;
import voxfarm.models.bertvits2.HyperParametersReader;
import voxfarm.models.checkpoint.Checkpoint;
import voxfarm.models.importer.VoiceFolders;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.worker.engine.AcousticInputs;
import voxfarm.worker.engine.Encoded;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.Prior;
import voxfarm.worker.engine.SingleNetwork;

/** A Bert-VITS2 voice in our engine against a plain export of the same weights. */
final class BertVits2Bench {
    private static final Scales USUAL = new Scales(0.2, 0.6, 0.8, 1);

    private final Report report;
    private final int rounds;
    private final Path temporary;
    private final DeviceOption device;

    BertVits2Bench(Report report, int rounds, Path temporary, DeviceOption device) {
        this.device = device;
        this.report = report;
        this.rounds = rounds;
        this.temporary = temporary;
    }

    void measure(Path folder) throws Exception {
        VoiceSource.BertVits2 source = source(folder);
        HyperParameters p = HyperParametersReader.read(source.config());
        long begun = System.nanoTime();
        VoicePackage voice =
                new VoiceImporter(
                                new VoicePackageCache(temporary.resolve("packages")),
                                InstantSource.system())
                        .importVoice(source);
        report.figure("import_s", (System.nanoTime() - begun) / 1e9, "s");
        try (Checkpoint checkpoint = Checkpoint.open(source.checkpoint())) {
            PlainExport.write(checkpoint.weights(), p, temporary);
        }
        double peak = GemmPeak.measure(temporary);
        report.figure("gemm_gflops", peak / 1e9, "GFLOP/s of one core, fp32 product of 768");
        begun = System.nanoTime();
        try (OnnxEngine engine = device.startEngine();
                SingleNetwork network = engine.loadNetwork(voice);
                Plain plain = new Plain(temporary)) {
            report.device(engine.device());
            report.figure("load_s", (System.nanoTime() - begun) / 1e9, "s, both sides");
            double ratio = 0;
            for (int phones : new int[] {60, 200}) {
                ratio = compare(network, plain, p, phones, peak);
            }
            report.ratio(
                    ratio,
                    "plain ONNX Runtime on an export of the same weights (CPU seconds of flow and"
                            + " decoder at 200 phones, one thread, alternating, median of rounds)");
        }
    }

    /** The voice of a folder. */
    static VoiceSource.BertVits2 source(Path folder) {
        if (VoiceFolders.only(folder, Optional.of(new VoiceId("voice")), UnaryOperator.identity())
                instanceof VoiceSource.BertVits2 voice) {
            return voice;
        }
        throw new VoxfarmException(
                ErrorCode.INVALID_REQUEST, folder + ": expected config.json and G_<step>.pth");
    }

    private double compare(
            SingleNetwork network, Plain plain, HyperParameters p, int phones, double peak)
            throws OrtException {
        AcousticInputs inputs = inputs(network, phones);
        SplittableRandom random = new SplittableRandom(phones);
        float[] durationNoise = normal(random, inputs.tokens() * 2, (float) USUAL.noiseScaleW());
        float[] priorNoise = normal(random, p.widths().inter() * 4096, 1);
        Stages ours = new Stages();
        Stages theirs = new Stages();
        double[] ratios = new double[rounds];
        int samples = 0;
        int frames = 0;
        float worst = 0;
        for (int round = -1; round < rounds; round++) {
            Stages one = new Stages();
            Encoded encoded = one.time(0, () -> network.encode(inputs, durationNoise));
            Prior distribution = encoded.prior(USUAL);
            frames = Math.toIntExact(distribution.frames());
            float[] prior =
                    distribution.sample(
                            (c, f) -> priorNoise[c * 4096 + f % 4096], (float) USUAL.noiseScale());
            float[] latent = one.time(1, () -> network.flow(prior, inputs.speaker()));
            float[] wave = one.time(2, () -> network.decode(latent, inputs.speaker()));
            Stages other = new Stages();
            float[] turned = channelsFirst(prior, p.widths().inter());
            float[] theirLatent =
                    other.time(1, () -> plain.flow(turned, inputs.speaker(), p.widths().inter()));
            float[] theirWave =
                    other.time(
                            2,
                            () -> plain.decode(theirLatent, inputs.speaker(), p.widths().inter()));
            samples = wave.length;
            worst = Math.max(worst, distance(wave, theirWave));
            if (round >= 0) {
                ours.add(one);
                theirs.add(other);
                ratios[round] = (other.cpu[1] + other.cpu[2]) / (one.cpu[1] + one.cpu[2]);
            }
        }
        double audio = samples / (double) p.sound().sampleRateHz();
        String prefix = "phones_" + phones + "_";
        report.figure(prefix + "audio_s", audio, "s, " + frames + " frames");
        report.figure(prefix + "encoder_cpu_s", ours.cpu[0] / rounds, "CPU s");
        report.figure(prefix + "flow_cpu_s", ours.cpu[1] / rounds, "CPU s");
        report.figure(prefix + "decoder_cpu_s", ours.cpu[2] / rounds, "CPU s");
        report.figure(prefix + "plain_flow_cpu_s", theirs.cpu[1] / rounds, "CPU s");
        report.figure(prefix + "plain_decoder_cpu_s", theirs.cpu[2] / rounds, "CPU s");
        double all = ours.cpu[0] + ours.cpu[1] + ours.cpu[2];
        report.figure(prefix + "real_time_factor", all / rounds / audio, "CPU s per audio s");
        double work = 2 * PlainExport.decoderMultiplications(p) * frames;
        report.figure(
                prefix + "decoder_share_of_gemm_peak",
                work * rounds / ours.cpu[2] / peak,
                "plain work over time, of the measured product");
        report.figure(
                prefix + "greatest_difference_millionths",
                worst * 1e6,
                "between the samples of both sides");
        double ratio = Report.percentile(ratios, 0.5);
        report.figure(prefix + "ratio", ratio, "x, rounds " + rounded(ratios));
        return ratio;
    }

    private static String rounded(double[] values) {
        List<String> texts = new ArrayList<>();
        for (double value : values) {
            texts.add(String.format(java.util.Locale.ROOT, "%.2f", value));
        }
        return String.join(" ", texts);
    }

    private AcousticInputs inputs(SingleNetwork network, int phones) {
        SplittableRandom random = new SplittableRandom(7);
        int tokens = 2 * phones + 1;
        long[] ids = new long[tokens];
        long[] tones = new long[tokens];
        for (int i = 1; i < tokens; i += 2) {
            ids[i] = random.nextInt(1, network.profile().release().symbols());
            tones[i] = random.nextInt(0, 6);
        }
        List<float[]> bert = new ArrayList<>();
        for (int channels : network.profile().widths().bertChannels()) {
            bert.add(normal(random, tokens * channels, bert.isEmpty() ? 0.5f : 0));
        }
        int emotion = network.profile().release().emotion().features();
        float[] embedding =
                emotion == 0
                        ? new float[0]
                        : normal(random, network.profile().widths().hidden(), 0.1f);
        return new AcousticInputs(
                ids, tones, new long[tokens], bert, network.conditions().speaker(0), embedding);
    }

    private static float[] normal(SplittableRandom random, int count, float scale) {
        float[] values = new float[count];
        for (int i = 0; i < count && scale > 0; i++) {
            values[i] = (float) random.nextGaussian() * scale;
        }
        return values;
    }

    private static float[] channelsFirst(float[] rows, int channels) {
        int frames = rows.length / channels;
        float[] turned = new float[rows.length];
        for (int f = 0; f < frames; f++) {
            for (int c = 0; c < channels; c++) {
                turned[c * frames + f] = rows[f * channels + c];
            }
        }
        return turned;
    }

    private static float distance(float[] a, float[] b) {
        if (a.length != b.length) {
            return Float.POSITIVE_INFINITY;
        }
        float most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    /** CPU seconds of encoder, flow and decoder. */
    private static final class Stages {
        private final double[] cpu = new double[3];

        interface Work<T> {
            T run() throws OrtException;
        }

        <T> T time(int stage, Work<T> work) throws OrtException {
            double begun = GemmPeak.cpuSeconds();
            T value = work.run();
            cpu[stage] += GemmPeak.cpuSeconds() - begun;
            return value;
        }

        void add(Stages other) {
            Arrays.setAll(cpu, i -> cpu[i] + other.cpu[i]);
        }
    }

    /** The plain graphs, all optimisations of the runtime on. */
    private static final class Plain implements AutoCloseable {
        private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        private final OrtSession flow;
        private final OrtSession decoder;

        Plain(Path folder) throws OrtException {
            flow = GemmPeak.open(environment, folder.resolve(PlainExport.FLOW));
            decoder = GemmPeak.open(environment, folder.resolve(PlainExport.DECODER));
        }

        float[] flow(float[] prior, float[] speaker, int channels) throws OrtException {
            return run(flow, "z_p", prior, speaker, channels);
        }

        float[] decode(float[] latent, float[] speaker, int channels) throws OrtException {
            return run(decoder, "z", latent, speaker, channels);
        }

        private float[] run(
                OrtSession session, String name, float[] x, float[] speaker, int channels)
                throws OrtException {
            try (OnnxTensor in =
                            OnnxTensor.createTensor(
                                    environment,
                                    FloatBuffer.wrap(x),
                                    new long[] {1, channels, x.length / channels});
                    OnnxTensor g =
                            OnnxTensor.createTensor(
                                    environment,
                                    FloatBuffer.wrap(speaker),
                                    new long[] {1, speaker.length, 1});
                    OrtSession.Result result = session.run(Map.of(name, in, "g", g))) {
                FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                return values;
            }
        }

        @Override
        public void close() throws OrtException {
            flow.close();
            decoder.close();
        }
    }
}
