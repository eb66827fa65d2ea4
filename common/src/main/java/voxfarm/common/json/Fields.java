package voxfarm.common.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import voxfarm.common.error.Nearest;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * Reads the members of one JSON object, noting every mismatch with its path instead of stopping at
 * the first. A member that is null counts as absent. After a problem a stand-in value is returned,
 * so the caller must ask {@link Problems#throwIfAny} before it uses what it read. Not thread-safe.
 */
public final class Fields {
    private static final Instant FIRST = Instant.EPOCH;

    /** Of a member that nobody knows, in a message. */
    private static final int LONGEST_NAME = 60;

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private final ObjectNode node;
    private final String prefix;
    private final Problems problems;

    public Fields(ObjectNode node, Problems problems) {
        this(node, "", problems);
    }

    private Fields(ObjectNode node, String prefix, Problems problems) {
        this.node = node;
        this.prefix = prefix;
        this.problems = problems;
    }

    public Problems problems() {
        return problems;
    }

    /** Notes a problem with a member of this object. */
    public void problem(String name, String message) {
        problems.add(prefix + name + ": " + message);
    }

    public boolean has(String name) {
        JsonNode value = node.get(name);
        return value != null && !value.isNull();
    }

    /** A member of whatever kind; empty if it is absent or null. */
    public Optional<JsonNode> member(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    private <T> Optional<T> mismatch(String name, String expected, JsonNode found) {
        String what = found.isValueNode() && !found.isTextual() ? found.asText() : Json.kind(found);
        problem(name, "expected " + expected + ", was " + what);
        return Optional.empty();
    }

    /**
     * Text without unpaired surrogates; {@code \ud800} in JSON would otherwise pass as a string.
     */
    public Optional<String> optionalText(String name) {
        Optional<JsonNode> found = member(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (!found.get().isTextual()) {
            return mismatch(name, "a text", found.get());
        }
        String text = found.get().textValue();
        if (!wellFormed(text)) {
            problem(name, "expected well-formed Unicode, found an unpaired surrogate");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    public String text(String name) {
        return required(name, "a text", optionalText(name), "");
    }

    /**
     * A text turned into a value by a constructor that throws {@link VoxfarmException} or
     * IllegalArgumentException.
     */
    public <T> Optional<T> optionalParsed(String name, Function<String, T> parser) {
        Optional<String> text = optionalText(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text.get()));
        } catch (VoxfarmException | IllegalArgumentException e) {
            problem(name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** As {@link #optionalParsed}; absent is a problem, and {@code standIn} is then returned. */
    public <T> T parsed(String name, Function<String, T> parser, T standIn) {
        int before = problems.count();
        Optional<T> value = optionalParsed(name, parser);
        if (value.isEmpty() && problems.count() == before) {
            problem(name, "expected a text, was absent");
        }
        return value.orElse(standIn);
    }

    /** A finite number from {@code least} to {@code most}, both allowed. */
    public Optional<Double> optionalNumber(String name, double least, double most) {
        Optional<JsonNode> found = member(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String expected = "a number from " + plain(least) + " to " + plain(most);
        if (!found.get().isNumber()) {
            return mismatch(name, expected, found.get());
        }
        double value = found.get().doubleValue();
        if (!(value >= least && value <= most)) { // NaN fails too
            return mismatch(name, expected, found.get());
        }
        return Optional.of(value);
    }

    public double number(String name, double least, double most) {
        return required(name, "a number", optionalNumber(name, least, most), least);
    }

    public Optional<Long> optionalInteger(String name, long least, long most) {
        Optional<JsonNode> found = member(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String expected = "a whole number from " + least + " to " + most;
        JsonNode value = found.get();
        if (!value.isNumber() || !value.canConvertToLong() || !whole(value)) {
            return mismatch(name, expected, value);
        }
        if (value.longValue() < least || value.longValue() > most) {
            return mismatch(name, expected, value);
        }
        return Optional.of(value.longValue());
    }

    private static boolean whole(JsonNode value) {
        if (value.isIntegralNumber()) {
            return true;
        }
        BigDecimal exact = value.decimalValue();
        // the range was checked by canConvertToLong, so the scale is bounded
        return exact.stripTrailingZeros().scale() <= 0;
    }

    public long integer(String name, long least, long most) {
        return required(name, "a whole number", optionalInteger(name, least, most), least);
    }

    public Optional<Boolean> optionalFlag(String name) {
        Optional<JsonNode> found = member(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (!found.get().isBoolean()) {
            return mismatch(name, "true or false", found.get());
        }
        return Optional.of(found.get().booleanValue());
    }

    /**
     * A point in time in RFC 3339, in UTC or with an offset. Of the years 1970 to 9999, in UTC:
     * what lies outside has other forms, and no milliseconds or difference in nanoseconds.
     */
    public Optional<Instant> optionalTime(String name) {
        return optionalParsed(
                name,
                text -> {
                    try {
                        Instant time = OffsetDateTime.parse(text).toInstant();
                        if (!time.isBefore(FIRST) && time.isBefore(END)) {
                            return time;
                        }
                    } catch (DateTimeException e) {
                        // said below
                    }
                    throw new IllegalArgumentException(
                            "expected a time such as 2026-01-31T12:00:00Z, in the years 1970 to"
                                    + " 9999, was "
                                    + Problems.quote(text));
                });
    }

    public Instant time(String name) {
        return required(name, "a time", optionalTime(name), Instant.EPOCH);
    }

    public Optional<Fields> optionalObject(String name) {
        Optional<JsonNode> found = member(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.get() instanceof ObjectNode object) {
            return Optional.of(new Fields(object, prefix + name + ".", problems));
        }
        return mismatch(name, "an object", found.get());
    }

    /** The object of that name; an absent one reads as empty and is a problem. */
    public Fields object(String name) {
        return required(
                name,
                "an object",
                optionalObject(name),
                new Fields(Json.object(), prefix + name + ".", problems));
    }

    /** Each item must be an object; an absent list is empty. */
    public List<Fields> objects(String name) {
        List<Fields> items = new ArrayList<>();
        List<JsonNode> nodes = items(name);
        for (int i = 0; i < nodes.size(); i++) {
            String item = name + "[" + i + "]";
            if (nodes.get(i) instanceof ObjectNode object) {
                items.add(new Fields(object, prefix + item + ".", problems));
            } else {
                mismatch(item, "an object", nodes.get(i));
            }
        }
        return items;
    }

    /** Each item must be a text; an absent list is empty. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        List<JsonNode> nodes = items(name);
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).isTextual()) {
                texts.add(nodes.get(i).textValue());
            } else {
                mismatch(name + "[" + i + "]", "a text", nodes.get(i));
            }
        }
        return texts;
    }

    /** The items as they are; an absent list is empty. */
    public List<JsonNode> list(String name) {
        return items(name);
    }

    private List<JsonNode> items(String name) {
        Optional<JsonNode> found = member(name);
        if (found.isEmpty()) {
            return List.of();
        }
        if (found.get() instanceof ArrayNode list) {
            List<JsonNode> items = new ArrayList<>();
            list.forEach(items::add);
            return items;
        }
        mismatch(name, "a list", found.get());
        return List.of();
    }

    /** An object of texts by name, in the order written; absent reads as empty. */
    public Map<String, String> textMap(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        optionalObject(name)
                .ifPresent(object -> {
                    for (String key : object.names()) {
                        map.put(key, object.text(key));
                    }
                });
        return map;
    }

    /** The names of all members, in the order written, those that are null included. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Adds a problem for each member that is none of these: without effect, it would mislead. */
    public void refuseUnknown(Set<String> known) {
        for (String name : names()) {
            if (!known.contains(name)) {
                problem(
                        Problems.shortened(name, LONGEST_NAME),
                        Nearest.of(name, known)
                                .map(near -> "not known; did you mean " + near + "?")
                                .orElseGet(() ->
                                        "not known; expected one of "
                                                + String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    private <T> T required(String name, String expected, Optional<T> value, T standIn) {
        if (value.isEmpty() && !has(name)) {
            problem(name, "expected " + expected + ", was absent");
        }
        return value.orElse(standIn);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static boolean wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
