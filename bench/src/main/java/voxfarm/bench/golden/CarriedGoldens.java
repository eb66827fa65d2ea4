package voxfarm.bench.golden;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import voxfarm.app.wiring.Installation;
import voxfarm.bench.device.DeviceOption;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.PiperVoice;

/**
 * Recorded runs of the originals that this build carries, for a device that nothing else is brought
 * to: a small Bert-VITS2 voice of random weights with every stage of the network, alone and in
 * batches, and the bundled Piper voice.
 */
public final class CarriedGoldens {
    private static final String MODEL = "model";
    private static final String PIPER = "piper";
    private static final int MOST_LEVELS = 4;

    private CarriedGoldens() {}

    /**
     * Of one of them.
     *
     * @param held rows within tolerance
     * @param worst stage and error that come nearest to what is allowed, or pass it
     * @param differences the first few, for people
     */
    public record Outcome(String name, int rows, int held, String worst, List<String> differences) {
        public Outcome {
            differences = List.copyOf(differences);
        }

        public boolean holds() {
            return rows > 0 && held == rows;
        }
    }

    /**
     * Computes all of them exactly.
     *
     * @param temporary an empty folder
     */
    public static List<Outcome> run(DeviceOption device, Path temporary) throws IOException {
        Path model = copy(MODEL, "config.json", temporary.resolve(MODEL));
        Path piper = copy(PIPER, "wave.json", temporary.resolve(PIPER));
        try (OnnxEngine engine = device.startEngine()) {
            return List.of(
                    model(engine, model, temporary.resolve("model-packages")),
                    piper(engine, piper, temporary.resolve("piper-packages")));
        }
    }

    private static Outcome model(OnnxEngine engine, Path folder, Path packages) throws IOException {
        try (ModelGolden golden = new ModelGolden(engine, packages)) {
            ModelGolden.Report report = golden.compare(List.of(folder));
            String stage = report.worstStage().orElse("none");
            return new Outcome(
                    "golden_model",
                    report.cases(),
                    report.held(),
                    String.format(
                            Locale.ROOT, "%s %.1e", stage, report.worst().getOrDefault(stage, 0.0)),
                    report.differences());
        }
    }

    private static Outcome piper(OnnxEngine engine, Path folder, Path packages) throws IOException {
        VoicePackage voicePackage =
                PiperGolden.voice(
                        Installation.home().resolve("models/voices").resolve(PiperGolden.VOICE),
                        packages);
        try (PiperVoice voice = (PiperVoice) engine.load(voicePackage)) {
            PiperGolden.Report report = PiperGolden.compare(folder, voice, voicePackage);
            return new Outcome(
                    "golden_piper",
                    report.rows(),
                    report.exact(),
                    String.format(Locale.ROOT, "sample %.1e", report.worst()),
                    report.differences());
        }
    }

    /** What lies beside {@code known} in the build's own jar, or in its folder of classes. */
    private static Path copy(String folder, String known, Path target) throws IOException {
        URI uri = uri(folder + "/" + known);
        if (!uri.getScheme().equals("jar")) {
            return copy(Objects.requireNonNull(Path.of(uri).getParent()), target);
        }
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
            String inside = CarriedGoldens.class.getPackageName().replace('.', '/');
            return copy(jar.getPath(inside, folder), target);
        }
    }

    private static URI uri(String resource) {
        try {
            return Objects.requireNonNull(CarriedGoldens.class.getResource(resource), resource)
                    .toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path copy(Path from, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(from, MOST_LEVELS)) {
            for (Path file : files.toList()) {
                Path to = target.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
        return target;
    }
}
