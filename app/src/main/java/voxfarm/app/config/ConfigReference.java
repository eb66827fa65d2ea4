package voxfarm.app.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import voxfarm.common.config.Range;
import voxfarm.common.config.Secret;
import voxfarm.common.config.SecretNames;

/**
 * Every key of the configuration, from the records that hold it; what each means stands in {@value
 * #MEANINGS} beside this class.
 */
public final class ConfigReference {
    private static final String MEANINGS = "keys.tsv";
    private static final String ENVIRONMENT = "environment.tsv";

    private ConfigReference() {}

    /**
     * One key.
     *
     * @param path such as {@code http.port}; a list's items have {@code []} in theirs
     * @param value as YAML writes it
     * @param form what it may be, such as {@code 0 to 65535} or {@code text}
     */
    public record Key(String path, String value, String form) {
        /** Of the section, empty at the top. */
        public String section() {
            int dot = path.lastIndexOf('.');
            return dot < 0 ? "" : path.substring(0, dot);
        }

        public String name() {
            return path.substring(path.lastIndexOf('.') + 1);
        }
    }

    /** All keys with their values in a configuration, in the order of the records. */
    public static List<Key> keys(FarmConfig config) {
        List<Key> keys = new ArrayList<>();
        collect("", config, keys);
        return keys;
    }

    /** What the keys mean, one or two lines each, by path. */
    public static Map<String, String> meanings() {
        return table(MEANINGS);
    }

    /** Variables of the environment that launcher and commands read, and what each means. */
    public static Map<String, String> environment() {
        return table(ENVIRONMENT);
    }

    private static Map<String, String> table(String file) {
        Map<String, String> meanings = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        ConfigReference.class.getResourceAsStream(file), file),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                meanings.put(line.substring(0, tab), line.substring(tab + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return meanings;
    }

    private static void collect(String path, Record record, List<Key> keys) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String own = path + name(component);
            Object value = value(component, record);
            if (value instanceof Record section && !(value instanceof Secret)) {
                collect(own + ".", section, keys);
                continue;
            }
            keys.add(new Key(own, yaml(value), form(component)));
            itemOf(component.getGenericType()).ifPresent(item -> collect(own + "[].", item, keys));
        }
    }

    private static String name(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        return given != null
                ? given.value()
                : component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.toString(), e);
        }
    }

    /** The defaults of a list's items, if they are records. */
    private static Optional<Record> itemOf(Type type) {
        if (type instanceof ParameterizedType generic
                && generic.getRawType() == List.class
                && generic.getActualTypeArguments()[0] instanceof Class<?> item
                && item.isRecord()) {
            try {
                return Optional.of((Record) item.getField("DEFAULTS").get(null));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(item + ": expected a constant DEFAULTS", e);
            }
        }
        return Optional.empty();
    }

    private static String yaml(Object value) {
        return switch (value) {
            case Optional<?> some -> some.map(ConfigReference::yaml).orElse("");
            case Secret secret -> secret.reveal().isEmpty() ? "\"\"" : "(set)";
            case String text -> text.isEmpty() ? "\"\"" : quotedIfNeeded(text);
            case List<?> list ->
                    list.stream().anyMatch(Record.class::isInstance)
                            ? "(" + list.size() + " entries)"
                            : "[" + joined(list) + "]";
            case Map<?, ?> map -> SecretNames.shown(map);
            default -> String.valueOf(value);
        };
    }

    private static String joined(List<?> list) {
        return String.join(", ", list.stream().map(item -> yaml((Object) item)).toList());
    }

    private static String quotedIfNeeded(String text) {
        return text.matches("[A-Za-z0-9_./:-]*")
                        && !text.matches("-?[0-9]+([.][0-9]+)?|true|false|yes|no|on|off|.*:")
                ? text
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String form(RecordComponent component) {
        Range range = component.getAnnotation(Range.class);
        if (range != null) {
            return plain(range.min()) + " to " + plain(range.max());
        }
        Class<?> type = component.getType();
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == List.class) {
            return "list";
        }
        return type == Map.class ? "keys and texts" : "text";
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
