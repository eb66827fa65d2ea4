package voxfarm.models.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.Sha256;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.voice.VoiceFileNames;
import voxfarm.common.voice.VoiceId;
import voxfarm.models.importer.FolderVoices.Candidate;

/**
 * Finds voices in folders as people keep them:
 *
 * <ul>
 *   <li>{@code <root>/<name>/<anything>.onnx} with an {@code .onnx.json} (or {@code .json}) beside
 *       it is the Piper voice {@code <name>}, or {@code <anything>} if the folder holds several or
 *       is the root itself;
 *   <li>{@code <root>/<name>/} with a checkpoint there or in {@code models/}, and {@code
 *       config.json} there or in {@code configs/}, is the Bert-VITS2 voice {@code <name>}. The
 *       checkpoint is {@code G_<step>.pth} or a {@code .safetensors}, of several steps the latest;
 *       else the only {@code G_*.pth}; else the only one of another name. A configuration of
 *       another name counts if it is the only {@code .json};
 *   <li>{@code voice.yml} in the folder may say {@code id}, {@code checkpoint} and {@code config}.
 * </ul>
 *
 * A name that is no id is made into one. What is no voice is named, and holds up no other. Only
 * regular files that lie in one of the roots, links followed, are opened.
 */
public final class VoiceFolders {
    /** In roots, but no voices: models that voices share. */
    private static final String SHARED_MODELS = "bert";

    private VoiceFolders() {}

    /**
     * What was found.
     *
     * @param named voices whose id was made of a name that is none, each as a line to show
     * @param unserved what is no voice, or one whose id another has
     */
    public record Found(
            List<VoiceSource> voices, List<String> named, List<UnservedVoice> unserved) {
        public Found {
            voices = List.copyOf(voices);
            named = List.copyOf(named);
            unserved = List.copyOf(unserved);
        }
    }

    /**
     * Looks through every root that exists. Of two voices with one id the first root's counts; who
     * says an id comes before whose is made.
     *
     * @param phonemizers chosen phonemizer by voice id; {@code BUILTIN} where nothing is chosen
     * @param latin spells names in other scripts, as far as it can
     */
    public static Found find(
            List<Path> roots,
            Map<String, VoiceSource.Phonemizer> phonemizers,
            UnaryOperator<String> latin) {
        List<UnservedVoice> unserved = new ArrayList<>();
        List<Candidate> candidates = new ArrayList<>();
        List<Path> all = distinct(roots);
        SourceFiles allowed = SourceFiles.within(all);
        for (Path root : all) {
            candidates.addAll(
                    tried(
                            root,
                            allowed.anew(),
                            files -> FolderVoices.flatIn(root, phonemizers, files),
                            unserved));
            for (Path folder :
                    tried(root, allowed.anew(), _ -> FolderVoices.entries(root), unserved)) {
                if (isVoiceFolder(root, folder, candidates)) {
                    candidates.addAll(
                            tried(
                                    folder,
                                    allowed.anew(),
                                    files -> FolderVoices.in(folder, phonemizers, files),
                                    unserved));
                }
            }
        }
        return named(candidates, latin, unserved);
    }

    /** Where the root itself is a voice's folder, the folders in it are parts of that voice. */
    private static boolean isVoiceFolder(Path root, Path folder, List<Candidate> candidates) {
        String name = FolderVoices.fileName(folder);
        return Files.isDirectory(folder)
                && !name.equals(SHARED_MODELS)
                && (candidates.stream().noneMatch(candidate -> candidate.place().equals(root))
                        || !Set.of("models", "configs").contains(name));
    }

    private static <T> List<T> tried(
            Path place,
            SourceFiles allowed,
            Function<SourceFiles, List<T>> look,
            List<UnservedVoice> unserved) {
        try {
            List<T> found = look.apply(allowed);
            allowed.faults(place).forEach(fault -> name(place, fault, unserved));
            return found;
        } catch (VoxfarmException e) {
            name(place, e.getMessage(), unserved);
            return List.of();
        }
    }

    private static void name(Path place, String why, List<UnservedVoice> unserved) {
        UnservedVoice one = new UnservedVoice(place.toString(), why);
        if (!unserved.contains(one)) {
            unserved.add(one);
        }
    }

    /** A root that is given twice, or by a link, is one. */
    private static List<Path> distinct(List<Path> roots) {
        Set<Path> seen = new HashSet<>();
        return roots.stream()
                .filter(Files::isDirectory)
                .filter(root -> {
                    try {
                        return seen.add(root.toRealPath());
                    } catch (IOException e) {
                        return true; // said where it is listed
                    }
                })
                .toList();
    }

    private static Found named(
            List<Candidate> candidates, UnaryOperator<String> latin, List<UnservedVoice> unserved) {
        VoiceIds ids = new VoiceIds(latin);
        List<VoiceSource> voices = new ArrayList<>();
        List<String> named = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (!VoiceId.isOne(candidate.name())) {
                continue;
            }
            VoiceId id = new VoiceId(candidate.name());
            String place = candidate.place().toString();
            Optional<String> other = ids.claim(id, place);
            if (other.isEmpty()) {
                voices.add(candidate.source().apply(id));
            } else {
                unserved.add(new UnservedVoice(place, taken(id, other.get())));
            }
        }
        for (Candidate candidate : candidates) {
            if (!VoiceId.isOne(candidate.name())) {
                String place = candidate.place().toString();
                VoiceId id = ids.derive(candidate.name(), place);
                voices.add(candidate.source().apply(id));
                named.add(
                        "%s: served as %s, as its name is no id; a %s there may say another (id: %s)"
                                .formatted(place, id, VoiceFileNames.SHEET, id));
            }
        }
        return new Found(voices, named, unserved);
    }

    private static String taken(VoiceId id, String other) {
        return "its id %s is that of %s ('.' counts as '_'); remove one of them, or give this one another id in a %s there (id: %s-2)"
                .formatted(id, other, VoiceFileNames.SHEET, id);
    }

    /**
     * The voice that a folder holds.
     *
     * @param name of the voice; what {@code voice.yml} says or the folder's own if empty
     * @param latin as for {@link #find}
     * @throws VoxfarmException {@code INVALID_VOICE} if the folder does not hold exactly one
     */
    public static VoiceSource only(
            Path folder, Optional<VoiceId> name, UnaryOperator<String> latin) {
        List<Candidate> found;
        Path home = real(folder);
        if (!Files.isDirectory(home)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE,
                    "%s: expected the folder of a voice, is a file",
                    folder);
        }
        try {
            found = FolderVoices.in(home, Map.of(), SourceFiles.anywhere());
        } catch (VoxfarmException e) {
            throw new VoxfarmException(e.code(), folder + ": " + e.getMessage(), e);
        }
        if (found.size() != 1) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE,
                    "%s: expected one voice, found %d: %s",
                    folder,
                    found.size(),
                    String.join(", ", found.stream().map(Candidate::name).toList()));
        }
        Candidate voice = found.getFirst();
        VoiceId id =
                name.orElseGet(() ->
                        VoiceId.isOne(voice.name())
                                ? new VoiceId(voice.name())
                                : new VoiceIds(latin).derive(voice.name(), ""));
        return voice.source().apply(id);
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
        Path home =
                FolderVoices.fileName(folder).equals("models") ? folder.resolveSibling("") : folder;
        return whole(home, file, realConfig)
                .orElseGet(() ->
                        new VoiceSource.BertVits2(
                                madeId(home, file),
                                file,
                                realConfig,
                                beside(home, "emotion.npy"),
                                beside(home, "emotion_codebook.npy"),
                                beside(home, "style_vectors.npy")));
    }

    private static Optional<Path> beside(Path home, String name) {
        return FolderVoices.beside(home, name, SourceFiles.anywhere());
    }

    private static Optional<VoiceSource> whole(Path home, Path checkpoint, Path config) {
        try {
            return FolderVoices.in(home, Map.of(), SourceFiles.anywhere()).stream()
                    .filter(candidate -> VoiceId.isOne(candidate.name()))
                    .map(candidate -> candidate.source().apply(new VoiceId(candidate.name())))
                    .filter(voice ->
                            voice instanceof VoiceSource.BertVits2 bert
                                    && real(bert.checkpoint()).equals(checkpoint)
                                    && real(bert.config()).equals(config))
                    .findFirst();
        } catch (VoxfarmException e) {
            return Optional.empty(); // the folder is no voice by itself, and the files are given
        }
    }

    private static VoiceId madeId(Path folder, Path checkpoint) {
        String name =
                FolderVoices.fileName(folder)
                        .replaceAll("[^A-Za-z0-9_-]+", "")
                        .replaceFirst("^[_-]+", "");
        String step = FolderVoices.fileName(checkpoint).replaceAll("\\D", "");
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
}
