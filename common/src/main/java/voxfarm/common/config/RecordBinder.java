package voxfarm.common.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;
import voxfarm.common.error.Problems;

/**
 * Binds a YAML tree to records. Structure is walked here, so that a problem does not hide the next
 * one and each has its line; single values are converted by Jackson. Not thread-safe.
 */
final class RecordBinder {
    private static final ObjectMapper SCALARS =
            JsonMapper.builder()
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .build();

    private static final Resolver TAGS = new Resolver();

    private final String file;
    private final Placeholders placeholders;

    /** What the file has in the place of values that came from elsewhere: these are not told. */
    private final IdentityHashMap<Node, String> written = new IdentityHashMap<>();

    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private record Problem(int line, String message) {}

    RecordBinder(String file, Placeholders placeholders) {
        this.file = file;
        this.placeholders = placeholders;
    }

    /** Everything that was found wrong, in the order of the lines. */
    void tellProblems(Problems to) {
        problems.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .forEach(problem -> to.add(file + ":" + problem.line() + ": " + problem.message()));
    }

    /**
     * The record that the mapping describes; {@code defaults} where it says nothing or something
     * wrong.
     */
    <T extends Record> T bind(MappingNode mapping, String path, T defaults) {
        @SuppressWarnings("unchecked") // getClass of a T
        Class<T> type = (Class<T>) defaults.getClass();
        Map<String, Node> entries = entries(mapping, path);
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = key(components[i]);
            Object standard = get(components[i], defaults);
            Node found = entries.remove(key);
            if (found == null) {
                values[i] = standard;
                continue;
            }
            lines.put(path + key, line(found));
            Node node = filled(found, path + key);
            values[i] = isNull(node) ? standard : value(node, path + key, components[i], standard);
        }
        entries.forEach((key, node) -> problem(node, path + key, unknown(components)));
        return construct(type, components, values, mapping, path, defaults);
    }

    private Map<String, Node> entries(MappingNode mapping, String path) {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problem(entry.getKeyNode(), path, "expected a plain key");
                continue;
            }
            // Composing alone does not look for doubled keys
            if (entries.put(key.getValue(), entry.getValueNode()) != null) {
                problem(key, path + key.getValue(), "stands here twice");
            }
        }
        return entries;
    }

    /** The node, or one with what its placeholders stand for; nothing where they do not. */
    private Node filled(Node node, String path) {
        if (!(node instanceof ScalarNode scalar) || !placeholders.in(scalar.getValue())) {
            return node;
        }
        String text;
        Tag tag;
        try {
            text = placeholders.fill(scalar.getValue());
            tag = scalar.isPlain() ? TAGS.resolve(NodeId.scalar, text, true) : scalar.getTag();
        } catch (IllegalArgumentException e) {
            problem(node, path, String.valueOf(e.getMessage()));
            text = "";
            tag = Tag.NULL;
        }
        ScalarNode filled =
                new ScalarNode(
                        tag,
                        text,
                        scalar.getStartMark(),
                        scalar.getEndMark(),
                        scalar.getScalarStyle());
        written.put(filled, scalar.getValue());
        return filled;
    }

    private static String unknown(RecordComponent[] components) {
        List<String> known = new ArrayList<>();
        for (RecordComponent component : components) {
            known.add(key(component));
        }
        return "unknown key; known here: " + String.join(", ", known);
    }

    private Object value(Node node, String path, RecordComponent component, Object standard) {
        Type type = component.getGenericType();
        if (standard instanceof Record section && !(standard instanceof Secret)) {
            return node instanceof MappingNode mapping
                    ? bind(mapping, path + ".", section)
                    : mismatch(node, path, "keys and values", standard);
        }
        if (type instanceof ParameterizedType generic) {
            return generic(node, path, generic, standard, component.getAnnotation(Range.class));
        }
        return scalar(
                node, path, component.getType(), standard, component.getAnnotation(Range.class));
    }

    private Object generic(
            Node node,
            String path,
            ParameterizedType type,
            Object standard,
            @Nullable Range range) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type argument = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
        if (raw == Optional.class) {
            return Optional.of(scalar(node, path, (Class<?>) argument, Optional.empty(), range))
                    .filter(found -> !found.equals(Optional.empty()));
        }
        if (raw == List.class) {
            return node instanceof SequenceNode list
                    ? list(list, path, (Class<?>) argument)
                    : mismatch(node, path, "a list", standard);
        }
        if (raw == Map.class) {
            return node instanceof MappingNode mapping
                    ? texts(mapping, path)
                    : mismatch(node, path, "keys and values", standard);
        }
        throw new IllegalStateException("no rule to bind " + type);
    }

    private List<Object> list(SequenceNode list, String path, Class<?> itemType) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < list.getValue().size(); i++) {
            String itemPath = path + "[" + i + "]";
            Node item = filled(list.getValue().get(i), itemPath);
            if (!itemType.isRecord()) {
                Object value = scalar(item, itemPath, itemType, Optional.empty(), null);
                if (!value.equals(Optional.empty())) {
                    items.add(value);
                }
            } else if (item instanceof MappingNode mapping) {
                items.add(bind(mapping, itemPath + ".", defaultsOf(itemType)));
            } else {
                mismatch(item, itemPath, "keys and values", list);
            }
        }
        return List.copyOf(items);
    }

    private Map<String, String> texts(MappingNode mapping, String path) {
        Map<String, String> texts = new LinkedHashMap<>();
        entries(mapping, path)
                .forEach((key, node) -> {
                    if (filled(node, path + "." + key) instanceof ScalarNode scalar) {
                        texts.put(key, scalar.getValue());
                    } else {
                        mismatch(node, path + "." + key, "a text", texts);
                    }
                });
        return Map.copyOf(texts);
    }

    /** Item records of lists say their defaults in a constant of this name. */
    private static Record defaultsOf(Class<?> type) {
        try {
            return (Record) type.getField("DEFAULTS").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + ": expected a public constant DEFAULTS", e);
        }
    }

    private Object scalar(
            Node node, String path, Class<?> type, Object standard, @Nullable Range range) {
        if (!(node instanceof ScalarNode scalar)) {
            return mismatch(node, path, expected(type), standard);
        }
        try {
            JavaType javaType = SCALARS.constructType(type);
            Object value = SCALARS.treeToValue(json(scalar, type), javaType);
            if (range != null && !inRange(((Number) value).doubleValue(), range)) {
                return mismatch(
                        node, path, plain(range.min()) + " to " + plain(range.max()), standard);
            }
            return value;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return mismatch(node, path, expected(type), standard);
        }
    }

    private static boolean inRange(double value, Range range) {
        return value >= range.min() && value <= range.max();
    }

    /** Texts take any scalar as it was written: {@code version: 1.10} must not become 1.1. */
    private static JsonNode json(ScalarNode scalar, Class<?> type) {
        String text = scalar.getValue();
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        boolean textual =
                !type.isPrimitive()
                        && !Number.class.isAssignableFrom(type)
                        && type != Boolean.class;
        if (textual) {
            return nodes.textNode(text);
        }
        if (scalar.getTag().equals(Tag.INT)) {
            return nodes.numberNode(new BigInteger(text.replace("_", "")));
        }
        if (scalar.getTag().equals(Tag.FLOAT)) {
            return nodes.numberNode(new BigDecimal(text.replace("_", "")));
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            return nodes.booleanNode(
                    List.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT)));
        }
        return nodes.textNode(text);
    }

    private static String expected(Class<?> type) {
        if (type == int.class
                || type == long.class
                || type == Integer.class
                || type == Long.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            java.util.Arrays.stream(type.getEnumConstants())
                                    .map(String::valueOf)
                                    .toList());
        }
        return type == String.class || type == Secret.class
                ? "a text"
                : "a " + type.getSimpleName();
    }

    private Object mismatch(Node node, String path, String expected, Object standard) {
        problem(node, path, "expected " + expected + ", was " + found(node));
        return standard;
    }

    private String found(Node node) {
        return switch (node) {
            case ScalarNode scalar when written.containsKey(scalar) ->
                    "what " + Problems.quote(written.get(scalar)) + " stands for";
            case ScalarNode scalar -> Problems.quote(scalar.getValue());
            case SequenceNode _ -> "a list";
            default -> "keys and values";
        };
    }

    private void problem(Node node, String path, String message) {
        problems.add(new Problem(line(node), path + ": " + message));
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** Where each key stands that the file has: {@code http.port}, line 3. */
    Map<String, Integer> lines() {
        return Map.copyOf(lines);
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private <T extends Record> T construct(
            Class<T> type,
            RecordComponent[] components,
            @Nullable Object[] values,
            MappingNode mapping,
            String path,
            T defaults) {
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            // the record's own checks, across several of its keys
            problem(
                    mapping,
                    path.isEmpty() ? "file" : path.substring(0, path.length() - 1),
                    message(e));
            return defaults;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build " + type, e);
        }
    }

    private static String message(InvocationTargetException e) {
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? "not allowed" : cause.getMessage();
    }

    private static Object get(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** {@code maxBodyBytes} is {@code max-body-bytes}, unless {@link JsonProperty} names it. */
    static String key(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        if (named != null && !named.value().isEmpty()) {
            return named.value();
        }
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
