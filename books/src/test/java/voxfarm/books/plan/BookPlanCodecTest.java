package voxfarm.books.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

class BookPlanCodecTest {
    private static BookPlan read(String json) {
        return BookPlanCodec.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String problems(String json) {
        try {
            read(json);
        } catch (VoxfarmException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            return e.getMessage();
        }
        throw new AssertionError("was taken: " + json);
    }

    @Test
    void readsAChapterAndItsText() {
        BookPlan plan = read("{'chapters': [{'title': 'One', 'text': 'Hello.'}]}");

        assertThat(plan.chapters()).containsExactly(PlannedChapter.of("One", "Hello."));
        assertThat(plan.cast()).isEqualTo(Cast.NONE);
        assertThat(Json.mapper().valueToTree(BookPlanCodec.write(plan)).toString())
                .isEqualTo("{\"schema\":1,\"chapters\":[{\"title\":\"One\",\"text\":\"Hello.\"}]}");
    }

    @Test
    void whatIsWrittenIsReadTheSame() {
        for (long seed = 1; seed <= 500; seed++) {
            BookPlan plan = RandomPlans.of(seed);
            assertThat(BookPlanCodec.read(Json.bytes(BookPlanCodec.write(plan))))
                    .as("seed %d", seed)
                    .isEqualTo(plan);
        }
    }

    @Test
    void namesEveryProblemAtOnceWithWhatWasMeant() {
        assertThat(
                        problems(
                                "{'titel': 'x', 'speed': 9, 'voice': 'a b', 'pauses': {'paragraf':"
                                    + " 1, 'scene': 11}, 'cast': {'headings': 'joe', 'characters':"
                                    + " {'A': {'alsoo': []}, 'B': {'also': ['A']}}}, 'dictionary':"
                                    + " {'x': 'no reading'}, 'chapters': [{'title': '', 'file':"
                                    + " '../x', 'voices': 'joe'}, {'title': 'Two'}]}"))
                .contains(
                        "titel: not known; did you mean title?",
                        "speed: expected a number from 0.5 to 2, was 9",
                        "voice: expected a voice id",
                        "pauses.paragraf: not known; did you mean paragraph?",
                        "pauses.scene: expected a number from 0 to 10, was 11",
                        "cast.headings: not known; did you mean heading?",
                        "cast.characters.A.alsoo: not known; did you mean also?",
                        "cast.characters.B: expected names of its own, A is A, too",
                        "dictionary.x:",
                        "chapters[0].title: expected 1 to 1000 characters on one line",
                        "chapters[0].file: expected a path below the plan's folder",
                        "chapters[0].voices: not known; did you mean voice?",
                        "chapters[1].text: expected a text or a file with it, or skip");
    }

    @Test
    void refusesPathsThatLeadElsewhere() {
        for (String path :
                new String[] {
                    "/etc/passwd", "a/../../b", "..", "a//b", "./a", "C:/x", "a\\\\b", "a/", " "
                }) {
            assertThat(problems("{'chapters': [{'title': 'x', 'file': '" + path + "'}]}"))
                    .as(path)
                    .contains("chapters[0].file: expected a path below the plan's folder");
        }
    }

    @Test
    void refusesMoreThanAFarmCanHold() {
        String long21 = "x".repeat(BookPlan.LONGEST_CHAPTER);
        assertThat(problems("{'chapters': [{'title': 'x', 'text': '" + long21 + "y'}]}"))
                .contains("1048576");
        StringBuilder seventeen = new StringBuilder("{'chapters': [");
        for (int i = 0; i < 17; i++) {
            seventeen.append(i == 0 ? "" : ",").append("{'title': 'x', 'text': '");
            seventeen.append(long21).append("'}");
        }
        assertThat(problems(seventeen + "]}"))
                .contains("chapters: expected at most 16777216 characters of text together");
        assertThat(
                        problems(
                                "{'chapters': ["
                                        + "{'title':'x','skip':'y'},".repeat(10_000)
                                        + "{'title':'x','text':'y'}]}"))
                .contains("chapters: expected at most 10000, was 10001");
    }

    @Test
    void aPlanOfWhichNothingIsReadIsRefused() {
        assertThat(problems("{'chapters': [{'title': 'One', 'skip': 'notes'}]}"))
                .contains("chapters: expected one at least that is read");
        assertThat(problems("{}")).contains("chapters: expected one at least that is read");
    }

    @Test
    void aFlagSkipsAsAReasonDoes() {
        BookPlan plan =
                read(
                        "{'chapters': [{'title': 'One', 'skip': true}, {'title': 'Two', 'skip':"
                                + " false, 'text': 'x'}]}");
        assertThat(plan.chapters().getFirst().skip()).contains("as asked");
        assertThat(plan.read()).extracting(PlannedChapter::title).containsExactly("Two");
    }

    @Test
    void aVoiceInShortAndAtLength() {
        String chapters = ", 'chapters': [{'title': 'One', 'text': 'x'}]}";
        BookPlan in = read("{'cast': {'narrator': 'joe', 'heading': 'ann/F 1'}" + chapters);
        assertThat(in)
                .isEqualTo(
                        read(
                                "{'voice': 'joe', 'cast': {'heading': {'voice': 'ann', 'speaker':"
                                        + " 'F 1'}}"
                                        + chapters));
        assertThat(problems("{'voice': 'joe', 'cast': {'narrator': 'joe'}" + chapters))
                .contains("cast.narrator: expected the narrator here or in voice");
    }

    @Test
    void anotherSchemaIsRefusedByItsNumber() {
        assertThatThrownBy(() -> read("{'schema': 2}"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("book plan: expected schema 1")
                .extracting(e -> ((VoxfarmException) e).code())
                .isEqualTo(ErrorCode.UNSUPPORTED_SCHEMA);
    }
}
