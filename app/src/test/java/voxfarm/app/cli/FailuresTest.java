package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import voxfarm.app.Main;

class FailuresTest {
    private static List<String> codes() throws IllegalAccessException {
        List<String> codes = new ArrayList<>(List.of("0"));
        for (Field field : Failures.class.getFields()) {
            if (field.getType() == int.class) {
                codes.add(String.valueOf(field.getInt(null)));
            }
        }
        return codes;
    }

    @Test
    void helpAndReferenceNameEveryExitCode() throws Exception {
        assertThat(codes()).hasSize(4);
        String reference = Files.readString(Path.of("../docs/configuration.md"));
        String section =
                reference.split("## Exit codes of the commands", 2)[1].split("\n## ", 2)[0];
        assertThat(
                        Pattern.compile("(?m)^\\| (\\d+) \\| \\w.*\\|$")
                                .matcher(section)
                                .results()
                                .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(codes());

        String help = Main.commandLine().getUsageMessage();
        String line = help.lines().filter(l -> l.startsWith("Exit codes:")).findFirst().orElse("");
        assertThat(Pattern.compile("\\d+").matcher(line).results().map(MatchResult::group))
                .as(line)
                .containsExactlyInAnyOrderElementsOf(codes());
    }
}
