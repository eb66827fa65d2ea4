package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;

/** Books from files to a farm that keeps what it is given. */
@Timeout(60)
class BookMakeCommandTest {
    @TempDir private Path folder;

    private final StubFarm farm = new StubFarm();

    @BeforeEach
    void oneVoice() {
        farm.on("GET /v1/voices", 200, "{\"voices\":[{\"model_id\":\"joe\"}]}");
    }

    @AfterEach
    void stop() {
        farm.close();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String idByFile(String stem, String file) {
        return stem + "-" + Sha256.hex(file.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    }

    /** Free at first; what it is given under them it answers with. */
    private void keep(String... ids) {
        for (String id : ids) {
            farm.on(
                    "GET /v1/books/" + id,
                    () -> {
                        int put = farm.calls.lastIndexOf("PUT /v1/books/" + id);
                        return put < 0
                                ? StubFarm.problem(404, "unknown_request", "no request " + id)
                                : new StubFarm.Answer(200, book(id, sent(put).path("labels")));
                    });
            farm.on("PUT /v1/books/" + id, 202, book(id, Json.object()));
        }
    }

    private static String book(String id, JsonNode labels) {
        ObjectNode book = Json.object().put("book_id", id).put("status", "queued");
        book.set("labels", labels);
        return book.toString();
    }

    private ObjectNode sent(int call) {
        return Json.readObject(
                farm.bodies.get(call).getBytes(StandardCharsets.UTF_8), "sent", ErrorCode.INTERNAL);
    }

    private ObjectNode sentTo(String id) {
        return sent(farm.calls.lastIndexOf("PUT /v1/books/" + id));
    }

    private long puts() {
        return farm.calls.stream().filter(call -> call.startsWith("PUT ")).count();
    }

    @Test
    void givesEveryBookOfAFolderOnceAndListsWhatItRefuses() throws IOException {
        file("a.txt", "It is dark.");
        file("b.md", "# One\n\nIt is bright.");
        file("paper.pdf", "%PDF-1.7");
        file("empty.txt", "");
        file(".hidden.txt", "Left by a system.");
        keep("a", "b", "paper", "empty");

        StubFarm.Ran first = farm.run("book", "make", folder.toString(), "--chapters", "mp3");

        assertThat(first.code()).as(first.err()).isEqualTo(1);
        assertThat(first.out().lines()).containsExactly("a", "b");
        assertThat(first.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("voxfarm: 2 new, 0 known, 2 refused"),
                        line -> assertThat(line).contains("empty.txt: there is no text"),
                        line -> assertThat(line).contains("paper.pdf: is PDF"));
        assertThat(sentTo("a").path("voice").asText()).isEqualTo("joe");
        assertThat(sentTo("a").at("/output/chapters").asText()).isEqualTo("mp3");
        assertThat(sentTo("a").at("/chapters/0/text").asText()).contains("It is dark.");

        StubFarm.Ran again = farm.run("book", "make", folder.toString(), "--chapters", "mp3");

        assertThat(again.out().lines()).containsExactly("a", "b");
        assertThat(again.err()).startsWith("voxfarm: 0 new, 2 known, 2 refused");
        assertThat(puts()).as("nothing is sent twice").isEqualTo(2);
    }

    /** Whichever comes first, and whatever is put beside them later. */
    @Test
    void filesOfOneStemAreBooksOfTheirOwn() throws IOException {
        file("novel.txt", "It is dark.");
        String byFile = idByFile("novel", "novel.md");
        keep("novel", byFile);
        assertThat(farm.run("book", "make", folder.toString()).out().lines())
                .containsExactly("novel");

        file("novel.md", "# One\n\nIt is bright."); // before the other in the folder
        StubFarm.Ran both = farm.run("book", "make", folder.toString());

        assertThat(both.code()).as(both.err()).isZero();
        assertThat(both.out().lines()).containsExactly(byFile, "novel");
        assertThat(both.err()).startsWith("voxfarm: 1 new, 1 known, 0 refused");
        assertThat(farm.run("book", "make", folder.toString()).err())
                .startsWith("voxfarm: 0 new, 2 known, 0 refused");
    }

    @Test
    void refusesAnotherTextOrOtherChoicesUnderTheSameName() throws IOException {
        String file = file("novel.txt", "It is dark.").toString();
        keep("novel", idByFile("novel", "novel.txt"));
        assertThat(farm.run("book", "make", file).code()).isZero();

        StubFarm.Ran other = farm.run("book", "make", file, "--format", "mp3");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("novel.txt: the farm has a book novel", "--id");
        file("novel.txt", "It is bright.");
        StubFarm.Ran changed = farm.run("book", "make", file);
        assertThat(changed.code()).isEqualTo(1);
        assertThat(puts()).isEqualTo(1);

        keep("second");
        assertThat(farm.run("book", "make", file, "--id", "second").out()).isEqualTo("second\n");
        assertThat(farm.run("book", "make", file, "--id", "second").code()).isZero();
        assertThat(puts()).isEqualTo(2);
    }

    /** As an earlier build gave it: the farm knows the same document, and no other. */
    @Test
    void sendsABookWithoutSuchLabelsAsItWasSentBefore() throws IOException {
        String file = file("novel.txt", "It is dark.").toString();
        farm.on("GET /v1/books/novel", 200, "{\"book_id\":\"novel\",\"status\":\"running\"}");
        farm.on("PUT /v1/books/novel", 200, "{\"book_id\":\"novel\",\"status\":\"running\"}");

        StubFarm.Ran ran = farm.run("book", "make", file, "--callback", "https://hooks.test/a");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(sentTo("novel").has("labels")).isFalse();
        assertThat(sentTo("novel").has("callback")).as("another promise").isFalse();
    }

    @Test
    void saysWhoIsToldOfTheEnd() throws IOException {
        String file = file("novel.txt", "It is dark.").toString();
        keep("novel", idByFile("novel", "novel.txt"));
        String[] told = {"book", "make", file, "--callback", "https://hooks.test/a"};

        assertThat(farm.run(told).code()).isZero();

        assertThat(sentTo("novel").path("callback").asText()).isEqualTo("https://hooks.test/a");
        assertThat(farm.run("book", "make", file).code()).as("the same book").isZero();
        assertThat(puts()).isEqualTo(1);
    }

    @Test
    void isBrokenOffWhereTheFarmIsGoneAndSaysSo() throws IOException {
        file("a.txt", "It is dark.");
        file("b.txt", "It is bright.");
        farm.on("GET /v1/books/a", () -> StubFarm.problem(503, "store_unavailable", "no store"));

        StubFarm.Ran ran = farm.run("book", "make", folder.toString(), "--json");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .containsExactly(
                        "voxfarm: 0 new, 0 known, 0 refused; broken off: the same command again"
                                + " goes on from here",
                        "voxfarm: no store");
        assertThat(farm.calls).doesNotContain("GET /v1/books/b");
    }

    @Test
    void printsDocumentsAsOneArray() throws IOException {
        file("a.txt", "It is dark.");
        file("b.txt", "It is bright.");
        keep("a", "b");

        StubFarm.Ran ran = farm.run("book", "make", folder.toString(), "--json");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(Json.readLocal(ran.out().replace("\n", " ")))
                .extracting(book -> book.path("book_id").asText())
                .containsExactly("a", "b");
    }

    @Test
    void doesNotPassOverABookThatFailedBefore() throws IOException {
        String file = file("novel.txt", "It is dark.").toString();
        keep("novel");
        assertThat(farm.run("book", "make", file).code()).isZero();
        JsonNode labels = sentTo("novel").path("labels");
        assertThat(labels.path("file").asText()).isEqualTo("novel.txt");
        ObjectNode failed = Json.object().put("book_id", "novel").put("status", "failed");
        failed.set("labels", labels);
        failed.putObject("result").putObject("error").put("message", "chapter 1: it broke");
        farm.on("GET /v1/books/novel", 200, failed.toString());

        StubFarm.Ran ran = farm.run("book", "make", file);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("novel.txt: book novel failed before: chapter 1: it broke");
        assertThat(puts()).isEqualTo(1);
    }

    @Test
    void takesAPlanUnderTheIdInIt() throws IOException {
        String plan =
                file(
                                "plan.yml",
                                """
                                book_id: mine
                                title: T
                                voice: eve
                                labels: {shelf: a}
                                chapters:
                                  - title: One
                                    text: It is dark.
                                """)
                        .toString();
        keep("mine");

        assertThat(farm.run("book", "make", plan).out()).isEqualTo("mine\n");
        assertThat(sentTo("mine").path("voice").asText()).isEqualTo("eve");
        assertThat(sentTo("mine").path("labels"))
                .isEqualTo(
                        Json.object()
                                .put("shelf", "a")
                                .put("file", "plan.yml")
                                .put("source", sentTo("mine").at("/labels/source").asText()));
        assertThat(farm.run("book", "make", plan).code()).isZero();
        assertThat(puts()).isEqualTo(1);
    }

    @Test
    void asksForAVoiceWhereThereAreSeveral() throws IOException {
        farm.on(
                "GET /v1/voices",
                200,
                "{\"voices\":[{\"model_id\":\"joe\"},{\"model_id\":\"eve\"}]}");
        String file = file("novel.txt", "It is dark.").toString();
        keep("novel");

        StubFarm.Ran ran = farm.run("book", "make", file);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--voice: expected one of [joe, eve], was absent");
        assertThat(farm.run("book", "make", file, "--voice", "eve").code()).isZero();
        assertThat(sentTo("novel").path("voice").asText()).isEqualTo("eve");
    }

    @Test
    void takesAVoiceOfTheBooksLanguage() throws IOException {
        farm.on(
                "GET /v1/voices",
                200,
                """
                {"voices":[{"model_id":"eve","languages":["EN"]},
                  {"model_id":"en_US-joe-medium","languages":["EN"]},
                  {"model_id":"wukong","languages":["ZH"]}]}
                """);
        String plan = "title: A\nlanguage: %s\nchapters:\n- title: One\n  text: %s\n";
        keep("english");
        keep("chinese");
        farm.run(
                "book",
                "make",
                file("english.yml", plan.formatted("en-GB", "It is dark.")).toString());
        farm.run("book", "make", file("chinese.yml", plan.formatted("zh", "天黑了。")).toString());

        assertThat(sentTo("english").path("voice").asText()).isEqualTo("en_US-joe-medium");
        assertThat(sentTo("chinese").path("voice").asText()).isEqualTo("wukong");
    }

    @Test
    void takesFilesOrAPrefixAndNoMixtureOfThem() {
        for (List<String> wrong :
                List.of(
                        List.<String>of(),
                        List.of("a.txt", "--inbox", "inbox/"),
                        List.of("--inbox", "inbox/shelf"),
                        List.of("--inbox", "/"),
                        List.of("--inbox", "inbox/"), // of which bucket?
                        List.of("--inbox", "inbox/", "--id", "x"),
                        List.of("a.txt", "--config", "c.yml"))) {
            String[] command = new String[wrong.size() + 2];
            command[0] = "book";
            command[1] = "make";
            for (int i = 0; i < wrong.size(); i++) {
                command[i + 2] = wrong.get(i);
            }
            StubFarm.Ran ran = farm.run(command);

            assertThat(ran.code()).as("%s", wrong).isEqualTo(2);
            assertThat(ran.err().lines()).as("%s", wrong).hasSize(2);
        }
        assertThat(farm.calls).isEmpty();
    }
}
