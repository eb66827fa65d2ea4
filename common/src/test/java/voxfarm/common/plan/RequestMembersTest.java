package voxfarm.common.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import voxfarm.common.json.Json;

/** A member that the format has must not be stepped over when a request is read. */
class RequestMembersTest {
    private static final Path FORMATS = Path.of("..", "docs", "formats.md");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+(?:\\.[a-z_]+)?)`");

    @Test
    void everyMemberOfTheFormatIsKept() throws Exception {
        List<String> names = documented();
        assertThat(names)
                .contains("model_id", "output.format", "split.markdown", "dictionary")
                .hasSizeGreaterThan(20);
        for (String name : names) {
            String[] path = name.split("\\.", -1);
            String document =
                    path.length == 1
                            ? "{\"" + name + "\":1}"
                            : "{\"" + path[0] + "\":{\"" + path[1] + "\":1}}";
            assertThat(
                            SubmittedDocument.read(
                                            document.getBytes(
                                                    java.nio.charset.StandardCharsets.UTF_8))
                                    .members())
                    .as(name)
                    .isEqualTo(Json.mapper().readTree(document));
        }
    }

    /** The first column of the table of the request. */
    private static List<String> documented() throws Exception {
        List<String> names = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(FORMATS)) {
            if (line.startsWith("## ")) {
                inside = line.equals("## Request");
            }
            if (inside && line.startsWith("| `")) {
                Matcher found = NAME.matcher(line.substring(0, line.indexOf('|', 2)));
                while (found.find()) {
                    names.add(found.group(1));
                }
            }
        }
        return names;
    }
}
