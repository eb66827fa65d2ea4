package voxfarm.models.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.store.Sha256;
import voxfarm.common.voice.VoiceId;

/**
 * Finds voices in folders as people keep them:
 *
 * <ul>
 *   <li>{@code <root>/<name>/<anything>.onnx} with an {@code .onnx.json} beside it is the Piper
 *       voice {@code <name>}, or {@code <anything>} if the folder holds several;
 *   <li>{@code <root>/<name>/config.json} with {@code G_<step>.pth} in the same folder or in {@code
 *       models/}, or with a {@code .safetensors}, is the Bert-VITS2 voice {@code <name>}; of
 *       several steps the latest counts.
 * </ul>
 */
public final class VoiceFolders {
    private static final int MAX_VOICES = 10_000;
    private static final Pattern GENERATOR = Pattern.compile("G_(\\d{1,12})[^.]*\\.pth");
    private static final Pattern SAFETENSORS =
            Pattern.compile("(?:.*_s(\\d{1,12})|.*)\\.safetensors");

    private VoiceFolders() {}

    /**
     * Looks through every root that exists.
     *
     * @param phonemizers chosen phonemizer by voice id; {@code BUILTIN} where nothing is chosen
     * @throws VoxfarmException {@code INVALID_CONFIG} if two voices would have the same id
     */
    public static List<VoiceSource> find(
            List<Path> roots, Map<String, VoiceSource.Phonemizer> phonemizers) {
        List<VoiceSource> found = new ArrayList<>();
        for (Path root : roots) {
            for (Path folder : entries(root)) {
                if (Files.isDirectory(folder)) {
                    found.addAll(voices(folder, fileName(folder), phonemizers));
                }
            }
        }
        checkIds(found);
        return List.copyOf(found);
    }

    /**
     * The voice that a folder holds.
     *
     * @param name of the voice; the folder's own if empty
     * @throws VoxfarmException {@code INVALID_VOICE} if the folder does not hold exactly one
     */
    public static VoiceSource only(Path folder, Optional<String> name) {
        Path real = real(folder);
        List<VoiceSource> found = voices(real, name.orElseGet(() -> fileName(real)), Map.of());
        checkIds(found);
        if (found.size() != 1) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE,
                    "%s: expected one voice (config.json with G_<step>.pth or .safetensors, or"
                            + " an .onnx with its .onnx.json), found %d",
                    folder,
                    found.size());
        }
        return found.getFirst();
    }

    /**
     * The Bert-VITS2 voice of two files. Where it is what its folder stands for, it has the
     * folder's name; else a name made of the folder's, the step and a hash of the path, so that
     * several steps of one training can be served side by side.
     */
    public static VoiceSource ofFiles(Path checkpoint, Path config) {
        Path file = real(checkpoint);
        Path realConfig = real(config);
        Path folder = file.resolveSibling("");
        Path home = fileName(folder).equals("models") ? folder.resolveSibling("") : folder;
        if (VoiceId.isOne(fileName(home))) {
            Optional<VoiceSource> whole =
                    bertVits2Voice(home, fileName(home))
                            .filter(voice ->
                                    voice instanceof VoiceSource.BertVits2 bert
                                            && real(bert.checkpoint()).equals(file)
                                            && real(bert.config()).equals(realConfig));
            if (whole.isPresent()) {
                return whole.get();
            }
        }
        return new VoiceSource.BertVits2(
                madeId(home, file),
                file,
                realConfig,
                beside(home, "emotion.npy"),
                beside(home, "emotion_codebook.npy"),
                beside(home, "style_vectors.npy"));
    }

    private static VoiceId madeId(Path folder, Path checkpoint) {
        String name = fileName(folder).replaceAll("[^A-Za-z0-9_-]+", "").replaceFirst("^[_-]+", "");
        String step = fileName(checkpoint).replaceAll("\\D", "");
        String hash =
                Sha256.hex(checkpoint.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        return new VoiceId(
                (name.isEmpty() ? "voice" : name.substring(0, Math.min(30, name.length())))
                        + (step.isEmpty()
                                ? ""
                                : "-" + step.substring(0, Math.min(12, step.length())))
                        + "-"
                        + hash);
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    folder + ": cannot be read: " + FileFailure.reason(e),
                    e);
        }
    }

    private static List<VoiceSource> voices(
            Path folder, String name, Map<String, VoiceSource.Phonemizer> phonemizers) {
        List<VoiceSource> voices = piperVoices(folder, name, phonemizers);
        bertVits2Voice(folder, name).ifPresent(voices::add);
        return voices;
    }

    private static void checkIds(List<VoiceSource> voices) {
        Map<String, VoiceSource> byId = new HashMap<>();
        for (VoiceSource voice : voices) {
            VoiceSource other = byId.put(voice.voice().collisionKey(), voice);
            if (other != null) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_CONFIG,
                        "voices: %s and %s have the same id ('.' counts as '_'); rename one folder",
                        other,
                        voice);
            }
        }
    }

    private static List<VoiceSource> piperVoices(
            Path folder, String voice, Map<String, VoiceSource.Phonemizer> phonemizers) {
        List<Path> graphs = new ArrayList<>();
        for (Path file : entries(folder)) {
            if (file.toString().endsWith(".onnx") && Files.isRegularFile(configOf(file))) {
                graphs.add(file);
            }
        }
        List<VoiceSource> voices = new ArrayList<>();
        for (Path graph : graphs) {
            String name = graphs.size() == 1 ? voice : fileName(graph).replaceFirst("\\.onnx$", "");
            voices.add(
                    new VoiceSource.Piper(
                            voiceId(name, graph),
                            graph,
                            configOf(graph),
                            phonemizers.getOrDefault(name, VoiceSource.Phonemizer.BUILTIN)));
        }
        return voices;
    }

    private static Optional<VoiceSource> bertVits2Voice(Path folder, String voice) {
        Path config = folder.resolve("config.json");
        if (!Files.isRegularFile(config)) {
            return Optional.empty();
        }
        return checkpoint(folder)
                .or(() -> checkpoint(folder.resolve("models")))
                .map(checkpoint ->
                        new VoiceSource.BertVits2(
                                voiceId(voice, checkpoint),
                                checkpoint,
                                config,
                                beside(folder, "emotion.npy"),
                                beside(folder, "emotion_codebook.npy"),
                                beside(folder, "style_vectors.npy")));
    }

    private static Optional<Path> beside(Path folder, String name) {
        return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
    }

    /** The checkpoint with the most training steps. */
    private static Optional<Path> checkpoint(Path folder) {
        return entries(folder).stream()
                .filter(file -> step(file) >= 0)
                .filter(Files::isRegularFile)
                .max(Comparator.comparingLong(VoiceFolders::step));
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

    private static VoiceId voiceId(String name, Path graph) {
        try {
            return new VoiceId(name);
        } catch (VoxfarmException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    graph + ": the folder's name is the voice's id: " + e.getMessage(),
                    e);
        }
    }

    private static Path configOf(Path graph) {
        return graph.resolveSibling(fileName(graph) + ".json");
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static List<Path> entries(Path folder) {
        List<Path> entries = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return entries;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                entries.add(entry);
                if (entries.size() > MAX_VOICES) {
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_CONFIG,
                            "%s: expected at most %d entries",
                            folder,
                            MAX_VOICES);
                }
            }
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    folder + ": cannot be listed: " + FileFailure.reason(e),
                    e);
        }
        entries.sort(Comparator.naturalOrder());
        return entries;
    }
}
