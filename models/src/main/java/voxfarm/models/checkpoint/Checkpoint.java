package voxfarm.models.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/**
 * The weights of a file that somebody trained: torch's zip format, torch's old format, or
 * safetensors. The file is mapped, not loaded: heap is needed for names alone. Nothing in the file
 * is ever run. Used by one thread; tensors must not be read after {@link #close()}.
 */
public final class Checkpoint implements AutoCloseable {
    private static final String MODEL = "model";
    private static final String PARALLEL_PREFIX = "module.";
    private static final int HEAD_BYTES = 256;

    private final Arena arena;
    private final Map<String, Tensor> weights;
    private final Optional<Long> iteration;

    private Checkpoint(Arena arena, Map<String, Tensor> weights, Optional<Long> iteration) {
        this.arena = arena;
        this.weights = Collections.unmodifiableMap(withoutPrefix(weights));
        this.iteration = iteration;
    }

    /**
     * Opens a checkpoint.
     *
     * @throws VoxfarmException {@code INVALID_VOICE} if the file is none, is damaged or holds
     *     anything but tensors, numbers and names
     */
    @SuppressWarnings("MustBeClosedChecker") // the map lives as long as the checkpoint
    public static Checkpoint open(Path file) {
        Arena arena = Arena.ofShared();
        try {
            return read(file, map(file, arena), arena);
        } catch (VoxfarmException e) {
            arena.close();
            throw new VoxfarmException(e.code(), file.getFileName() + ": " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static MemorySegment map(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() == 0) {
                throw invalid("the file is empty");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE, "cannot be read: " + FileFailure.reason(e), e);
        }
    }

    private static Checkpoint read(Path path, MemorySegment file, Arena arena) {
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors")) {
            return new Checkpoint(arena, SafetensorsFile.read(file), Optional.empty());
        }
        if (startsWith(file, "PK\3\4")) {
            return of(TorchZipFile.read(file), arena);
        }
        if ((file.get(ValueLayout.JAVA_BYTE, 0) & 0xff) == 0x80) {
            return of(TorchLegacyFile.read(file), arena);
        }
        throw invalid(guess(file));
    }

    /** What the file is, where a checkpoint should be. */
    private static String guess(MemorySegment file) {
        String head =
                new String(
                                file.asSlice(0, Math.min(HEAD_BYTES, file.byteSize()))
                                        .toArray(ValueLayout.JAVA_BYTE),
                                StandardCharsets.ISO_8859_1)
                        .strip()
                        .toLowerCase(Locale.ROOT);
        if (head.startsWith("version https://git-lfs")) {
            return "a Git LFS pointer, not the file itself; fetch it with 'git lfs pull'";
        }
        if (head.startsWith("<!doctype") || head.startsWith("<html")) {
            return "a web page, not a checkpoint; the download failed";
        }
        if (SafetensorsFile.looksLike(file)) {
            return "a safetensors file; give it the ending .safetensors";
        }
        return "not a checkpoint";
    }

    private static boolean startsWith(MemorySegment file, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        return file.byteSize() >= bytes.length
                && file.asSlice(0, bytes.length).mismatch(MemorySegment.ofArray(bytes)) < 0;
    }

    private static Checkpoint of(Pickled value, Arena arena) {
        if (!(value instanceof Pickled.Dictionary root)) {
            throw invalid("expected a dict with a 'model', found another value");
        }
        Optional<Long> iteration =
                root.entries.get("iteration") instanceof Pickled.Whole(var number)
                        ? Optional.of(number)
                        : Optional.empty();
        return new Checkpoint(arena, tensors(stateDict(root)), iteration);
    }

    /** The dict under 'model', or the root itself if it holds tensors alone. */
    private static Pickled.Dictionary stateDict(Pickled.Dictionary root) {
        Pickled model = root.entries.get(MODEL);
        if (model == null) {
            boolean bare =
                    !root.entries.isEmpty()
                            && root.entries.values().stream()
                                    .allMatch(Pickled.OfTensor.class::isInstance);
            if (bare) {
                return root;
            }
            throw invalid("expected a dict with a 'model', found none");
        }
        if (!(model instanceof Pickled.Dictionary dictionary)) {
            throw invalid("expected a dict of tensors as 'model', found another value");
        }
        if (dictionary.entries.isEmpty()) {
            throw invalid("expected a dict of tensors as 'model', found an empty one");
        }
        return dictionary;
    }

    private static Map<String, Tensor> tensors(Pickled.Dictionary dictionary) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        dictionary.entries.forEach((name, value) -> {
            if (!(value instanceof Pickled.OfTensor(var tensor))) {
                throw invalid("weight " + Problems.quote(name) + " is no tensor");
            }
            tensors.put(name, tensor);
        });
        return tensors;
    }

    /** Training on several GPUs puts "module." before every name. */
    private static Map<String, Tensor> withoutPrefix(Map<String, Tensor> weights) {
        if (weights.isEmpty()
                || !weights.keySet().stream().allMatch(n -> n.startsWith(PARALLEL_PREFIX))) {
            return weights;
        }
        Map<String, Tensor> stripped = new LinkedHashMap<>();
        weights.forEach((n, tensor) -> stripped.put(n.substring(PARALLEL_PREFIX.length()), tensor));
        return stripped;
    }

    /** Tensors by name, in the file's order. */
    public Map<String, Tensor> weights() {
        return weights;
    }

    /** Training steps, if the file says so. */
    public Optional<Long> iteration() {
        return iteration;
    }

    @Override
    public void close() {
        arena.close();
    }

    private static VoxfarmException invalid(String why) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, why);
    }
}
