package voxfarm.dispatcher.api;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.PlainDecimal;

/**
 * The parameters of a call, each as what it stands for. One that cannot be what it is for is a
 * problem, and so is one that is there twice where there can be one: passed over, it would give an
 * answer to a question that nobody asked. The getters go on with a stand-in; {@link #throwIfAny}
 * ends the call.
 */
public final class Query {
    private static final Pattern STRAY = Pattern.compile("%(?![0-9a-fA-F]{2})");
    private static final int LONGEST_NAME = 100;

    private final Context ctx;
    private final Problems problems = new Problems();

    public Query(Context ctx) {
        this.ctx = ctx;
        checkEscapes(ctx.queryString());
    }

    /** The server drops a parameter that it cannot decode, as if nobody had asked for it. */
    private void checkEscapes(@Nullable String query) {
        if (query == null) {
            return;
        }
        for (String parameter : query.split("&", -1)) {
            Matcher stray = STRAY.matcher(parameter);
            if (stray.find()) {
                int equals = parameter.indexOf('=');
                problems.add(
                        Problems.oneLine(
                                        equals < 0 ? parameter : parameter.substring(0, equals),
                                        LONGEST_NAME)
                                + ": expected two hexadecimal digits behind each %, was "
                                + Problems.quote(parameter.substring(stray.start()))
                                + "; a percent sign itself is %25");
            }
        }
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} that names each parameter at fault, and what
     *     it may be
     */
    public void throwIfAny() {
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
    }

    private Optional<String> value(String name) {
        List<String> values = ctx.queryParams(name);
        if (values.size() > 1) {
            problems.add(name + ": expected once, found " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    private void wrong(String name, String expected, String found) {
        problems.add(name + ": expected " + expected + ", was " + Problems.quote(found));
    }

    /** In any case of letters: Python writes {@code True}. False where it is not there. */
    public boolean flag(String name) {
        return oneOf(
                        name,
                        Stream.of(true, false),
                        String::valueOf,
                        text -> text.toLowerCase(Locale.ROOT))
                .orElse(false);
    }

    /**
     * One of several.
     *
     * @param wireName what a caller writes for one
     */
    public <T> Optional<T> oneOf(String name, Stream<T> all, Function<T, String> wireName) {
        return oneOf(name, all, wireName, text -> text);
    }

    private <T> Optional<T> oneOf(
            String name,
            Stream<T> all,
            Function<T, String> wireName,
            UnaryOperator<String> spelling) {
        Map<String, T> known =
                all.collect(
                        Collectors.toMap(wireName, one -> one, (a, _) -> a, LinkedHashMap::new));
        Optional<String> value = value(name);
        Optional<T> found =
                value.map(spelling).flatMap(text -> Optional.ofNullable(known.get(text)));
        if (value.isPresent() && found.isEmpty()) {
            wrong(name, "one of " + String.join(", ", known.keySet()), value.get());
        }
        return found;
    }

    /**
     * A text.
     *
     * @param most characters
     */
    public Optional<String> text(String name, int most) {
        Optional<String> value = value(name);
        value.filter(text -> text.length() > most)
                .ifPresent(text -> wrong(name, "at most " + most + " characters", text));
        return value;
    }

    /**
     * What a parser makes of it.
     *
     * @param parser throws {@code VoxfarmException} with what it expected and found
     */
    public <T> Optional<T> parsed(String name, Function<String, T> parser) {
        try {
            return value(name).map(parser);
        } catch (VoxfarmException e) {
            problems.add(name + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A whole number, 0 to 999,999,999 at the most. */
    public Optional<Integer> whole(String name, int min, int max) {
        Optional<String> value = value(name);
        OptionalInt number = value.map(PlainDecimal::whole).orElse(OptionalInt.empty());
        if (number.isPresent() && number.getAsInt() >= min && number.getAsInt() <= max) {
            return Optional.of(number.getAsInt());
        }
        value.ifPresent(text -> wrong(name, "a whole number from " + min + " to " + max, text));
        return Optional.empty();
    }

    /**
     * A number in plain decimal digits.
     *
     * @param unit for the message: {@code seconds}
     */
    public OptionalDouble number(String name, String unit, int min, int max) {
        Optional<String> value = value(name);
        OptionalDouble number = value.map(PlainDecimal::of).orElse(OptionalDouble.empty());
        if (number.isPresent() && number.getAsDouble() >= min && number.getAsDouble() <= max) {
            return number;
        }
        value.ifPresent(text -> wrong(name, unit + " from " + min + " to " + max, text));
        return OptionalDouble.empty();
    }

    /**
     * Those that may be there several times, as {@code name=value} each.
     *
     * @param maxName characters of a name
     * @param maxValue characters of a value
     */
    public Map<String, String> pairs(String name, int maxName, int maxValue) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : ctx.queryParams(name)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || equals > maxName || pair.length() - equals - 1 > maxValue) {
                wrong(
                        name,
                        "name=value of at most " + maxName + " and " + maxValue + " characters",
                        pair);
            } else {
                pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return pairs;
    }
}
