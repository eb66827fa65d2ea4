package voxfarm.common.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/**
 * Reads a YAML file into configuration records. The components of a record are its keys, in kebab
 * case; what the file leaves out comes from a record of defaults. A value may name a variable of
 * the environment or a file that it stands in, see {@link Placeholders}. Every problem of the file
 * is reported in one message, each with its key and line.
 */
public final class ConfigReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_ALIASES = 20;

    private ConfigReader() {}

    /**
     * A configuration and what of the file was passed over.
     *
     * @param unused top-level keys that are known to belong to others, in alphabetical order
     * @param lines where each key stands that the file has: {@code http.port}, line 3
     */
    public record Loaded<T extends Record>(
            T config, Set<String> unused, Map<String, Integer> lines) {}

    /**
     * Reads a file.
     *
     * @param defaults what holds where the file says nothing
     * @param foreign top-level keys of other programs that share the file: passed over, not refused
     * @throws VoxfarmException {@code INVALID_CONFIG} with all problems
     */
    public static <T extends Record> Loaded<T> read(Path file, T defaults, Set<String> foreign) {
        String name = file.toString();
        return read(readText(file, name), name, defaults, foreign);
    }

    /**
     * Reads a document that is no configuration of this farm, and that a stranger may have written:
     * nothing in it stands for a variable of the environment or another file.
     *
     * @param name stands for the file in messages
     * @throws VoxfarmException {@code INVALID_CONFIG} with all problems
     */
    public static <T extends Record> T readDocument(Path file, String name, T defaults) {
        return read(readText(file, name), name, defaults, Set.of(), Placeholders.NONE).config();
    }

    private static String readText(Path file, String name) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1); // a device has no size, and no end
            if (bytes.length > MAX_BYTES) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_CONFIG,
                        "%s: expected at most %s, was %s",
                        name,
                        ByteSize.shown(MAX_BYTES),
                        ByteSize.shown(Math.max(bytes.length, Files.size(file))));
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG, name + ": expected text in UTF-8", e);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    name + ": cannot be read: " + FileFailure.reason(e),
                    e);
        }
    }

    /**
     * As {@link #read(Path, Record, Set)}, of a text; {@code name} stands for the file in messages.
     */
    public static <T extends Record> Loaded<T> read(
            String yaml, String name, T defaults, Set<String> foreign) {
        return read(yaml, name, defaults, foreign, System::getenv);
    }

    /** As the other, with another environment. */
    static <T extends Record> Loaded<T> read(
            String yaml,
            String name,
            T defaults,
            Set<String> foreign,
            Function<String, @Nullable String> environment) {
        return read(yaml, name, defaults, foreign, new Placeholders(environment));
    }

    private static <T extends Record> Loaded<T> read(
            String yaml, String name, T defaults, Set<String> foreign, Placeholders placeholders) {
        Problems problems = new Problems();
        RecordBinder binder = new RecordBinder(name, placeholders);
        Node root = compose(yaml, name);
        if (root == null) {
            return new Loaded<>(defaults, Set.of(), Map.of()); // an empty file says nothing
        }
        Set<String> unused = new TreeSet<>();
        T config = defaults;
        if (root instanceof MappingNode mapping) {
            mapping.setValue(
                    mapping.getValue().stream()
                            .filter(entry -> !isForeign(entry, foreign, unused))
                            .toList());
            config = binder.bind(mapping, "", defaults);
            binder.tellProblems(problems);
        } else {
            problems.add(name + ": expected keys and values, such as 'http:' on a line of its own");
        }
        problems.throwIfAny(ErrorCode.INVALID_CONFIG);
        return new Loaded<>(config, unused, binder.lines());
    }

    private static boolean isForeign(NodeTuple entry, Set<String> foreign, Set<String> unused) {
        if (entry.getKeyNode() instanceof ScalarNode key && foreign.contains(key.getValue())) {
            unused.add(key.getValue());
            return true;
        }
        return false;
    }

    private static @Nullable Node compose(String yaml, String name) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try {
            return new Yaml(new SafeConstructor(options)).compose(new StringReader(yaml));
        } catch (MarkedYAMLException e) {
            String place =
                    e.getProblemMark() == null ? "" : ":" + (e.getProblemMark().getLine() + 1);
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    name + place + ": not well-formed YAML: " + e.getProblem(),
                    e);
        } catch (YAMLException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG,
                    name + ": not well-formed YAML: " + e.getMessage(),
                    e);
        }
    }
}
