package voxfarm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the documents name is there. */
class DocumentsTest {
    private static final Path HOME = Path.of("..");

    /** {@code SomeTest.method}, {@code SomeIT.begin…} and, behind a comma, {@code .another}. */
    private static final Pattern TEST =
            Pattern.compile(
                    "([A-Z][A-Za-z0-9]*[a-z0-9](?:Test|IT))\\b(?:\\.([a-z][A-Za-z0-9]*)(…?))?");

    private static final Pattern NEXT = Pattern.compile("`\\.([a-z][A-Za-z0-9]*)(…?)`");

    /** Sources of tests by the name of their class. */
    private static final Map<String, String> TESTS = new HashMap<>();

    @BeforeAll
    static void readTests() throws IOException {
        try (Stream<Path> files = Files.walk(HOME, 12)) {
            files.filter(file -> file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))
                    .forEach(file ->
                            TESTS.put(
                                    file.getFileName().toString().replace(".java", ""),
                                    read(file)));
        }
        assertThat(TESTS).hasSizeGreaterThan(100);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(HOME.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    /** Headings, items, rows of tables, blocks: what one says, the other does not leave out. */
    @Test
    void theFirstPagesOfBothLanguagesAreBuiltAlike() {
        List<String> english = structure(HOME.resolve("README.md"));
        assertThat(english).hasSizeGreaterThan(50);
        assertThat(structure(HOME.resolve("README.zh.md"))).isEqualTo(english);
    }

    private static List<String> structure(Path page) {
        List<String> marks = new ArrayList<>();
        Matcher mark =
                Pattern.compile("(?m)^(#+ |- |\\| | *```[a-z]*$|\\*\\*)").matcher(read(page));
        while (mark.find()) {
            marks.add(mark.group(1).strip());
        }
        return marks;
    }

    /** By number and title; each page begins with both. */
    @Test
    void theIndexOfDecisionsNamesThemAll() throws IOException {
        String index = read(HOME.resolve("docs/adr/README.md"));
        try (Stream<Path> pages = Files.list(HOME.resolve("docs/adr"))) {
            assertThat(pages.filter(page -> !page.endsWith("README.md")).sorted())
                    .hasSizeGreaterThan(40)
                    .allSatisfy(page -> {
                        String name = page.getFileName().toString();
                        int number = Integer.parseInt(name.substring(0, 4));
                        assertThat(index)
                                .contains("| [" + name.substring(0, 4) + "](" + name + ") | ");
                        assertThat(read(page)).startsWith("# " + number + ". ");
                    });
        }
    }

    @Test
    void everyNamedTestExists() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            for (String line : read(document).split("\n", -1)) {
                String last = "";
                Matcher named = TEST.matcher(line);
                int end = 0;
                while (named.find()) {
                    others(line.substring(end, named.start()), last, missing, document);
                    last = named.group(1);
                    check(document, last, named.group(2), "…".equals(named.group(3)), missing);
                    end = named.end();
                }
                others(line.substring(end), last, missing, document);
            }
        }
        assertThat(missing).isEmpty();
    }

    private static void others(String text, String test, List<String> missing, Path document) {
        Matcher next = NEXT.matcher(text);
        while (!test.isEmpty() && next.find()) {
            check(document, test, next.group(1), "…".equals(next.group(2)), missing);
        }
    }

    private static void check(
            Path document,
            String test,
            @Nullable String method,
            boolean begins,
            List<String> missing) {
        String source = TESTS.get(test);
        boolean there =
                source != null
                        && (method == null
                                || Pattern.compile("void " + method + (begins ? "" : "\\s*\\("))
                                        .matcher(source)
                                        .find());
        if (!there) {
            missing.add(
                    document.getFileName() + ": " + test + (method == null ? "" : "." + method));
        }
    }
}
