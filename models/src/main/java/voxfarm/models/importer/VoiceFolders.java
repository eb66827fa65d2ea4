package voxfarm.models.importer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceId;

/**
 * Finds voices in folders as people keep them: {@code <root>/<name>/<anything>.onnx} with an {@code
 * .onnx.json} beside it is the Piper voice {@code <name>}, or {@code <anything>} if the folder
 * holds several.
 */
public final class VoiceFolders {
    private static final int MAX_VOICES = 10_000;

    private VoiceFolders() {}

    /**
     * Looks through every root that exists.
     *
     * @param phonemizers chosen phonemizer by voice id; {@code BUILTIN} where nothing is chosen
     * @throws VoxfarmException {@code INVALID_CONFIG} if two voices would have the same id
     */
    public static List<VoiceSource> find(
            List<Path> roots, Map<String, VoiceSource.Phonemizer> phonemizers) {
        Map<String, VoiceSource> found = new HashMap<>();
        List<VoiceSource> ordered = new ArrayList<>();
        for (Path root : roots) {
            for (Path folder : entries(root)) {
                if (!Files.isDirectory(folder)) {
                    continue;
                }
                for (VoiceSource source : piperVoices(folder, phonemizers)) {
                    VoiceSource other = found.put(source.voice().collisionKey(), source);
                    if (other != null) {
                        throw VoxfarmException.of(
                                ErrorCode.INVALID_CONFIG,
                                "voices: %s and %s have the same id ('.' counts as '_'); rename one"
                                        + " folder",
                                other,
                                source);
                    }
                    ordered.add(source);
                }
            }
        }
        return List.copyOf(ordered);
    }

    private static List<VoiceSource> piperVoices(
            Path folder, Map<String, VoiceSource.Phonemizer> phonemizers) {
        List<Path> graphs = new ArrayList<>();
        for (Path file : entries(folder)) {
            if (file.toString().endsWith(".onnx") && Files.isRegularFile(configOf(file))) {
                graphs.add(file);
            }
        }
        List<VoiceSource> voices = new ArrayList<>();
        for (Path graph : graphs) {
            String name =
                    graphs.size() == 1
                            ? fileName(folder)
                            : fileName(graph).replaceFirst("\\.onnx$", "");
            voices.add(
                    new VoiceSource.Piper(
                            voiceId(name, graph),
                            graph,
                            configOf(graph),
                            phonemizers.getOrDefault(name, VoiceSource.Phonemizer.BUILTIN)));
        }
        return voices;
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
                    ErrorCode.INVALID_CONFIG, folder + ": cannot be listed: " + e, e);
        }
        entries.sort(java.util.Comparator.naturalOrder());
        return entries;
    }
}
