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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.app.Main;
import voxfarm.common.error.ErrorCode;

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

    /** By what an answer of the farm means: only what the caller can put right is wrong use. */
    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_REQUEST,3",
        "UNKNOWN_VOICE,3",
        "NOT_FOUND,3",
        "DELETED,3",
        "EXPIRED,3",
        "CANCELLED,1",
        "ID_CONFLICT,1",
        "ALREADY_ENDED,1",
        "STILL_OPEN,1",
        "DEADLINE_EXCEEDED,1",
        "QUEUE_FULL,1",
        "INTERNAL,1",
        "INVALID_REQUEST,2",
        "UNAUTHORIZED,2",
        "BODY_TOO_LARGE,2",
        "NOTHING_TO_SPEAK,2",
        "INVALID_CONFIG,2"
    })
    void tellsWrongUseFromWhatIsNotThere(ErrorCode code, int exitCode) {
        assertThat(Failures.exitCode(code)).isEqualTo(exitCode);
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
