package voxfarm.common.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import voxfarm.common.files.FileFailure;

/**
 * What stands elsewhere: <code>${env:NAME}</code> and <code>${env:NAME:-otherwise}</code> in a
 * value are a variable of the environment, <code>${file:PATH}</code> is the text of a file without
 * the end of its last line, as secrets are mounted into containers. A second dollar sign before the
 * brace keeps the text as it is. Whatever else begins with a dollar sign stays: Kafka's clients
 * have forms of their own.
 */
final class Placeholders {
    private static final Pattern ONE = Pattern.compile("(\\$?)\\$\\{(env|file):([^}]*)}");
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?");
    private static final int MAX_FILE_BYTES = 1 << 16;

    /** Of a document that strangers may have written: what looks like one is text. */
    static final Placeholders NONE = new Placeholders(false, _ -> null);

    private final boolean known;
    private final Function<String, @Nullable String> environment;

    /**
     * @param environment value of a variable by its name, null if it is not set
     */
    Placeholders(Function<String, @Nullable String> environment) {
        this(true, environment);
    }

    private Placeholders(boolean known, Function<String, @Nullable String> environment) {
        this.known = known;
        this.environment = environment;
    }

    /** Whether a text holds any. */
    boolean in(String text) {
        return known && ONE.matcher(text).find();
    }

    /**
     * The text with what its placeholders stand for; that is not looked at again.
     *
     * @throws IllegalArgumentException naming a placeholder that stands for nothing, and why; never
     *     what one stands for
     */
    String fill(String text) {
        Matcher matcher = ONE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String whole = matcher.group();
            matcher.appendReplacement(
                    filled,
                    Matcher.quoteReplacement(
                            matcher.group(1).isEmpty()
                                    ? value(whole, matcher.group(2), matcher.group(3))
                                    : whole.substring(1)));
        }
        return matcher.appendTail(filled).toString();
    }

    private String value(String whole, String kind, String name) {
        return kind.equals("env") ? variable(whole, name) : file(whole, name);
    }

    private String variable(String whole, String text) {
        Matcher parts = VARIABLE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(whole + ": expected the name of a variable");
        }
        String found = environment.apply(parts.group(1));
        String otherwise = parts.group(2);
        if (otherwise != null) {
            return found == null || found.isEmpty() ? otherwise : found;
        }
        if (found == null) {
            throw new IllegalArgumentException(whole + ": the variable is not set");
        }
        return found;
    }

    private static String file(String whole, String name) {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new IllegalArgumentException(whole + ": expected at most 64 KiB");
            }
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.replaceFirst("\\r?\\n\\z", "");
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(whole + ": expected the path of a file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(whole + ": " + FileFailure.reason(e), e);
        }
    }
}
