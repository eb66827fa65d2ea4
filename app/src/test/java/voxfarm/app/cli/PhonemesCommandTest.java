package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import voxfarm.common.error.VoxfarmException;

class PhonemesCommandTest {
    private static String printed(String... arguments) throws Exception {
        StringWriter out = new StringWriter();
        PhonemesCommand command = new PhonemesCommand();
        CommandLine line = new CommandLine(command).setOut(new PrintWriter(out));
        line.parseArgs(arguments);
        assertThat(command.call()).isZero();
        return out.toString();
    }

    /** From 2.1 on a straight quote is spoken as a mark; before, it is dropped. */
    @Test
    void followsTheRulesOfTheReleaseThatIsNamed() throws Exception {
        assertThat(printed("好\"好")).contains("h ao ' h ao");
        assertThat(printed("--release", "2.1.0", "好\"好")).contains("h ao ' h ao");
        assertThat(printed("--release", "2.0", "好\"好")).contains("h ao h ao");
    }

    @Test
    void speaksTheWordsOfAMarkedText() throws Exception {
        assertThat(printed("<p>**好**&nbsp;好</p>")).isEqualTo(printed("好 好"));
        assertThatThrownBy(() -> printed("<p></p>")).hasMessageContaining("found none");
    }

    @Test
    void namesTheReleasesThatThereAre() {
        assertThatThrownBy(() -> printed("--release", "9", "好"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("2.0, 2.1")
                .hasMessageContaining("was \"9\"");
    }
}
