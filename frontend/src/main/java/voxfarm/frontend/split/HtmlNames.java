package voxfarm.frontend.split;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names that HTML and SSML have for characters and tags. */
final class HtmlNames {
    private static final Map<String, String> ENTITIES = new HashMap<>();
    private static final Map<String, Kind> TAGS = new HashMap<>();

    static {
        for (String[] row : rows("entities.tsv")) {
            ENTITIES.put(
                    row[0],
                    Arrays.stream(row[1].split(" ", -1))
                            .map(code -> spoken(Integer.parseInt(code, 16)))
                            .collect(Collectors.joining()));
        }
        for (String[] row : rows("tags.tsv")) {
            Kind kind = Kind.valueOf(row[0].toUpperCase(Locale.ROOT));
            for (String tag : row[1].split(" ", -1)) {
                TAGS.put(tag, kind);
            }
        }
    }

    /** What a tag does to the text around it. */
    enum Kind {
        INLINE,
        BLOCK,
        /** What it holds is not read. */
        HIDDEN
    }

    private HtmlNames() {}

    private static List<String[]> rows(String resource) {
        try (InputStream file = HtmlNames.class.getResourceAsStream(resource);
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        Objects.requireNonNull(file, resource),
                                        StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", 2))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a named character is read as; names tell capitals from small letters. */
    static Optional<String> entity(String name) {
        return Optional.ofNullable(ENTITIES.get(name));
    }

    /**
     * @param name in small letters
     */
    static Optional<Kind> tag(String name) {
        return Optional.ofNullable(TAGS.get(name));
    }

    /** A character as it is read: every blank alike, and nothing for what only joins or parts. */
    static String spoken(int code) {
        if (Character.isISOControl(code) || Character.isSpaceChar(code)) {
            return " ";
        }
        return Character.getType(code) == Character.FORMAT ? "" : Character.toString(code);
    }
}
