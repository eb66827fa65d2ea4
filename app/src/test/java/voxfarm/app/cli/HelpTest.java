package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import voxfarm.app.Main;

class HelpTest {
    private static final int WIDTH = 80;

    private static List<CommandLine> all() {
        List<CommandLine> all = new ArrayList<>();
        collect(Main.commandLine(), all);
        return all;
    }

    private static void collect(CommandLine command, List<CommandLine> all) {
        all.add(command);
        command.getSubcommands().values().forEach(one -> collect(one, all));
    }

    /** The list of commands shows the first line of each alone. */
    @Test
    void theFirstLineOfEveryCommandIsASentence() {
        assertThat(all()).hasSizeGreaterThan(30);
        for (CommandLine command : all()) {
            if (!(command.getCommand() instanceof CommandLine.HelpCommand)) {
                assertThat(List.of(command.getCommandSpec().usageMessage().description()))
                        .as(command.getCommandSpec().qualifiedName())
                        .isNotEmpty()
                        .first()
                        .asString()
                        .endsWith(".");
            }
        }
    }

    @Test
    void everyOptionAndParameterIsExplained() {
        for (CommandLine command : all()) {
            for (ArgSpec argument : command.getCommandSpec().args()) {
                assertThat(String.join("", argument.description()))
                        .as(command.getCommandSpec().qualifiedName() + " " + argument)
                        .isNotBlank();
            }
        }
    }

    @Test
    void noLineIsWiderThanATerminal() {
        for (CommandLine command : all()) {
            assertThat(command.getUsageMessage().lines())
                    .as(command.getCommandSpec().qualifiedName())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(WIDTH));
        }
    }
}
