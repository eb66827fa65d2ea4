package voxfarm.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.book.BookOrder;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Warning;
import voxfarm.common.tags.Pictures;
import voxfarm.dispatcher.book.BookName;
import voxfarm.dispatcher.book.BookReader;

class BookOrdersTest {
    private static final String TALE =
            """
            # One

            It was a dark night.

            # Two

            It was a bright day.
            """;

    private static final String CAST =
            """
            {"title": "Emma", "voice": "joe", "speed": 0.8, "pauses": {"sentence": 0.2, "paragraph": 0.6},
             "cast": {"dialogue": {"voice": "ann", "speed": 1.25},
                      "characters": {"Bob": {"voice": "multi", "speaker": "F1"}}},
             "chapters": [
               {"title": "One", "text": "“Hello there.”\\n\\nShe waited. “Good day,” said Bob.\\n\\n“And now?”"},
               {"title": "Two", "text": "Nobody said a word."},
               {"title": "Three", "voice": "ann", "text": "“Once more.”"}]}
            """;

    @TempDir private Path folder;

    private final BookOrders orders = new BookOrders();

    private BookReader.Body body(String text, boolean plan, String name) throws IOException {
        Path file = Files.writeString(folder.resolve(plan ? "b.txt" : "b.md"), text);
        return new BookReader.Body(
                file,
                plan,
                name.isEmpty() ? Optional.empty() : Optional.of(new BookName(name)),
                Optional.of("joe"));
    }

    @Test
    void takesTheNameOfAFileForATitleThatItLacks() throws IOException {
        assertThat(orders.read(body(TALE, false, "The Tale.md")).order().about().title())
                .isEqualTo("The Tale");
        assertThat(orders.read(body(TALE, false, "")).order().about().title())
                .isEqualTo("Untitled");
    }

    @Test
    void outlinesAFile() throws IOException {
        ObjectNode outline = orders.outline(body(TALE, false, "The Tale.md")).document();

        assertThat(outline.path("book_id").asText()).isEqualTo("the-tale");
        assertThat(outline.path("title").asText()).isEqualTo("The Tale");
        assertThat(outline.path("chapters"))
                .extracting(chapter -> chapter.path("title").asText())
                .containsExactly("One", "Two");
        assertThat(outline.path("chapters").get(0).path("estimated_s").asDouble()).isPositive();
        assertThat(outline.path("estimated_s").asDouble())
                .isGreaterThan(outline.path("chapters").get(0).path("estimated_s").asDouble());
        assertThat(outline.toString()).doesNotContain(folder.toString(), "dark night");
    }

    @Test
    void outlinesAPlanWithWhatItLeavesOut() throws IOException {
        BookReader.Outline read =
                orders.outline(
                        body(
                                """
                                {"book_id": "mine", "title": "T", "chapters": [
                                 {"title": "A", "text": "Words."}, {"title": "N", "skip": "notes"}]}
                                """,
                                true,
                                ""));

        assertThat(read.id()).contains(new RequestId("mine"));
        ObjectNode outline = read.document();
        assertThat(outline.path("book_id").asText()).isEqualTo("mine");
        assertThat(outline.path("chapters").get(1).path("left_out").asText()).isEqualTo("notes");
        assertThat(outline.path("chapters").get(1).has("estimated_s")).isFalse();
    }

    /** Who looks first learns all that is wrong with the making, too; a voice may come later. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"book_id\": \"../up\"",
                "\"output\": {\"book\": \"midi\"}",
                "\"output\": {\"colour\": 1}",
                "\"cover_base64\": \"AAAA\"",
                "\"cover\": \"cover.png\"",
                "\"deadline\": \"soon\"",
                "\"labels\": 7",
                "\"callback\": \"ftp://hooks.test/\""
            })
    void outlinesNothingThatWouldBeRefused(String member) throws IOException {
        BookReader.Body plan =
                body(
                        "{%s, \"voice\": \"joe\", \"chapters\": [{\"title\": \"A\", \"text\": \"B.\"}]}"
                                .formatted(member),
                        true,
                        "");

        assertThatThrownBy(() -> orders.outline(plan))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageStartingWith(member.substring(1, member.indexOf('"', 1)));
        assertThatThrownBy(() -> orders.read(plan))
                .hasMessageStartingWith(member.substring(1, member.indexOf('"', 1)));
    }

    @Test
    void readsWhoIsToldOfTheEnd() throws IOException {
        String chapters =
                "\"voice\": \"joe\", \"chapters\": [{\"title\": \"A\", \"text\": \"B.\"}]";

        assertThat(read("{" + chapters + "}").callback()).isEmpty();
        BookOrder told = read("{\"callback\": \"https://hooks.test/end?k=1\", " + chapters + "}");

        assertThat(told.callback()).contains(CallbackUrl.parse("https://hooks.test/end?k=1"));
        CallbackUrl usual = CallbackUrl.parse("https://hooks.test/usual");
        assertThat(told.orCallback(usual)).isEqualTo(told);
        assertThat(read("{" + chapters + "}").orCallback(usual).callback()).contains(usual);
        assertThat(told.request().has("callback")).as("of a chapter").isFalse();
    }

    @Test
    void namesAFileAsItsCallerDoesAndNotAsItLiesHere() throws IOException {
        for (String name : new String[] {"paper.pdf", ""}) {
            BookReader.Body pdf = body("%PDF-1.7", false, name);
            assertThatThrownBy(() -> orders.read(pdf))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageStartingWith(name.isEmpty() ? "the book: is PDF" : "paper.pdf: is")
                    .hasMessageNotContaining(folder.toString());
            assertThatThrownBy(() -> orders.outline(pdf))
                    .hasMessageNotContaining(folder.toString());
        }
    }

    private BookOrder read(String plan) throws IOException {
        Path file = folder.resolve("plan.json");
        Files.writeString(file, plan);
        return orders.read(new BookReader.Body(file, true, Optional.empty(), Optional.empty()))
                .order();
    }

    private static String text(BookOrder order, HeardChapter.Piece piece) {
        return order.chapters()
                .get(piece.request() - 1)
                .text()
                .substring(piece.begin(), piece.end());
    }

    private static String members(BookOrder order, int request) {
        return order.chapters().get(request - 1).request().map(Object::toString).orElse("");
    }

    @Test
    void asksOnceForEachRoleAndSaysWhatIsHeardWhen() throws IOException {
        BookOrder order = read(CAST);

        assertThat(order.request().toString())
                .startsWith("{\"model_id\":\"joe\",\"speed\":0.8,\"split\":{");
        assertThat(order.heard()).hasSize(3);
        HeardChapter first = order.heard().getFirst();
        assertThat(first.first()).isEqualTo(1);
        assertThat(first.last()).isEqualTo(3);
        assertThat(first.pieces())
                .extracting(piece -> piece.request() + " " + text(order, piece))
                .containsExactly(
                        "1 “Hello there.”",
                        "2 She waited.",
                        "3 “Good day,”",
                        "2 said Bob.",
                        "1 “And now?”");
        assertThat(first.pieces())
                .extracting(HeardChapter.Piece::pauseAfterSeconds)
                .containsExactly(0.6, 0.2, 0.1, 0.6, 0.0);
        assertThat(members(order, 1))
                .isEqualTo("{\"model_id\":\"ann\",\"speaker\":null,\"speed\":1}");
        assertThat(members(order, 2)).isEmpty();
        assertThat(members(order, 3))
                .isEqualTo("{\"model_id\":\"multi\",\"speaker\":\"F1\",\"speed\":1}");
    }

    @Test
    void aChapterInOneVoiceIsOneRequest() throws IOException {
        BookOrder order = read(CAST);

        assertThat(order.heard().get(1)).isEqualTo(HeardChapter.whole("Two", 2.5, 4));
        assertThat(members(order, 4)).isEmpty();
        assertThat(order.chapters().get(3).text()).isEqualTo("Nobody said a word.");
        assertThat(order.heard().get(2).isWhole()).isTrue();
        assertThat(order.heardNumberOf(5)).isEqualTo(3);
        assertThat(order.heardChapters()).isEqualTo(3);
    }

    @Test
    void withoutACastTextsAreAskedForAsTheyAre() throws IOException {
        BookOrder order =
                read(
                        """
                        {"title": "Emma", "voice": "joe", "chapters": [
                          {"title": "One", "text": "“Hello.”\\n\\n- a\\n- b\\n"}]}
                        """);

        assertThat(order.chapters())
                .extracting(BookOrder.Chapter::text)
                .containsExactly("“Hello.”\n\n- a\n- b\n");
        assertThat(order.heard()).isEqualTo(List.of(HeardChapter.whole("One", 2.5, 1)));
    }

    /** As its words are not to be read aloud. */
    @Test
    void aMarkThatNamesNobodyIsRefusedAlsoWithoutACast() {
        assertThatThrownBy(() ->
                        read(
                                """
                                {"title": "Emma", "voice": "joe", "chapters": [
                                  {"title": "One", "text": "[[as:Bob]] Hello."}]}
                                """))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("Bob");
    }

    private static final byte[] PNG = Pictures.png();

    private static ObjectNode plan() {
        ObjectNode plan = Json.object().put("title", "T").put("voice", "joe");
        plan.putArray("chapters").addObject().put("title", "One").put("text", "Words.");
        return plan;
    }

    private BookOrder readPlan(ObjectNode plan) throws IOException {
        Path file = Files.write(folder.resolve("body"), Json.bytes(plan));
        return new BookOrders()
                .read(new BookReader.Body(file, true, Optional.empty(), Optional.empty()))
                .order();
    }

    @Test
    void takesThePictureOfAPlanInBase64() throws IOException {
        ObjectNode plan = plan();
        plan.put("cover_base64", Base64.getEncoder().encodeToString(PNG));

        BookOrder order = readPlan(plan);

        assertThat(order.about().cover().orElseThrow().bytes()).isEqualTo(PNG);
        assertThat(order.about().title()).isEqualTo("T");
        assertThat(order.bodySha256())
                .as("another picture is another book")
                .isNotEqualTo(readPlan(plan()).bodySha256());
    }

    /** The largest that is taken passes the budget of the document. */
    @Test
    void takesALargePictureAndRefusesALargerOne() throws IOException {
        byte[] largest = new byte[10 << 20];
        System.arraycopy(PNG, 0, largest, 0, PNG.length);
        ObjectNode plan = plan();
        plan.put("cover_base64", Base64.getEncoder().encodeToString(largest));
        assertThat(readPlan(plan).about().cover().orElseThrow().bytes()).hasSize(10 << 20);

        plan.put("cover_base64", Base64.getEncoder().encodeToString(new byte[(10 << 20) + 1000]));
        assertThatThrownBy(() -> readPlan(plan)).isInstanceOf(VoxfarmException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "cover, own.png, cover_base64",
        "cover_base64, aGk=, JPEG or PNG",
        "cover_base64, '%%', base64",
        "coverr, x, did you mean cover"
    })
    void refusesAPictureThatItCannotHave(String member, String value, String why) {
        assertThatThrownBy(() -> readPlan(plan().put(member, value)))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesOutputThatWouldBeWithoutEffect() {
        ObjectNode plan = plan();
        plan.putObject("output").put("presett", "acx");

        assertThatThrownBy(() -> readPlan(plan))
                .hasMessageContaining("output.presett")
                .hasMessageContaining("did you mean preset?");
    }

    @Test
    void tellsWhatACheckOfTheFilesWouldMiss() throws IOException {
        ObjectNode plan = plan();
        plan.putObject("output").put("preset", "abs");
        assertThat(readPlan(plan).warnings())
                .extracting(Warning::code)
                .containsExactly("no_author", "no_cover");

        plan.put("author", "A");
        plan.put("cover_base64", Base64.getEncoder().encodeToString(PNG));
        assertThat(readPlan(plan).warnings()).isEmpty();
        assertThat(readPlan(plan()).warnings()).as("without a preset").isEmpty();
    }

    @Test
    void readsABooksOwnFileAndWhatItIsToBecome() throws IOException {
        Path file = Files.writeString(folder.resolve("a.md"), "# One\n\nWords.\n");
        BookReader.Body plain =
                new BookReader.Body(file, false, Optional.empty(), Optional.of("joe"));
        BookReader.Body asked =
                new BookReader.Body(
                        file,
                        false,
                        Optional.empty(),
                        Optional.of("joe"),
                        Optional.empty(),
                        Json.object().put("preset", "acx").put("epub", true));

        BookOrder order = new BookOrders().read(asked).order();

        assertThat(order.output().preset()).contains(DeliveryPreset.ACX);
        assertThat(order.output().chapters()).contains(AudioFormat.MP3);
        assertThat(order.output().epub()).isTrue();
        assertThat(order.bodySha256())
                .isNotEqualTo(new BookOrders().read(plain).order().bodySha256());
        assertThatThrownBy(() ->
                        new BookOrders()
                                .read(
                                        new BookReader.Body(
                                                file,
                                                false,
                                                Optional.empty(),
                                                Optional.of("joe"),
                                                Optional.empty(),
                                                Json.object().put("preset", "loud"))))
                .hasMessageContaining("preset: expected one of acx");
    }
}
