package voxfarm.dispatcher.api.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import voxfarm.common.json.Json;
import voxfarm.dispatcher.api.UrlEncoded;

/**
 * Query parameters as FastAPI reads them, and the body that it answers with status 422 when some
 * are missing or mistyped. The getters go on after a problem with a stand-in; {@link #throwIfAny}
 * ends the request.
 */
final class SeedParameters {
    private static final Set<String> TRUE = Set.of("1", "true", "on", "t", "y", "yes");
    private static final Set<String> FALSE = Set.of("0", "false", "off", "f", "n", "no");

    /**
     * As Python writes them; Java reads {@code 5f}, {@code 0x1p3} and other scripts' digits too.
     */
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,10}");

    private static final Pattern NUMBER =
            Pattern.compile(
                    "[+-]?(?:[0-9]{1,20}(?:\\.[0-9]{0,20})?|\\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,3})?");

    private final Map<String, String> values;
    private final ArrayNode problems = Json.array();

    SeedParameters(Context ctx) {
        this.values = UrlEncoded.values(ctx.queryString());
    }

    /** Some parameters are not as they should be. */
    static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient ObjectNode body;

        private Invalid(ObjectNode body) {
            super(body.toString(), null, false, false);
            this.body = body;
        }

        ObjectNode body() {
            return body;
        }
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            ObjectNode body = Json.object();
            body.set("detail", problems);
            throw new Invalid(body);
        }
    }

    private @Nullable String value(String name) {
        return values.get(name);
    }

    Optional<String> optionalText(String name) {
        return Optional.ofNullable(value(name));
    }

    String text(String name) {
        String value = value(name);
        if (value == null) {
            missing("query", name);
            return "";
        }
        return value;
    }

    String text(String name, String otherwise) {
        String value = value(name);
        return value == null ? otherwise : value;
    }

    int integer(String name) {
        if (value(name) == null) {
            missing("query", name);
            return 0;
        }
        return optionalInteger(name).orElse(0);
    }

    Optional<Integer> optionalInteger(String name) {
        String value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        String digits = value.strip();
        if (INTEGER.matcher(digits).matches()) {
            try {
                return Optional.of(Integer.parseInt(digits));
            } catch (NumberFormatException e) {
                // too large; said below
            }
        }
        problem(
                "int_parsing",
                name,
                "Input should be a valid integer, unable to parse string as an integer",
                value);
        return Optional.empty();
    }

    double number(String name, double otherwise, double min, double max) {
        String value = value(name);
        if (value == null) {
            return otherwise;
        }
        String digits = value.strip();
        if (!NUMBER.matcher(digits).matches()) {
            problem(
                    "float_parsing",
                    name,
                    "Input should be a valid number, unable to parse string as a number",
                    value);
            return otherwise;
        }
        double number = Double.parseDouble(digits);
        if (number < min) {
            bound("greater_than_equal", "greater", "ge", name, value, min);
            return otherwise;
        }
        if (number > max) {
            bound("less_than_equal", "less", "le", name, value, max);
            return otherwise;
        }
        return number;
    }

    private void bound(
            String type, String word, String key, String name, String value, double bound) {
        problem(type, name, "Input should be " + word + " than or equal to " + bound, value)
                .putObject("ctx")
                .put(key, bound);
    }

    boolean flag(String name, boolean otherwise) {
        String value = value(name);
        if (value == null) {
            return otherwise;
        }
        String word = value.toLowerCase(Locale.ROOT);
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            problem(
                    "bool_parsing",
                    name,
                    "Input should be a valid boolean, unable to interpret input",
                    value);
            return otherwise;
        }
        return TRUE.contains(word);
    }

    /** A parameter that is there, but not one of those that can be. */
    void notOneOf(String name, String value, List<String> choices) {
        String expected =
                String.join(" or ", choices.stream().map(choice -> "'" + choice + "'").toList());
        problem("literal_error", name, "Input should be " + expected, value)
                .putObject("ctx")
                .put("expected", expected);
    }

    ObjectNode problem(String type, String name, String message, String input) {
        return add(type, message, "query", name).put("input", input);
    }

    /** Of a body: {@code where} names its members from the outside in. */
    void inBody(String type, String message, @Nullable JsonNode input, String... where) {
        String[] path = new String[where.length + 1];
        path[0] = "body";
        System.arraycopy(where, 0, path, 1, where.length);
        add(type, message, path).set("input", input == null ? Json.object().nullNode() : input);
    }

    void missing(String... path) {
        add("missing", "Field required", path).putNull("input");
    }

    private ObjectNode add(String type, String message, String... path) {
        ObjectNode problem = problems.addObject().put("type", type);
        ArrayNode where = problem.putArray("loc");
        for (String part : path) {
            where.add(part);
        }
        return problem.put("msg", message);
    }
}
