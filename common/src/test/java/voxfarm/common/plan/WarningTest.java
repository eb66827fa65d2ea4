package voxfarm.common.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;

class WarningTest {
    private static final Segment SEGMENT =
            new Segment(
                    4, "Oh ☃.", Language.EN, 0, Manner.PLAIN, Optional.of(new TextSpan(100, 105)));

    @Test
    void namesSegmentAndPlaceToTheCaller() {
        Warning warning =
                Warning.ofVoice("not_spoken", "no reading for ☃", new TextSpan(3, 4)).in(SEGMENT);

        assertThat(warning)
                .isEqualTo(
                        new Warning(
                                "not_spoken",
                                "segment 4: no reading for ☃",
                                OptionalInt.of(4),
                                Optional.of(new TextSpan(103, 104))));
    }

    /** Its number was that of the segment that the clip was made for. */
    @Test
    void namesTheRightSegmentOfAClipThatAnEarlierBuildMade() {
        Warning warning = new Warning("not_spoken", "segment 9: no reading for ☃").in(SEGMENT);

        assertThat(warning.message()).isEqualTo("segment 4: no reading for ☃");
        assertThat(warning.span()).contains(new TextSpan(100, 105));
    }

    @Test
    void leavesWhatIsOfNoSegment() {
        Warning warning = new Warning("bert_off", "spoken without BERT features");

        assertThat(warning.in(SEGMENT)).isEqualTo(warning);
    }

    @Test
    void knowsNoPlaceWhereItsSegmentHasNone() {
        Segment old = new Segment(4, "Oh ☃.", Language.EN, 0);
        Warning warning = Warning.ofVoice("not_spoken", "x", new TextSpan(3, 4)).in(old);

        assertThat(warning.segment()).hasValue(4);
        assertThat(warning.span()).isEmpty();
    }

    @Test
    void isReadAsItWasWritten() {
        List<Warning> warnings =
                List.of(
                        new Warning("bert_off", "x"),
                        Warning.ofVoice("not_spoken", "y", new TextSpan(3, 4)),
                        Warning.ofVoice("not_spoken", "y", new TextSpan(3, 4)).in(SEGMENT));
        Fields fields =
                new Fields(Json.object().set("warnings", Warning.write(warnings)), new Problems());

        assertThat(Warning.read(fields)).isEqualTo(warnings);
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
    }
}
