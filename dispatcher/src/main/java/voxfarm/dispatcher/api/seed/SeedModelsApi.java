package voxfarm.dispatcher.api.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.files.FileFailure;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;

/** {@code /models/*} of the original. Paths are taken only below configured folders. */
public final class SeedModelsApi {
    private static final Logger LOG = LoggerFactory.getLogger(SeedModelsApi.class);
    private static final String DEFAULT_ROOT = "Data";
    private static final int MAX_CONFIG_BYTES = 4 << 20;
    private static final String LATEST = "2.3";

    /** Behind all that have a number, as there. */
    private static final long NO_STEP = 10_000_000_000L;

    private final SeedModels models;
    private final PathRoots roots;
    private final VoiceImport importer;
    private final Consumer<VoiceManifest> announce;

    /**
     * @param announce makes an imported voice known to the farm
     */
    public SeedModelsApi(
            SeedModels models,
            PathRoots roots,
            VoiceImport importer,
            Consumer<VoiceManifest> announce) {
        this.models = models;
        this.roots = roots;
        this.importer = importer;
        this.announce = announce;
    }

    public void register(Routes routes) {
        routes.get("/models/info", Access.READ, this::info);
        routes.get("/models/add", Access.ADMIN, this::add);
        routes.get("/models/delete", Access.ADMIN, this::delete);
        routes.get("/models/get_unloaded", Access.READ, ctx -> list(ctx, true));
        routes.get("/models/get_local", Access.READ, ctx -> list(ctx, false));
    }

    private void info(Context ctx) {
        ObjectNode all = Json.object();
        models.all()
                .forEach(
                        (number, model) -> all.set(String.valueOf(number), models.describe(model)));
        SeedAnswers.json(ctx, all);
    }

    private void delete(Context ctx) {
        SeedParameters parameters = new SeedParameters(ctx);
        int number = parameters.integer("model_id");
        parameters.throwIfAny();
        if (models.remove(number)) {
            SeedAnswers.status(ctx, 0, "删除成功");
        } else {
            SeedAnswers.status(ctx, 14, "模型" + number + "不存在,删除失败");
        }
    }

    private void added(Context ctx, SeedModels.Model model) {
        ObjectNode answer = SeedAnswers.document(0, "模型添加成功");
        ObjectNode data = answer.putObject("Data");
        data.put("model_id", models.add(model));
        data.set("model_info", models.describe(model));
        SeedAnswers.json(ctx, answer);
    }

    private void add(Context ctx) {
        SeedParameters parameters = new SeedParameters(ctx);
        String modelPath = parameters.text("model_path");
        Optional<String> configPath = parameters.optionalText("config_path");
        String device = parameters.text("device", "cuda");
        String language = parameters.text("language", Language.ZH.code());
        parameters.throwIfAny();
        Optional<Path> checkpoint = roots.resolve(modelPath).filter(Files::isRegularFile);
        Optional<Path> config =
                configPath.isPresent()
                        ? roots.resolve(configPath.get()).filter(Files::isRegularFile)
                        : configBeside(modelPath);
        if (configPath.isEmpty() && config.isEmpty()) {
            SeedAnswers.status(ctx, 15, "查询未传入配置文件路径,同时默认路径./与../中不存在配置文件config.json。");
            return;
        }
        if (checkpoint.isEmpty() || config.isEmpty()) {
            LOG.warn("/models/add: no such file below the configured folders");
            SeedAnswers.status(ctx, 16, "模型加载出错,详细查看日志");
            return;
        }
        try {
            added(ctx, load(checkpoint.get(), config.get(), modelPath, device, language));
        } catch (VoxfarmException e) {
            LOG.warn("/models/add {}: {}", checkpoint.get(), e.getMessage());
            SeedAnswers.status(ctx, 16, "模型加载出错,详细查看日志");
        }
    }

    private Optional<Path> configBeside(String modelPath) {
        int slash = modelPath.lastIndexOf('/');
        String folder = slash < 0 ? "" : modelPath.substring(0, slash + 1);
        return roots.resolve(folder + "config.json")
                .filter(Files::isRegularFile)
                .or(() -> roots.resolve(folder + "../config.json").filter(Files::isRegularFile));
    }

    /** A checkpoint that is in use gets a reference; nothing is imported again. */
    private SeedModels.Model load(
            Path checkpoint, Path config, String modelPath, String device, String language) {
        for (SeedModels.Model known : models.all().values()) {
            if (known.file().filter(checkpoint::equals).isPresent()) {
                return known;
            }
        }
        String release = release(small(config));
        VoiceManifest voice = importer.importVoice(checkpoint, config, this::open);
        announce.accept(voice);
        return new SeedModels.Model(
                voice.voice(),
                config.toString(),
                Path.of(modelPath).normalize().toString(),
                Optional.of(checkpoint),
                device,
                language,
                release);
    }

    /** Looks once more: what was found may be a link to the outside by now. */
    private SeekableByteChannel open(Path file) {
        return roots.open(file.toString())
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.INVALID_VOICE,
                                "%s: no such file below the configured folders",
                                file.getFileName()))
                .channel();
    }

    private byte[] small(Path file) {
        try (InputStream in = Channels.newInputStream(open(file))) {
            byte[] bytes = in.readNBytes(MAX_CONFIG_BYTES + 1);
            if (bytes.length > MAX_CONFIG_BYTES) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_VOICE,
                        "%s: expected at most %s",
                        file.getFileName(),
                        ByteSize.shown(MAX_CONFIG_BYTES));
            }
            return bytes;
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    file.getFileName() + ": cannot be read: " + FileFailure.reason(e),
                    e);
        }
    }

    /** As the voice's own file says; the latest where it says nothing, as there. */
    public static String release(Path config) {
        return release(BoundedFile.read(config, MAX_CONFIG_BYTES, ErrorCode.INVALID_VOICE));
    }

    private static String release(byte[] config) {
        JsonNode version =
                Json.readObject(config, "config.json", ErrorCode.INVALID_VOICE).path("version");
        return version.isTextual() ? version.asText() : LATEST;
    }

    private void list(Context ctx, boolean unloadedOnly) {
        SeedParameters parameters = new SeedParameters(ctx);
        String root = parameters.text("root_dir", DEFAULT_ROOT);
        Set<Path> loaded = unloadedOnly ? models.files() : Set.of();
        PathLooks looks = new PathLooks();
        ObjectNode all = Json.object();
        for (Path folder : folders(root)) {
            List<Path> names = new ArrayList<>(entries(folder, looks));
            names.add(folder);
            for (Path entry : names) {
                List<String> found = checkpoints(entry, loaded, looks);
                if (!found.isEmpty()) {
                    ArrayNode list =
                            all.putArray(
                                    entry.equals(folder) ? "." : entry.getFileName().toString());
                    found.forEach(list::add);
                }
            }
        }
        if (looks.spent()) {
            LOG.warn("{}: more entries than one call looks at; not all were listed", root);
        }
        SeedAnswers.json(ctx, all);
    }

    /** The default means all configured folders where none of them has that name. */
    private List<Path> folders(String root) {
        Optional<Path> named = roots.resolve(root).filter(Files::isDirectory);
        if (named.isPresent()) {
            return List.of(named.get());
        }
        return root.equals(DEFAULT_ROOT) ? roots.existing() : List.of();
    }

    private List<String> checkpoints(Path folder, Set<Path> loaded, PathLooks looks) {
        if (!looks.path()
                || !Files.isDirectory(folder)
                || roots.resolve(folder.toString()).isEmpty()) {
            return List.of();
        }
        List<String> found = new ArrayList<>(generators(folder, loaded, looks));
        generators(folder.resolve("models"), loaded, looks)
                .forEach(name -> found.add("models/" + name));
        return found;
    }

    /** {@code G_*.pth} by their steps. */
    private List<String> generators(Path folder, Set<Path> loaded, PathLooks looks) {
        Map<Path, String> names = new TreeMap<>();
        for (Path file : entries(folder, looks)) {
            String name = file.getFileName().toString();
            // by its name first: to follow a link is what takes time
            if (!name.startsWith("G_") || !name.endsWith(".pth") || !looks.path()) {
                continue;
            }
            Optional<Path> real = roots.resolve(file.toString()).filter(Files::isRegularFile);
            if (real.isPresent() && !loaded.contains(real.get())) {
                names.put(file, name);
            }
        }
        return names.values().stream()
                .sorted(Comparator.comparingLong(SeedModelsApi::step))
                .toList();
    }

    private static long step(String name) {
        String number = name.substring(2, name.length() - ".pth".length());
        return number.matches("\\d{1,15}") ? Long.parseLong(number) : NO_STEP;
    }

    private static List<Path> entries(Path folder, PathLooks looks) {
        List<Path> entries = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                for (Path entry : stream) {
                    if (!looks.name()) {
                        break;
                    }
                    entries.add(entry);
                }
            } catch (IOException e) {
                LOG.debug("{}: {}", folder, e.toString());
            }
        }
        entries.sort(Comparator.naturalOrder());
        return entries;
    }
}
