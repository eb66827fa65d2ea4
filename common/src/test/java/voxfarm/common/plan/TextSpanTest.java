package voxfarm.common.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;

class TextSpanTest {
    /** "Tom and Jo", with an entity for the second word and the first in bold. */
    private static TextSpan edited() {
        TextSpan.Builder made = new TextSpan.Builder();
        made.copied(1, 2);
        made.copied(2, 3);
        made.copied(1, 7);
        made.standing(1, new TextSpan(8, 13));
        made.copied(3, 13);
        return made.build(0);
    }

    @Test
    void tellsAPlaceWithinWhateverWasTakenOut() {
        TextSpan span = edited();

        assertThat(span.pieces()).hasSize(4);
        assertThat(span.within(0, 8)).isEqualTo(new TextSpan(2, 16));
        assertThat(span.within(1, 3)).as("om").isEqualTo(new TextSpan(3, 5));
        assertThat(span.within(4, 5)).as("&").isEqualTo(new TextSpan(8, 13));
        assertThat(span.within(6, 8)).as("Jo").isEqualTo(new TextSpan(14, 16));
        assertThat(span.within(3, 3)).isEqualTo(new TextSpan(7, 7));
        assertThat(span.within(90, 99)).as("beyond its text").isEqualTo(new TextSpan(16, 16));
    }

    @Test
    void aPartKnowsWhatItsCharactersComeFrom() {
        TextSpan part = edited().part(3, 8);

        for (int at = 3; at < 8; at++) {
            assertThat(part.within(at - 3, at - 2)).isEqualTo(edited().within(at, at + 1));
        }
        assertThat(edited().part(1, 3)).isEqualTo(new TextSpan(3, 5));
        assertThat(new TextSpan(5, 10).part(1, 3)).isEqualTo(new TextSpan(6, 8));
    }

    @Test
    void aCopyNeedsNoPieces() {
        TextSpan.Builder made = new TextSpan.Builder();
        made.copied(3, 5);
        made.copied(2, 8);

        assertThat(made.build(0)).isEqualTo(new TextSpan(5, 10));
        assertThat(made.build(6)).isEqualTo(new TextSpan(6, 10));
        assertThat(new TextSpan(5, 10).within(1, 3)).isEqualTo(new TextSpan(6, 8));
    }

    @Test
    void isPartOfAPlan() throws IOException {
        Segment segment =
                new Segment(0, "Tom & Jo", Language.EN, 0, Manner.PLAIN, Optional.of(edited()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        var _ = PlanCodec.write(List.of(new PlannedSegment(segment, 0)).iterator(), out);

        assertThat(PlanCodec.read(new ByteArrayInputStream(out.toByteArray())).next().segment())
                .isEqualTo(segment);
    }

    private static Segment read(String members) {
        String plan =
                "{\"schema\":1,\"segments\":[{\"index\":0,\"text\":\"a\",\"language\":\"EN\","
                        + "\"pause_after_s\":0"
                        + members
                        + "}]}";
        return PlanCodec.read(new ByteArrayInputStream(plan.getBytes(StandardCharsets.UTF_8)))
                .next()
                .segment();
    }

    /** Plans of earlier builds. */
    @Test
    void isEmptyWhereAPlanSaysNothingOfIt() {
        assertThat(read("").span()).isEmpty();
        assertThat(read(",\"begin\":4,\"end\":5").span()).contains(new TextSpan(4, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[0]]", "[[0,-1]]", "[[0,3,2]]", "[[0,1],[0,2]]", "[[0,1.5]]", "[7]"})
    void refusesPiecesThatAreNone(String pieces) {
        assertThatThrownBy(() -> read(",\"begin\":4,\"end\":5,\"pieces\":" + pieces))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("pieces");
    }
}
