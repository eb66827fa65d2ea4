package voxfarm.bench.speed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.wiring.BookOrders;
import voxfarm.app.wiring.VoiceRoots;
import voxfarm.bench.device.DeviceOption;
import voxfarm.books.plan.BookPlan;
import voxfarm.books.plan.BookPlanCodec;
import voxfarm.books.plan.PlanFiles;
import voxfarm.books.plan.PlannedChapter;
import voxfarm.books.read.BookFiles;
import voxfarm.common.book.BookOrder;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.json.Json;
import voxfarm.common.machine.Precision;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.book.BookReader;
import voxfarm.dispatcher.planner.Planner;
import voxfarm.dispatcher.planner.SpeakerDefaults;
import voxfarm.embedded.EmbeddedFarm;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.frontend.split.Unread;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.worker.engine.BertLibrary;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.Utterance;

/** {@code voxfarm bench books}: books made whole, beside the bare engine on the same sentences. */
@Command(
        name = "books",
        mixinStandardHelpOptions = true,
        description = {
            "Makes books on the embedded farm, all given at once and in this order, from text to"
                    + " the finished files. Before and behind it the bare engine speaks chapters of"
                    + " the first one, in a process of its own: the speed of a machine drifts.",
            "Of several books it also tells how fair the farm was: when each was done beside when"
                    + " it would have been if all open books had got the same share.",
            "The ratio is audio per second of the farm, files and all, over that of the bare engine"
                    + " with as many callers as cores, both times together."
        })
public final class BooksBench implements Callable<Integer> {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int TOLD_SECONDS = 30;

    /** Sentences before those that are measured. */
    private static final int WARMING = 40;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Books, as book make takes them.")
    List<Path> files = List.of();

    @Option(
            names = "--voice",
            paramLabel = "DIR",
            description = {
                "Folder of a Bert-VITS2 voice, alone in the folder that it lies in. Default: the"
                        + " bundled voice."
            })
    @Nullable Path voice;

    @Option(
            names = "--bert",
            paramLabel = "DIR",
            description = "Folder that holds folders of BERT models.")
    @Nullable Path bert;

    @Option(
            names = "--chapters",
            paramLabel = "N",
            description = "The first of each book alone. Default: all.")
    int most = Integer.MAX_VALUE;

    @Option(
            names = "--bare",
            paramLabel = "N",
            description = {
                "Chapters of the first book that the bare engine speaks each time, spread evenly"
                        + " over it; 0 for all. Default: ${DEFAULT-VALUE}."
            })
    int bare = 3;

    @Option(
            names = "--bare-only",
            description = "Speaks them with the bare engine, once, and makes no book.")
    boolean bareOnly;

    @Option(
            names = "--unchecked",
            description = {
                "Sounds are not judged (worker.check-sound). A voice of random weights hums, which"
                        + " the farm takes for a loop and speaks again, twice."
            })
    boolean unchecked;

    @Option(
            names = "--plot",
            paramLabel = "FILE.svg",
            description = "Draws how far each book was at each second.")
    @Nullable Path plot;

    @Mixin DeviceOption device = new DeviceOption();
    @Mixin Report report = new Report();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (most < 1 || bare < 0) {
            throw new ParameterException(
                    spec.commandLine(), "expected --chapters from 1 and --bare from 0 on");
        }
        report.machine();
        device.prepare();
        if (bareOnly) {
            speakBare();
            return 0;
        }
        Bare before = bareElsewhere("before");
        report.device(before.device());
        report.figure("bare_before_audio_s_per_s", before.speed(), "audio s per s");
        AtomicReference<ObjectStore> store = new AtomicReference<>();
        EmbeddedFarm.StandIns watching =
                new EmbeddedFarm.StandIns(
                        Optional.empty(),
                        of -> {
                            store.set(of);
                            return of;
                        });
        Speed made;
        int sentences;
        try (BenchFarm farm = BenchFarm.start(config(), watching)) {
            made = make(farm.client());
            sentences = compare(new RequestStore(store.get()));
        }
        report.figure("chapters_audio_s_per_s", made.toChapters(), "audio s per s, all spoken");
        report.figure("farm_audio_s_per_s", made.toFiles(), "audio s per s, all files made");
        Bare behind = bareElsewhere("behind");
        report.figure("bare_behind_audio_s_per_s", behind.speed(), "audio s per s");
        double alone = 2 / (1 / before.speed() + 1 / behind.speed()); // the same sound each time
        report.figure("bare_audio_s_per_s", alone, "audio s per s, both together");
        report.figure("ratio_of_chapters", made.toChapters() / alone, "without the files");
        report.ratio(
                made.toFiles() / alone,
                "the bare engine with as many callers as cores, on "
                        + sentences
                        + " of the same sentences before and behind (audio per second)");
        return 0;
    }

    /**
     * What the bare engine did.
     *
     * @param device as it names it
     * @param speed in seconds of audio a second
     */
    private record Bare(String device, double speed) {}

    /** In seconds of audio a second, until the last chapter was spoken and the last file made. */
    private record Speed(double toChapters, double toFiles) {}

    private FarmConfig config() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            ObjectNode document = Json.object();
            document.putObject("worker")
                    .put("device", device.wanted())
                    .put("check-sound", !unchecked);
            ObjectNode voices = document.putObject("voices");
            if (bert != null) {
                voices.putArray("bert-roots").add(bert.toRealPath().toString());
            }
            if (voice != null) {
                voices.putArray("roots").add(parent(voice).toString());
            }
            Path file = folder.path().resolve("config.yml");
            Files.write(file, Json.bytes(document)); // JSON is YAML
            return FarmConfig.read(file).config();
        }
    }

    private static Path parent(Path folder) throws IOException {
        return Objects.requireNonNull(folder.toRealPath().getParent());
    }

    private String voiceId() {
        return voice == null ? BundledVoice.ID : VoiceRoots.only(voice).voice().value();
    }

    private static RequestId id(int book, Path file) {
        return BookOrders.idOf(
                String.format(Locale.ROOT, "%02d-%s", book + 1, PlanFiles.stem(file)));
    }

    /** What is asked of the farm. */
    private ObjectNode document(Path file) {
        BookPlan whole = BookPlan.of(BookFiles.read(file, null));
        List<PlannedChapter> read = whole.read();
        BookPlan plan = whole.with(read.subList(0, Math.min(most, read.size())));
        ObjectNode document = BookPlanCodec.write(plan).put("voice", voiceId());
        if (!document.has("title")) {
            document.put("title", PlanFiles.stem(file));
        }
        return document;
    }

    private Speed make(FarmClient client) throws InterruptedException, IOException {
        long begun = System.nanoTime();
        List<Made> books = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            RequestId id = id(i, files.get(i));
            var _ = client.makeBook(id, document(files.get(i)));
            books.add(new Made(id, PlanFiles.stem(files.get(i))));
        }
        report.figure("accepted_s", (System.nanoTime() - begun) / 1e9, "s, all books");
        double wall = follow(client, books, begun);
        double audio = books.stream().mapToDouble(book -> book.audioSeconds).sum();
        report.figure("audio_s", audio, "s");
        report.figure("wall_s", wall, "s, to the finished files");
        report.figure("real_time_factor", wall / audio, "");
        if (books.size() > 1) {
            fairness(books, audio / wall);
        }
        if (plot != null) {
            Files.writeString(plot, new BooksPlot(books).svg());
        }
        double spoken = books.stream().mapToDouble(book -> book.chaptersAt).max().orElse(wall);
        return new Speed(audio / spoken, audio / wall);
    }

    /** Until all have ended; returns the seconds. */
    private double follow(FarmClient client, List<Made> books, long begun)
            throws InterruptedException, IOException {
        double farm = 0;
        double engine = 0;
        double told = 0;
        while (true) {
            for (Made book : books) {
                if (!book.ended()) {
                    book.look(client.book(book.id), (System.nanoTime() - begun) / 1e9);
                }
            }
            farm = Math.max(farm, resident(ProcessHandle.current()));
            engine = Math.max(engine, largestChild());
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (books.stream().allMatch(Made::ended)) {
                report.figure("farm_most_mib", farm, "MiB resident, with broker and store");
                report.figure("engine_most_mib", engine, "MiB resident");
                for (Made book : books) {
                    report.line(
                            "%-24s %9.1f s of audio, chapters after %8.1f s, files after %8.1f s,"
                                    + " sha256 %s",
                            book.name,
                            book.audioSeconds,
                            book.chaptersAt,
                            book.endedAt,
                            book.sha256);
                }
                return books.stream().mapToDouble(book -> book.endedAt).max().orElse(seconds);
            }
            if (seconds - told > TOLD_SECONDS) {
                told = seconds;
                System.err.printf(
                        Locale.ROOT,
                        "%6.0f s: %s%n",
                        seconds,
                        String.join(", ", books.stream().map(Made::shown).toList()));
            }
            Thread.sleep(PERIOD);
        }
    }

    /** Children come and go: imports, an engine that is started anew. */
    private static double largestChild() {
        return ProcessHandle.current().children().mapToDouble(BooksBench::resident).max().orElse(0);
    }

    private static double resident(ProcessHandle process) {
        try {
            return IsolationBench.residentMebibytes(process.pid());
        } catch (IOException e) {
            return 0; // it has just ended
        }
    }

    /** Against a farm that gives each open book the same share of its speed. */
    private void fairness(List<Made> books, double rate) {
        double latest = 0;
        for (Made book : books) {
            double shared =
                    books.stream()
                            .mapToDouble(other -> Math.min(other.audioSeconds, book.audioSeconds))
                            .sum();
            latest = Math.max(latest, book.endedAt / (shared / rate));
        }
        report.figure("latest_over_fair_share", latest, "of the book that waited longest");
    }

    /** Those of the first book that the bare engine speaks, from 1. */
    private List<Integer> sampled(int chapters) {
        int count = bare == 0 ? chapters : Math.min(bare, chapters);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(1 + (int) ((i + 0.5) * chapters / count));
        }
        return numbers;
    }

    /** Planned as the farm plans a chapter that is a request of its own. */
    private List<Utterance> sentences(VoiceManifest manifest) throws IOException {
        BookOrder order = order();
        List<Utterance> utterances = new ArrayList<>();
        for (int number : sampled(order.chapters().size())) {
            BookOrder.Chapter chapter = order.chapters().get(number - 1);
            ObjectNode members = order.request().deepCopy();
            chapter.request().ifPresent(members::setAll);
            members.put("text", "x"); // a long one would have to stand in a file
            SynthesisRequest request = RequestCodec.read(members).request();
            SpeechSettings settings =
                    Planner.settings(request, manifest, SpeakerDefaults.NONE, List.of());
            Planner.segments(
                            new StringReader(chapter.text()),
                            settings,
                            request.split(),
                            manifest,
                            new Unread())
                    .forEachRemaining(
                            planned -> utterances.add(new Utterance(planned.segment(), settings)));
        }
        return utterances;
    }

    private BookOrder order() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            Path plan =
                    Files.write(
                            folder.path().resolve("plan.json"),
                            Json.bytes(document(files.getFirst())));
            return new BookOrders()
                    .read(new BookReader.Body(plan, true, Optional.empty(), Optional.empty()))
                    .order();
        }
    }

    /**
     * Whether the sentences of the bare engine are what the farm spoke.
     *
     * @return how many they are
     */
    private int compare(RequestStore requests) throws IOException {
        Set<Segment> spoken = new HashSet<>();
        for (int number : sampled(order().chapters().size())) {
            AcceptedRequest chapter =
                    requests.find(ChapterIds.of(id(0, files.getFirst()), number)).orElseThrow();
            try (InputStream in =
                    new BufferedInputStream(requests.openPlan(chapter).orElseThrow())) {
                PlanCodec.read(in).forEachRemaining(planned -> spoken.add(planned.segment()));
            }
        }
        List<Utterance> alone;
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            alone = sentences(voicePackage(folder.path()).manifest());
        }
        long same = alone.stream().filter(one -> spoken.contains(one.segment())).count();
        report.figure(
                "same_sentences", (double) same / alone.size(), "of those of the bare engine");
        return alone.size();
    }

    /** Speaks in another process, as memory of this one is measured. */
    private Bare bareElsewhere(String when) throws IOException, InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            Path figures = folder.path().resolve("bare.json");
            List<String> command = again();
            command.addAll(List.of("bench", "books", "--bare-only", "--json", figures.toString()));
            command.addAll(List.of("--bare", Integer.toString(bare), "--device", device.wanted()));
            command.addAll(List.of("--chapters", Integer.toString(most)));
            if (voice != null) {
                command.addAll(List.of("--voice", voice.toString()));
            }
            if (bert != null) {
                command.addAll(List.of("--bert", bert.toString()));
            }
            command.add(files.getFirst().toString());
            System.err.printf(Locale.ROOT, "the bare engine, %s%n", when);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            Process process =
                    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            try {
                int exit = process.waitFor();
                if (exit != 0) {
                    throw new IllegalStateException("the bare engine ended with exit code " + exit);
                }
            } finally {
                process.destroyForcibly();
            }
            ObjectNode said =
                    Json.readObject(Files.readAllBytes(figures), "figures", ErrorCode.INTERNAL);
            double speed = said.path("ratio").asDouble();
            if (!(speed > 0)) {
                throw new IllegalStateException("the bare engine spoke nothing");
            }
            return new Bare(said.path("device").asText(), speed);
        }
    }

    /**
     * This Java with its options, and not the launcher: that would build what changed meanwhile.
     */
    private static List<String> again() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add(System.getProperty("sun.java.command").split(" ", 2)[0]);
        return command;
    }

    private void speakBare() throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.create("bench");
                OnnxEngine engine =
                        OnnxEngine.start(
                                Device.parse(device.wanted()),
                                1,
                                Precision.EXACT,
                                new LocalPhonemizers("espeak-ng"),
                                new BertLibrary(
                                        bert == null ? List.of() : List.of(bert),
                                        folder.path().resolve("bert"),
                                        false))) {
            VoicePackage voicePackage = voicePackage(folder.path());
            List<Utterance> sentences = sentences(voicePackage.manifest());
            try (LoadedVoice loaded = engine.load(voicePackage)) {
                report.device(engine.device());
                int callers = Runtime.getRuntime().availableProcessors();
                int warm = Math.min(sentences.size(), WARMING);
                var _ = FarmBench.speak(loaded, sentences.subList(0, warm), callers);
                report.ratio(
                        FarmBench.speak(loaded, sentences, callers),
                        "the time that "
                                + sentences.size()
                                + " sentences take to be heard (audio per second)");
            }
        }
    }

    private VoicePackage voicePackage(Path folder) {
        Path cache = folder.resolve("packages");
        return voice == null
                ? BundledVoice.importInto(cache)
                : new VoiceImporter(new VoicePackageCache(cache), InstantSource.system())
                        .importVoice(VoiceRoots.only(voice));
    }

    /** A book on its way; what was seen of it. */
    static final class Made {
        final RequestId id;
        final String name;

        /** Seconds from the beginning, and the share of its sound that was there. */
        final List<double[]> points = new ArrayList<>();

        double chaptersAt = Double.NaN;
        double endedAt = Double.NaN;
        double audioSeconds;

        /** Of the file of the whole. */
        String sha256 = "";

        Made(RequestId id, String name) {
            this.id = id;
            this.name = name;
        }

        boolean ended() {
            return !Double.isNaN(endedAt);
        }

        void look(ObjectNode book, double at) {
            boolean ended = book.has("result");
            double all = book.path("progress").path("estimated_s").asDouble();
            double share = ended ? 1 : book.path("progress").path("audio_s").asDouble() / all;
            points.add(new double[] {at, all > 0 || ended ? share : 0});
            if (Double.isNaN(chaptersAt) && (ended || book.path("step").asText().equals("files"))) {
                chaptersAt = at;
            }
            if (ended) {
                if (!book.path("status").asText().equals("completed")) {
                    throw new VoxfarmException(
                            ErrorCode.INTERNAL,
                            id + ": " + book.at("/result/error/message").asText());
                }
                endedAt = at;
                audioSeconds = book.at("/result/audio/duration_s").asDouble();
                sha256 = book.at("/result/audio/sha256").asText();
            }
        }

        private String shown() {
            return points.isEmpty()
                    ? name
                    : String.format(Locale.ROOT, "%s %.1f %%", name, 100 * points.getLast()[1]);
        }
    }
}
