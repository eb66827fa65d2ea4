package voxfarm.bench.speed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.bench.device.DeviceOption;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.embedded.EmbeddedFarm;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.Utterance;

/** What the farm adds to the bare engine: to one request, and to many. */
@Command(
        name = "farm",
        mixinStandardHelpOptions = true,
        description =
                "The embedded farm against the bare engine: overhead of a request, throughput of"
                        + " many.")
public final class FarmBench implements Callable<Integer> {
    private static final int WAIT_SECONDS = 300;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "Requests of each part. Default: ${DEFAULT-VALUE}.")
    int requests = 200;

    @Option(
            names = "--no-sync",
            description = "With store.embedded.sync: false, to see what the syncs cost.")
    boolean noSync;

    @Option(
            names = "--no-metrics",
            description = "With metrics.on: false, to see what the figures cost.")
    boolean noMetrics;

    @Mixin DeviceOption device = new DeviceOption();
    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        device.prepare();
        double farm = measureFarm();
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            double bare = measureBare(folder.path());
            report.figure("farm_audio_s_per_s", farm, "audio s per s");
            report.figure("bare_audio_s_per_s", bare, "audio s per s");
            report.ratio(farm / bare, "the bare engine with as many callers (audio per second)");
        }
        return 0;
    }

    private double measureFarm() throws Exception {
        AtomicReference<StoreTrace> trace = new AtomicReference<>();
        EmbeddedFarm.StandIns standIns =
                new EmbeddedFarm.StandIns(
                        Optional.empty(),
                        store -> {
                            trace.set(new StoreTrace(store));
                            return trace.get();
                        });
        try (BenchFarm farm = BenchFarm.start(config(), standIns)) {
            FarmClient client = farm.client();
            one(client, requests / 2); // the JIT compiler's part
            StoreTrace.Trace calls = trace.get().shortestOf(5, () -> speak(client));
            report.line("store operations of a request: %s", calls.describe());
            report.figure("store_writes", calls.writes(), "of a request");
            report.figure("store_writes_in_turn", calls.writesInTurn(), "of them wait for others");
            double[] overhead = one(client, requests);
            report.figure(
                    "overhead_p50_ms", Report.percentile(overhead, 0.50), "ms over engine time");
            report.figure(
                    "overhead_p95_ms", Report.percentile(overhead, 0.95), "ms over engine time");
            report.figure("overhead_max_ms", Report.percentile(overhead, 1), "ms over engine time");
            return many(client);
        }
    }

    /**
     * One request after the other; milliseconds from the submission to the audio, less the engine's
     * time.
     */
    private static double[] one(FarmClient client, int count) {
        double[] overhead = new double[count];
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            FarmClient.Answer answer =
                    client.submit(request("Request number " + i + "."), WAIT_SECONDS);
            double total = (System.nanoTime() - begun) / 1e6;
            ObjectNode document = client.request(new RequestId(answer.requestId()));
            overhead[i] = total - document.path("result").path("engine_s").asDouble() * 1e3;
        }
        return overhead;
    }

    private FarmConfig config() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            Path file =
                    Files.writeString(
                            folder.path().resolve("config.yml"),
                            "store: {embedded: {sync: "
                                    + !noSync
                                    + "}}\nmetrics: {on: "
                                    + !noMetrics
                                    + "}\nworker: {device: '"
                                    + device.wanted()
                                    + "'}\n");
            return FarmConfig.read(file).config();
        }
    }

    /** The id of a request that was spoken. */
    private static String speak(FarmClient client) {
        return client.submit(request("Request to look at."), WAIT_SECONDS).requestId();
    }

    private static ObjectNode request(String text) {
        return Json.object().put("model_id", BundledVoice.ID).put("text", text);
    }

    /** Audio seconds a second with more requests waiting than slots. */
    private double many(FarmClient client) throws Exception {
        long begun = System.nanoTime();
        List<Future<Double>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < requests; i++) {
                String text = BundledVoice.TEXTS.get(i % BundledVoice.TEXTS.size());
                answers.add(
                        callers.submit(() ->
                                duration(client, client.submit(request(text), WAIT_SECONDS))));
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double audio = 0;
        for (Future<Double> answer : answers) {
            audio += answer.get();
        }
        report.figure("farm_requests_per_s", requests / seconds, "requests per s");
        return audio / seconds;
    }

    private static double duration(FarmClient client, FarmClient.Answer answer) {
        return client.request(new RequestId(answer.requestId()))
                .path("result")
                .path("audio")
                .path("duration_s")
                .asDouble();
    }

    private double measureBare(Path temporary) throws Exception {
        VoicePackage voicePackage = BundledVoice.importInto(temporary.resolve("bare"));
        int callers = Runtime.getRuntime().availableProcessors();
        try (OnnxEngine engine = device.startEngine();
                LoadedVoice voice = engine.load(voicePackage)) {
            report.device(engine.device());
            speak(voice, voicePackage, callers, requests / 4);
            return speak(voice, voicePackage, callers, requests);
        }
    }

    private static double speak(
            LoadedVoice voice, VoicePackage voicePackage, int callers, int count) throws Exception {
        SpeechSettings settings = BundledVoice.settings(voicePackage);
        List<Utterance> utterances = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = BundledVoice.TEXTS.get(i % BundledVoice.TEXTS.size());
            utterances.add(new Utterance(new Segment(0, text, Language.EN, 0), settings));
        }
        return speak(voice, utterances, callers);
    }

    /**
     * Seconds of audio a second.
     *
     * @param callers at once, each taking the next of all
     */
    static double speak(LoadedVoice voice, List<Utterance> all, int callers) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Future<Double>> running = new ArrayList<>();
        long begun = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            for (int caller = 0; caller < callers; caller++) {
                running.add(
                        threads.submit(() -> {
                            double audio = 0;
                            for (int i = next.getAndIncrement();
                                    i < all.size();
                                    i = next.getAndIncrement()) {
                                audio += voice.speak(all.get(i)).audio().durationSeconds();
                            }
                            return audio;
                        }));
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double audio = 0;
        for (Future<Double> caller : running) {
            audio += caller.get();
        }
        return audio / seconds;
    }
}
