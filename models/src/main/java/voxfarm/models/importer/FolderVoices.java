package voxfarm.models.importer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.voice.VoiceFileNames;
import voxfarm.common.voice.VoiceId;

/**
 * Which of a folder's files are voices, by their names alone. The rules are those that {@link
 * VoiceFolders} tells.
 */
final class FolderVoices {
    static final String EXPECTED =
            "expected an .onnx with its .onnx.json, or config.json with G_<step>.pth or a"
                    + " .safetensors";

    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_NAMED = 5;
    private static final Pattern GENERATOR = Pattern.compile("G_(\\d{1,12})[^.]*\\.pth");
    private static final Pattern SAFETENSORS =
            Pattern.compile("(?:.*_s(\\d{1,12})|.*)\\.safetensors");

    /** Discriminators and the like: of use for training alone. */
    private static final Pattern TRAINING = Pattern.compile("(?:D|DUR|WD|WavLM)_.*");

    private final Path folder;
    private final String name;
    private final VoiceSheet sheet;
    private final Map<String, VoiceSource.Phonemizer> phonemizers;
    private final SourceFiles allowed;
    private final List<Path> files;

    /**
     * A voice that has no id yet.
     *
     * @param place what to call it where it is not served
     * @param name may be no id
     * @param source makes it, once it has one
     */
    record Candidate(Path place, String name, Function<VoiceId, VoiceSource> source) {}

    private FolderVoices(
            Path folder,
            String name,
            VoiceSheet sheet,
            Map<String, VoiceSource.Phonemizer> phonemizers,
            SourceFiles allowed) {
        this.allowed = allowed;
        this.folder = folder;
        this.name = name;
        this.sheet = sheet;
        this.phonemizers = phonemizers;
        this.files =
                entries(folder).stream()
                        .filter(file -> VoiceFileNames.isOne(fileName(file)))
                        .filter(allowed::has)
                        .toList();
    }

    /**
     * All voices of a folder, at least one.
     *
     * @param allowed remembers which of its files were not let pass, if there is a voice without
     *     them
     * @throws VoxfarmException {@code INVALID_VOICE} that says what is there in place of one, or
     *     what is wrong with a {@code voice.yml}
     */
    static List<Candidate> in(
            Path folder, Map<String, VoiceSource.Phonemizer> phonemizers, SourceFiles allowed) {
        Optional<String> outside = allowed.outside(folder);
        if (outside.isPresent()) {
            throw new VoxfarmException(ErrorCode.INVALID_VOICE, outside.get());
        }
        VoiceSheet sheet = VoiceSheet.of(folder, allowed);
        String name = sheet.id().isEmpty() ? fileName(folder) : sheet.id();
        return new FolderVoices(folder, name, sheet, phonemizers, allowed).all();
    }

    /** Voices that lie in a root itself, without a folder of their own; may be none. */
    static List<Candidate> flatIn(
            Path root, Map<String, VoiceSource.Phonemizer> phonemizers, SourceFiles allowed) {
        FolderVoices here =
                new FolderVoices(
                        root, fileName(root), new VoiceSheet("", "", ""), phonemizers, allowed);
        List<Candidate> found = new ArrayList<>();
        boolean checkpoints = here.files.stream().anyMatch(FolderVoices::isCheckpoint);
        for (Path graph : here.graphs()) {
            here.configOf(graph)
                    .map(config -> here.piper(graph, config, true))
                    .ifPresent(found::add);
        }
        if (checkpoints) {
            here.bertVits2().ifPresent(found::add);
        }
        if (found.isEmpty() && (checkpoints || !here.graphs().isEmpty())) {
            return in(root, phonemizers, allowed); // the root is the voice's folder
        }
        return found;
    }

    private List<Candidate> all() {
        List<Candidate> found = new ArrayList<>();
        Optional<Candidate> bert = bertVits2();
        List<Path> graphs = graphs().stream().filter(graph -> configOf(graph).isPresent()).toList();
        for (Path graph : graphs) {
            found.add(piper(graph, configOf(graph).orElseThrow(), graphs.size() > 1));
        }
        bert.ifPresent(found::add);
        if (found.isEmpty()) {
            throw new VoxfarmException(ErrorCode.INVALID_VOICE, whyNone());
        }
        return found;
    }

    private List<Path> graphs() {
        return files.stream().filter(file -> fileName(file).endsWith(".onnx")).toList();
    }

    private Candidate piper(Path graph, Path config, boolean ofSeveral) {
        String own = ofSeveral ? stem(graph) : name;
        return new Candidate(
                ofSeveral ? graph : folder,
                own,
                id ->
                        new VoiceSource.Piper(
                                id,
                                graph,
                                config,
                                phonemizers.getOrDefault(
                                        id.value(), VoiceSource.Phonemizer.BUILTIN)));
    }

    /** {@code x.onnx.json}, else {@code x.json}, else the folder's one and only. */
    private Optional<Path> configOf(Path graph) {
        Optional<Path> named =
                Stream.of(fileName(graph) + ".json", stem(graph) + ".json")
                        .map(graph::resolveSibling)
                        .filter(allowed::has)
                        .findFirst();
        boolean alone =
                graphs().size() == 1 && files.stream().noneMatch(FolderVoices::isCheckpoint);
        return named.or(() -> alone ? only(files, FolderVoices::isJson) : Optional.empty());
    }

    private Optional<Candidate> bertVits2() {
        Optional<Path> checkpoint = checkpoint();
        Optional<Path> config = config();
        if (checkpoint.isEmpty() || config.isEmpty()) {
            return Optional.empty();
        }
        Path file = checkpoint.get();
        Path configFile = config.get();
        return Optional.of(
                new Candidate(
                        folder,
                        name,
                        id ->
                                new VoiceSource.BertVits2(
                                        id,
                                        file,
                                        configFile,
                                        beside("emotion.npy"),
                                        beside("emotion_codebook.npy"),
                                        beside("style_vectors.npy"))));
    }

    private Optional<Path> beside(String name) {
        return beside(folder, name, allowed);
    }

    static Optional<Path> beside(Path folder, String name, SourceFiles allowed) {
        return Optional.of(folder.resolve(name)).filter(allowed::has);
    }

    /** {@code config.json} here or in {@code configs}, else the folder's one and only .json. */
    private Optional<Path> config() {
        return sheet.configIn(folder, allowed)
                .or(() -> beside("config.json"))
                .or(() -> beside("configs/config.json"))
                .or(() -> only(files, FolderVoices::isJson));
    }

    private Optional<Path> checkpoint() {
        return sheet.checkpointIn(folder, allowed)
                .or(() -> checkpoint(files))
                .or(() -> checkpoint(models()));
    }

    private List<Path> models() {
        Path models = folder.resolve("models");
        return allowed.hasFolder(models)
                ? entries(models).stream().filter(allowed::has).toList()
                : List.of();
    }

    /** The one with the most training steps; without steps, the only one, or the only generator. */
    private static Optional<Path> checkpoint(List<Path> files) {
        Optional<Path> latest =
                files.stream()
                        .filter(file -> step(file) >= 0)
                        .max(Comparator.comparingLong(FolderVoices::step));
        boolean alike = files.stream().filter(file -> step(file) == 0).count() > 1;
        return latest.filter(file -> step(file) > 0 || !alike)
                .or(() -> only(files, FolderVoices::isGenerator))
                .or(() -> only(files, FolderVoices::isCheckpoint));
    }

    private static Optional<Path> only(List<Path> files, Predicate<Path> which) {
        List<Path> found = files.stream().filter(which).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static boolean isGenerator(Path file) {
        return isCheckpoint(file) && fileName(file).startsWith("G_");
    }

    /** Whether it may be a voice's, by any name. */
    private static boolean isCheckpoint(Path file) {
        String name = fileName(file);
        return name.endsWith(".safetensors")
                || (name.endsWith(".pth") && !TRAINING.matcher(name).matches());
    }

    private static boolean isJson(Path file) {
        return fileName(file).endsWith(".json");
    }

    /** The number in G_1000.pth or name_e10_s1000.safetensors; -1 for other files. */
    private static long step(Path file) {
        Matcher generator = GENERATOR.matcher(fileName(file));
        if (generator.matches()) {
            return Long.parseLong(generator.group(1));
        }
        Matcher safetensors = SAFETENSORS.matcher(fileName(file));
        if (safetensors.matches()) {
            return safetensors.group(1) == null ? 0 : Long.parseLong(safetensors.group(1));
        }
        return -1;
    }

    private String whyNone() {
        List<String> faults = allowed.faults(folder);
        if (!faults.isEmpty()) {
            return String.join("; ", faults);
        }
        List<Path> all = Stream.concat(files.stream(), models().stream()).toList();
        List<Path> checkpoints = all.stream().filter(FolderVoices::isCheckpoint).toList();
        if (checkpoints.size() > 1 && checkpoint().isEmpty()) {
            return "several files may be the voice ("
                    + names(checkpoints)
                    + "); name one in a "
                    + VoiceFileNames.SHEET
                    + " beside them, as checkpoint: "
                    + folder.relativize(checkpoints.getFirst());
        }
        if (!checkpoints.isEmpty()) {
            return names(checkpoints)
                    + " has no config.json beside it; put it there, or name it in a "
                    + VoiceFileNames.SHEET
                    + " (config: FILE)";
        }
        if (!graphs().isEmpty()) {
            return names(graphs()) + " has no .onnx.json of the same name beside it; put it there";
        }
        List<Path> training = all.stream().filter(file -> fileName(file).endsWith(".pth")).toList();
        if (!training.isEmpty()) {
            return names(training) + " is of use for training alone; put G_<step>.pth there";
        }
        List<Path> found = entries(folder);
        return (found.isEmpty() ? "the folder is empty" : "found " + names(found))
                + "; "
                + EXPECTED;
    }

    private static String names(List<Path> files) {
        List<String> names = files.stream().limit(MAX_NAMED).map(FolderVoices::fileName).toList();
        String more =
                files.size() > MAX_NAMED ? " and " + (files.size() - MAX_NAMED) + " more" : "";
        return String.join(", ", names) + more;
    }

    private static String stem(Path graph) {
        return fileName(graph).replaceFirst("\\.onnx$", "");
    }

    static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }

    /**
     * What lies in a folder, hidden things left out; none if it is not there.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if it cannot be listed
     */
    static List<Path> entries(Path folder) {
        List<Path> entries = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return entries;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                if (fileName(entry).startsWith(".")) {
                    continue;
                }
                entries.add(entry);
                if (entries.size() > MAX_ENTRIES) {
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_VOICE,
                            "expected at most %d entries in the folder",
                            MAX_ENTRIES);
                }
            }
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE, "cannot be listed: " + FileFailure.reason(e), e);
        }
        entries.sort(Comparator.naturalOrder());
        return entries;
    }
}
