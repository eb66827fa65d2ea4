package voxfarm.frontend.espeak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ClauseCutterTest {
    /** What a clause's end is, at the price of the square of a run's length. */
    private static final Pattern PLAIN =
            Pattern.compile("([.,;:!?…。，；：！？—]+)(?=\\s|$|[^\\x00-\\x7f])");

    @Test
    void cutsAsTheWrittenRule() {
        Random random = new Random(3);
        String signs = "ab1 .,!?…。—\n\u00e9(";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(14); i > 0; i--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            assertThat(ClauseCutter.cut(text.toString()))
                    .as("seed 3, round %d: %s", round, text)
                    .isEqualTo(plain(text.toString()));
        }
    }

    private static List<ClauseCutter.Clause> plain(String text) {
        List<ClauseCutter.Clause> clauses = new ArrayList<>();
        Matcher end = PLAIN.matcher(text);
        int at = 0;
        while (end.find()) {
            clauses.add(new ClauseCutter.Clause(text.substring(at, end.start()), end.group(1)));
            at = end.end();
        }
        clauses.add(new ClauseCutter.Clause(text.substring(at), ""));
        return clauses;
    }

    /** Takes minutes if each mark looks over the rest of the run. */
    @Test
    void looksAtARunOnce() {
        String run = ".".repeat(1 << 20);

        assertThat(ClauseCutter.cut(run + "a")).hasSize(1);
        assertThat(ClauseCutter.cut(run)).hasSize(2);
    }
}
