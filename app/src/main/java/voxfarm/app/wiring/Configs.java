package voxfarm.app.wiring;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import voxfarm.app.config.ConfigReference;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.config.SeedServer;
import voxfarm.common.config.ConfigReader;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Pauses;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.DispatcherConfig;
import voxfarm.dispatcher.api.HttpConfig;
import voxfarm.dispatcher.fleet.DeviceWishes;
import voxfarm.worker.WorkerConfig;
import voxfarm.worker.engine.Device;

/** Configuration files and what overrides them. */
public final class Configs {
    private Configs() {}

    /**
     * What the command line says, before the file.
     *
     * @param httpHost address that is bound
     * @param bucket of the embedded store
     */
    public record Overrides(
            @Nullable String device, @Nullable String httpHost, @Nullable String bucket) {
        public static final Overrides NONE = new Overrides(null, null, null);

        /** Of the device alone. */
        public static Overrides ofDevice(@Nullable String device) {
            return new Overrides(device, null, null);
        }
    }

    /**
     * Reads the file, or takes the defaults, and judges the whole.
     *
     * @param overrides from the command line
     * @param notes where to say what of the file was passed over
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_CONFIG} with every problem
     */
    public static FarmConfig load(@Nullable Path file, Overrides overrides, PrintWriter notes) {
        return read(file, overrides, notes).config();
    }

    /** As {@link #load}, for a farm in one process: notes name what has no effect there. */
    public static FarmConfig loadForUp(
            @Nullable Path file, Overrides overrides, PrintWriter notes) {
        ConfigReader.Loaded<FarmConfig> loaded = read(file, overrides, notes);
        noteKeysOfClusters(file, loaded, notes);
        return loaded.config();
    }

    /** Says which of the file's keys have no effect in {@code voxfarm up}, if there are such. */
    public static void noteKeysOfClusters(
            @Nullable Path file, ConfigReader.Loaded<FarmConfig> loaded, PrintWriter notes) {
        List<String> without =
                ConfigReference.keys(FarmConfig.DEFAULTS).stream()
                        .map(ConfigReference.Key::path)
                        .filter(FarmConfig::isOfClustersAlone)
                        .filter(loaded.lines()::containsKey)
                        .map(key -> key + " (line " + loaded.lines().get(key) + ")")
                        .toList();
        if (!without.isEmpty()) {
            notes.println(
                    file
                            + ": without effect in voxfarm up, which has its own broker and store: "
                            + String.join(", ", without));
            notes.flush();
        }
    }

    /** As {@link #load}, with the lines where the file's keys stand. */
    public static ConfigReader.Loaded<FarmConfig> read(
            @Nullable Path file, Overrides overrides, PrintWriter notes) {
        ConfigReader.Loaded<FarmConfig> loaded =
                file == null
                        ? new ConfigReader.Loaded<>(FarmConfig.DEFAULTS, Set.of(), Map.of())
                        : FarmConfig.read(file);
        if (!loaded.unused().isEmpty()) {
            notes.println(file + ": not used here: " + String.join(", ", loaded.unused()));
            notes.flush();
        }
        FarmConfig config = loaded.config();
        if (overrides.device() != null) {
            config = withDevice(config, overrides.device());
        }
        if (overrides.httpHost() != null) {
            config = config.with(config.http().at(overrides.httpHost(), config.http().port()));
        }
        if (overrides.bucket() != null) {
            config = config.with(config.store().of(overrides.bucket()));
        }
        ConfigChecks.check(config, String.valueOf(file), loaded.lines());
        return new ConfigReader.Loaded<>(config, loaded.unused(), loaded.lines());
    }

    /**
     * What is wrong with the models that a file names, each with its line. A start passes such a
     * model over, and says so; who asks what is wrong with a file hears it before.
     */
    public static List<String> modelProblems(Path file, ConfigReader.Loaded<FarmConfig> loaded) {
        return ConfigChecks.models(loaded.config(), file.toString(), loaded.lines());
    }

    /**
     * A path as a configuration has it. The original's are often written on Windows: there is no
     * file of such a name elsewhere, and their backslashes part folders.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_CONFIG} if it is no path
     */
    static Path path(String written) {
        try {
            Path path = Path.of(written);
            return written.indexOf('\\') < 0 || Files.exists(path)
                    ? path
                    : Path.of(written.replace('\\', '/'));
        } catch (InvalidPathException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG, "no name of a file: " + Problems.quote(written), e);
        }
    }

    private static FarmConfig withDevice(FarmConfig config, String device) {
        WorkerConfig w = config.worker();
        return config.with(
                new WorkerConfig(
                        w.id(),
                        device,
                        w.slots(),
                        w.jobs(),
                        w.threads(),
                        w.precision(),
                        w.memoryMib(),
                        w.drainSeconds(),
                        w.patienceSeconds(),
                        w.checkSound(),
                        w.cache(),
                        w.isolation(),
                        w.http()));
    }

    /**
     * The sections that a dispatcher reads.
     *
     * @param http where it listens
     */
    public static DispatcherConfig dispatcher(FarmConfig config, HttpConfig http) {
        return new DispatcherConfig(
                http,
                config.recovery(),
                config.status(),
                config.retention(),
                config.lanes(),
                config.books(),
                config.scaler(),
                config.callbacks());
    }

    /**
     * Models whose section asks for CUDA. That is a wish, not an order: such files are written on
     * other machines. A device given by hand is an order.
     */
    public static DeviceWishes deviceWishes(FarmConfig config) {
        List<String> models = new ArrayList<>();
        for (SeedServer.Model model : config.server().models()) {
            String device = model.device().isBlank() ? config.server().device() : model.device();
            if (!device.isBlank() && Device.parse(device) instanceof Device.Cuda) {
                models.add(model.model());
            }
        }
        return new DeviceWishes(models);
    }

    /**
     * Pauses by voice.
     *
     * @throws VoxfarmException {@code INVALID_CONFIG} if a voice's pauses are none
     */
    static Map<VoiceId, Pauses> pauses(FarmConfig config) {
        Map<VoiceId, Pauses> pauses = new HashMap<>();
        Problems problems = new Problems();
        config.voices()
                .pauses()
                .forEach((voice, text) -> {
                    try {
                        pauses.put(new VoiceId(voice), Pauses.parse(text));
                    } catch (VoxfarmException e) {
                        problems.add("voices.pauses." + voice + ": " + e.getMessage());
                    }
                });
        problems.throwIfAny(ErrorCode.INVALID_CONFIG);
        return pauses;
    }

    /** The port of {@code http:}, else that of the original's {@code server:} section. */
    public static int httpPort(FarmConfig config) {
        boolean chosen = config.http().port() != HttpConfig.DEFAULTS.port();
        SeedServer seed = config.server();
        return !chosen && seed.port() != 0 ? seed.port() : config.http().port();
    }
}
