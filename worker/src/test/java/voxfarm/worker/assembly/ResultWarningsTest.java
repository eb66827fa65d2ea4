package voxfarm.worker.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;

class ResultWarningsTest {
    private static final Warning OF_VOICE = new Warning("no_emotion", "spoken with zeros");

    private static Warning notSpoken(String what) {
        return Warning.ofVoice("not_spoken", "no reading for " + what, new TextSpan(0, 1));
    }

    /** A voice says of itself at every segment what is told once. */
    @Test
    void whatIsOfNoSegmentCrowdsOutNothing() {
        ResultWarnings warnings = new ResultWarnings();
        for (int i = 0; i < 2 * ResultWarnings.MOST; i++) {
            List<Warning> told =
                    i % 1000 == 999 ? List.of(OF_VOICE, notSpoken("龘")) : List.of(OF_VOICE);
            warnings.add(new Segment(i, "龘", Language.JP, 0), told);
        }

        assertThat(warnings.list())
                .extracting(Warning::message)
                .containsExactly(
                        "spoken with zeros",
                        "segment 999: no reading for 龘",
                        "segment 1999: no reading for 龘");
    }

    @Test
    void thereAreNoMoreThanOneReads() {
        ResultWarnings warnings = new ResultWarnings();
        for (int i = 0; i < 2 * ResultWarnings.MOST; i++) {
            warnings.add(new Segment(i, "龘", Language.JP, 0), List.of(notSpoken("龘")));
        }

        assertThat(warnings.list()).hasSize(ResultWarnings.MOST);
    }
}
