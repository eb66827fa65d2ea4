package voxfarm.bench.speed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.bench.device.DeviceOption;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.voice.Scales;
import voxfarm.frontend.en.EnglishPhonemizer;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.piper.PiperConfig;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.PiperSymbols;
import voxfarm.worker.engine.PiperVoice;

/** A voice in our engine against the same weights in plain ONNX Runtime, one thread each. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "CPU time of the engine for one voice.")
public final class EngineBench implements Callable<Integer> {
    private static final Scales USUAL = new Scales(1, 0.667, 0.8, 1);

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds over all texts. Default: ${DEFAULT-VALUE}.")
    int rounds = 8;

    @Option(
            names = "--voice",
            paramLabel = "DIR",
            description =
                    "Folder of a Bert-VITS2 voice: config.json and G_<step>.pth. Default: the"
                            + " bundled Piper voice.")
    @Nullable Path voice;

    @Mixin DeviceOption device = new DeviceOption();
    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        device.prepare();
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            Path temporary = folder.path();
            if (voice == null) {
                measure(temporary);
            } else {
                new BertVits2Bench(report, rounds, temporary, device).measure(voice);
            }
        }
        return 0;
    }

    private void measure(Path temporary) throws Exception {
        VoicePackage voicePackage = BundledVoice.importInto(temporary);
        List<long[]> texts = ids(voicePackage);
        try (OnnxEngine engine = device.startEngine();
                PiperVoice ours = (PiperVoice) engine.load(voicePackage);
                Plain plain = new Plain(BundledVoice.graph())) {
            report.device(engine.device());
            Tally mine = new Tally();
            Tally theirs = new Tally();
            for (int round = -1; round < rounds; round++) {
                for (long[] ids : texts) {
                    boolean warm = round >= 0;
                    int seed = round;
                    mine.add(() -> ours.samples(ids, USUAL, 0, seed).length, warm);
                    theirs.add(() -> plain.run(ids), warm);
                }
            }
            double rate = voicePackage.manifest().sampleRateHz();
            report.figure(
                    "engine_audio_s_per_cpu_s",
                    mine.samples / rate / mine.cpuSeconds,
                    "audio s per CPU s");
            report.figure(
                    "plain_audio_s_per_cpu_s",
                    theirs.samples / rate / theirs.cpuSeconds,
                    "audio s per CPU s");
            report.figure("engine_real_time_factor", mine.wallSeconds / (mine.samples / rate), "");
            callers(ours, texts, rate);
            report.ratio(
                    (mine.samples / mine.cpuSeconds) / (theirs.samples / theirs.cpuSeconds),
                    "plain ONNX Runtime on the same file (audio per CPU second, one thread,"
                            + " alternating)");
        }
    }

    /** One session shared by as many callers as cores. */
    private void callers(PiperVoice voice, List<long[]> texts, double rate) throws Exception {
        int most = Runtime.getRuntime().availableProcessors();
        double one = throughput(voice, texts, 1) / rate;
        double all = throughput(voice, texts, most) / rate;
        report.figure("one_caller_audio_s_per_s", one, "audio s per s");
        report.figure("callers_" + most + "_audio_s_per_s", all, "audio s per s");
        report.figure("callers_" + most + "_speedup", all / one, "x");
    }

    private double throughput(PiperVoice voice, List<long[]> texts, int callers) throws Exception {
        long begun = System.nanoTime();
        long samples = 0;
        List<Future<Long>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            for (int caller = 0; caller < callers; caller++) {
                running.add(
                        threads.submit(() -> {
                            long made = 0;
                            for (int round = 0; round < rounds; round++) {
                                for (long[] ids : texts) {
                                    made += voice.samples(ids, USUAL, 0, round).length;
                                }
                            }
                            return made;
                        }));
            }
        }
        for (Future<Long> caller : running) {
            samples += caller.get();
        }
        return samples / ((System.nanoTime() - begun) / 1e9);
    }

    private static List<long[]> ids(VoicePackage voicePackage) {
        PiperSymbols symbols =
                new PiperSymbols(PiperConfig.read(voicePackage.file(VoicePackage.CONFIG)));
        EnglishPhonemizer phonemizer = EnglishPhonemizer.load();
        return BundledVoice.TEXTS.stream()
                .map(text -> symbols.ids(phonemizer.phonemize(text).symbols()).values())
                .toList();
    }

    private static final class Tally {
        private long samples;
        private double cpuSeconds;
        private double wallSeconds;

        void add(Callable<Integer> run, boolean counts) throws Exception {
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long wall = System.nanoTime();
            int made = run.call();
            if (counts) {
                samples += made;
                cpuSeconds +=
                        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
                wallSeconds += (System.nanoTime() - wall) / 1e9;
            }
        }
    }

    /** The file as it comes, all optimisations of the runtime on. */
    private static final class Plain implements AutoCloseable {
        private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        private final OrtSession session;

        Plain(Path graph) throws OrtException {
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
                session = environment.createSession(graph.toString(), options);
            }
        }

        int run(long[] ids) throws OrtException {
            float[] scales = {
                (float) USUAL.noiseScale(), (float) USUAL.lengthScale(), (float) USUAL.noiseScaleW()
            };
            try (OnnxTensor input =
                            OnnxTensor.createTensor(
                                    environment, LongBuffer.wrap(ids), new long[] {1, ids.length});
                    OnnxTensor lengths =
                            OnnxTensor.createTensor(environment, new long[] {ids.length});
                    OnnxTensor three =
                            OnnxTensor.createTensor(
                                    environment, FloatBuffer.wrap(scales), new long[] {3});
                    OrtSession.Result result =
                            session.run(
                                    Map.of(
                                            "input",
                                            input,
                                            "input_lengths",
                                            lengths,
                                            "scales",
                                            three))) {
                return ((OnnxTensor) result.get(0)).getFloatBuffer().remaining();
            }
        }

        @Override
        public void close() throws OrtException {
            session.close();
        }
    }
}
