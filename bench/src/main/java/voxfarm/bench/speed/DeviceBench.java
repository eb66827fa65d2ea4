package voxfarm.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.bench.device.DeviceOption;
import voxfarm.bench.golden.CarriedGoldens;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.machine.MachineLoad;
import voxfarm.common.machine.MachineProbe;
import voxfarm.common.machine.Precision;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.worker.engine.BertLibrary;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.DeviceProbe;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.Utterance;

/**
 * One device, from the bare engine to the farm: how fast at one length and at any, for one caller
 * and for many; what memory it takes in the end; and what of it the farm delivers.
 */
@Command(
        name = "device",
        mixinStandardHelpOptions = true,
        description =
                "A device with a voice: every length, many callers, memory, and the farm on it"
                        + " against the bare engine.")
public final class DeviceBench implements Callable<Integer> {
    private static final int SHORT = 30;
    private static final int LONG = 100;
    private static final int LONGEST = 150;

    /** From one length to the next: all are met, and early ones lie all over the range. */
    private static final int LENGTH_STRIDE = 37;

    /** How often one caller speaks again. */
    private static final int AGAIN = 20;

    /** Of the whole time, for each of three phases that a slow device does not end. */
    private static final double PHASE_SHARE = 0.1;

    private static final double LEAST_SECONDS = 5;
    private static final int LEAST_TEXTS = 3;

    private static final int BOOK_SENTENCES = 120;
    private static final int[] MEMORY_AT = {1, 20, 100, 500};

    /** About what a short text sounds. */
    private static final double SHORT_SECONDS = 5;

    private static final int WAIT_SECONDS = 300;
    private static final double ENGINE_SHARE = 0.6;

    /** Of what a steady length gives, random ones must give so much; of the engine, the farm. */
    private static final double STEADY_SHARE = 1 / 1.2;

    private static final double FARM_SHARE = 0.8;

    /** The most frequent in the Unihan sense: any of them has a reading. */
    private static final String CHARACTERS =
            "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从";

    @Mixin DeviceOption device = new DeviceOption();

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            description = "auto, exact or fast. Default: ${DEFAULT-VALUE}.")
    String precision = "auto";

    @Option(
            names = "--voice",
            paramLabel = "DIR",
            description =
                    "Folder of a Bert-VITS2 voice: config.json and G_<step>.pth. It speaks without"
                            + " BERT. Default: one of full size that is made of noise.")
    @Nullable Path voice;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description =
                    "About how long it takes, loading not counted. Default: ${DEFAULT-VALUE}.")
    double minutes = 5;

    @Option(
            names = "--callers",
            paramLabel = "N",
            split = ",",
            description = "How many speak at once, ascending. Default: ${DEFAULT-VALUE}.")
    List<Integer> callers = List.of(1, 4, 16, 64);

    @Option(names = "--no-farm", description = "The bare engine alone.")
    boolean noFarm;

    @Mixin Report report = new Report();

    private final AtomicInteger texts = new AtomicInteger();
    private final List<String> verdicts = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        device.prepare();
        report.machine();
        probe();
        try (TemporaryFolder temporary = TemporaryFolder.create("bench")) {
            goldens(Files.createDirectory(temporary.path().resolve("goldens")));
            VoiceSource.BertVits2 source = source(temporary.path());
            Rates bare = measureEngine(source, temporary.path());
            if (noFarm) {
                conclude(bare.randomShare(), "steady lengths with as many callers, at the least");
            } else {
                double share = measureFarm(source, temporary.path()) / bare.best();
                verdict("farm against engine", share, FARM_SHARE);
                conclude(
                        share,
                        "the bare engine with as many callers at 30 characters (audio per"
                                + " second)");
            }
        }
        return 0;
    }

    private void conclude(double ratio, String baseline) {
        report.line("verdict: %s", String.join("; ", verdicts));
        report.ratio(ratio, baseline);
    }

    private VoiceSource.BertVits2 source(Path temporary) throws IOException {
        Path given = voice;
        if (given != null) {
            return BertVits2Bench.source(given);
        }
        Path noise = temporary.resolve("noise");
        NoiseVoice.write(noise);
        report.line("voice: of release 2.1, full size, of noise");
        return BertVits2Bench.source(noise);
    }

    /** Whether it computes what the originals did. */
    private void goldens(Path temporary) throws IOException {
        for (CarriedGoldens.Outcome outcome : CarriedGoldens.run(device, temporary)) {
            report.figure(
                    outcome.name() + "_rows_held",
                    outcome.held(),
                    "of " + outcome.rows() + ", worst " + outcome.worst());
            outcome.differences().forEach(difference -> report.line("  %s", difference));
            verdict(outcome.name(), (double) outcome.held() / Math.max(1, outcome.rows()), 1);
        }
    }

    /** Whether it computes at all, and right. */
    private void probe() {
        DeviceProbe.Report probed = DeviceProbe.probe(Device.parse(device.wanted()));
        report.line("device: %s %s", probed.device(), probed.name().orElse(""));
        for (DeviceProbe.Timing timing : probed.timings()) {
            report.figure(
                    "probe_" + timing.operation().toString().toLowerCase(Locale.ROOT),
                    timing.millis(),
                    "ms");
        }
    }

    private void verdict(String what, double share, double least) {
        verdicts.add(
                String.format(
                        Locale.ROOT,
                        "%s %.2f (%s %.2f)",
                        what,
                        share,
                        share >= least ? "at least" : "BELOW",
                        least));
    }

    /**
     * What the bare engine gives.
     *
     * @param best audio seconds a second of the most callers with short texts
     * @param randomShare what random lengths give of steady ones, where it is least
     */
    private record Rates(double best, double randomShare) {}

    private Rates measureEngine(VoiceSource.BertVits2 source, Path temporary) throws Exception {
        VoicePackage voicePackage =
                new VoiceImporter(
                                new VoicePackageCache(temporary.resolve("packages")),
                                InstantSource.system())
                        .importVoice(source);
        long begun = System.nanoTime();
        try (OnnxEngine engine =
                OnnxEngine.start(
                        Device.parse(device.wanted()),
                        1,
                        Precision.parse(precision),
                        new LocalPhonemizers("espeak-ng"),
                        new BertLibrary(List.of(), temporary, true))) {
            report.line("device: %s, %s", engine.device(), precision);
            report.figure("engine_start_s", seconds(begun), "s");
            begun = System.nanoTime();
            try (LoadedVoice loaded = engine.load(voicePackage)) {
                report.figure("voice_load_s", seconds(begun), "s, every shape run once");
                return measureVoice(loaded, voicePackage.manifest(), Device.parse(engine.device()));
            }
        }
    }

    private Rates measureVoice(LoadedVoice loaded, VoiceManifest manifest, Device measured)
            throws Exception {
        firstCalls(loaded, manifest);
        memory(loaded, manifest, measured);
        double seconds = minutes * 60 * ENGINE_SHARE / (3 * callers.size());
        double best = 0;
        double worstShare = Double.POSITIVE_INFINITY;
        for (int many : callers) {
            double steady = rate(loaded, manifest, many, seconds, _ -> SHORT, "30_characters");
            rate(loaded, manifest, many, seconds, _ -> LONG, "100_characters");
            double random = rate(loaded, manifest, many, seconds, i -> 1 + i * 37 % 59, "1_to_59");
            worstShare = Math.min(worstShare, random / steady);
            best = steady;
        }
        verdict("random lengths against steady ones", worstShare, STEADY_SHARE);
        return new Rates(best, worstShare);
    }

    /**
     * Lengths from one character on, each as the first to ask for it: all, or as many as there is
     * time for.
     */
    private void firstCalls(LoadedVoice loaded, VoiceManifest manifest) {
        Patience patience = new Patience();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < LONGEST && patience.hasRoomFor(millis.size()); i++) {
            int length = 1 + i * LENGTH_STRIDE % LONGEST;
            long begun = System.nanoTime();
            double audio = speak(loaded, manifest, length);
            millis.add(seconds(begun) * 1e3);
            if (!(audio > 0)) {
                throw new IllegalStateException(length + " characters gave no sound");
            }
        }
        report.figure("first_call_ms", millis.getFirst(), "ms, the very first");
        String of = "ms, " + millis.size() + " of the lengths 1 to " + LONGEST;
        report.figure("first_at_a_length_p50_ms", percentile(millis, 0.5), of);
        report.figure("first_at_a_length_max_ms", percentile(millis, 1), of);
        patience = new Patience();
        List<Double> again = new ArrayList<>();
        while (again.size() < AGAIN && patience.hasRoomFor(again.size())) {
            long begun = System.nanoTime();
            speak(loaded, manifest, SHORT);
            again.add(seconds(begun) * 1e3);
        }
        report.figure("one_caller_30_characters_p50_ms", percentile(again, 0.5), "ms");
    }

    private static double percentile(List<Double> values, double share) {
        return Report.percentile(values.stream().mapToDouble(v -> v).toArray(), share);
    }

    /** How long a slow device is waited for, where a fast one does all that was planned. */
    private final class Patience {
        private final long until =
                System.nanoTime()
                        + (long) (1e9 * Math.max(LEAST_SECONDS, minutes * 60 * PHASE_SHARE));

        boolean hasRoomFor(int next) {
            return next < LEAST_TEXTS || System.nanoTime() < until;
        }
    }

    private void memory(LoadedVoice loaded, VoiceManifest manifest, Device measured)
            throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        Patience patience = new Patience();
        int done = 0;
        for (int most : MEMORY_AT) {
            while (done < most && patience.hasRoomFor(done)) {
                speak(loaded, manifest, 1 + random.nextInt(LONGEST));
                done++;
            }
            report.figure(
                    "memory_mib_after_" + done,
                    memoryMib(measured),
                    "MiB of the device or process");
            if (done < most) {
                return;
            }
        }
    }

    /** Of the card that is measured, else resident memory of this process. */
    private static double memoryMib(Device measured) throws IOException {
        if (measured instanceof Device.Cuda cuda) {
            for (MachineLoad.Gpu gpu : new MachineProbe().measure().gpus()) {
                if (gpu.id() == cuda.number()) {
                    return gpu.memoryUsedMib();
                }
            }
        }
        return IsolationBench.residentMebibytes(ProcessHandle.current().pid());
    }

    /** Speaks the {@code i}-th text and says how long it sounds, s. */
    @FunctionalInterface
    private interface Speech {
        double speak(int i);
    }

    /** Audio seconds a second of so many callers for about so long. */
    private static double rate(int many, double seconds, Speech speech) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long begun = System.nanoTime();
        long end = begun + (long) (seconds * 1e9);
        List<Future<Double>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
            for (int caller = 0; caller < many; caller++) {
                running.add(
                        threads.submit(() -> {
                            double audio = 0;
                            do {
                                audio += speech.speak(next.getAndIncrement());
                            } while (System.nanoTime() < end);
                            return audio;
                        }));
            }
        }
        double audio = 0;
        for (Future<Double> caller : running) {
            audio += caller.get();
        }
        return audio / seconds(begun);
    }

    /** As {@link #rate(int, double, Speech)} of the bare engine, noted. */
    private double rate(
            LoadedVoice loaded,
            VoiceManifest manifest,
            int many,
            double seconds,
            IntUnaryOperator length,
            String what)
            throws Exception {
        double rate = rate(many, seconds, i -> speak(loaded, manifest, length.applyAsInt(i)));
        report.figure("callers_" + many + "_" + what, rate, "audio s per s");
        return rate;
    }

    private double speak(LoadedVoice loaded, VoiceManifest manifest, int characters) {
        SpeechSettings settings =
                new SpeechSettings(
                        new SpokenBy(
                                manifest.voice(),
                                manifest.version(),
                                manifest.speakers().getFirst()),
                        Language.ZH,
                        new Scales(0.2, 0.6, 0.8, 1),
                        0,
                        OutputSettings.defaults(),
                        Expression.NONE,
                        List.of());
        return loaded.speak(
                        new Utterance(new Segment(0, text(characters), Language.ZH, 0), settings))
                .audio()
                .durationSeconds();
    }

    /** Characters that no text had in this order; with an end. */
    private String text(int characters) {
        SplittableRandom random = new SplittableRandom(texts.getAndIncrement());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < characters; i++) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.append('。').toString();
    }

    /**
     * @return audio seconds a second of short texts
     */
    private double measureFarm(VoiceSource.BertVits2 source, Path temporary) throws Exception {
        Path roots = temporary.resolve("roots");
        Path copy = Files.createDirectories(roots.resolve("measured"));
        for (Path one : List.of(source.config(), source.checkpoint())) {
            Files.copy(one, copy.resolve(one.getFileName()));
        }
        Path file =
                Files.writeString(
                        temporary.resolve("config.yml"),
                        """
                        voices: {bert: "off", roots: ["%s"]}
                        worker: {device: "%s", precision: %s}
                        """
                                .formatted(roots, device.wanted(), precision));
        double seconds = minutes * 60 * (1 - ENGINE_SHARE) / 3;
        try (BenchFarm farm = BenchFarm.start(FarmConfig.read(file).config())) {
            FarmClient client = farm.client();
            String id = "measured";
            farmRate(client, id, SHORT, seconds / 4); // the JIT compiler's part
            double best = farmRate(client, id, SHORT, seconds);
            report.figure("farm_30_characters", best, "audio s per s, as many callers");
            report.figure(
                    "farm_100_characters",
                    farmRate(client, id, LONG, seconds),
                    "audio s per s, as many callers");
            report.figure(
                    "farm_book",
                    book(client, id, (int) (best * seconds / SHORT_SECONDS)),
                    "audio s per s, one long request");
            return best;
        }
    }

    private double farmRate(FarmClient client, String id, int characters, double seconds)
            throws Exception {
        return rate(callers.getLast(), seconds, _ -> request(client, id, text(characters)));
    }

    private double book(FarmClient client, String id, int inTime) {
        StringBuilder book = new StringBuilder();
        int sentences = Math.clamp(inTime, LEAST_TEXTS, BOOK_SENTENCES);
        for (int i = 0; i < sentences; i++) {
            book.append(text(SHORT));
        }
        long begun = System.nanoTime();
        double audio = request(client, id, book.toString());
        return audio / seconds(begun);
    }

    private static double request(FarmClient client, String id, String text) {
        FarmClient.Answer answer =
                client.submit(Json.object().put("model_id", id).put("text", text), WAIT_SECONDS);
        return client.request(new RequestId(answer.requestId()))
                .path("result")
                .path("audio")
                .path("duration_s")
                .asDouble();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
