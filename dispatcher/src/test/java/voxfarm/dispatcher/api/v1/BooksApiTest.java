package voxfarm.dispatcher.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.api.DoorFarm;
import voxfarm.dispatcher.api.TestHttp;

import java.nio.charset.StandardCharsets;
import java.util.List;

class BooksApiTest {
    private static final String TWO = "{\"texts\": [\"One.\", \"Two.\"]}";

    private final DoorFarm farm =
            new DoorFarm(
                    TestHttp.config(100_000, 2), List.of(), VoiceImport.NONE, (text, _) -> text);

    @AfterEach
    void close() {
        farm.close();
    }

    private DoorFarm.Answer send(String method, String path, String body) {
        return farm.send(method, path, body, request -> request);
    }

    private static JsonNode json(DoorFarm.Answer answer) {
        return Json.readObject(answer.bytes(), "answer", ErrorCode.INTERNAL);
    }

    @Test
    void takesABookOnceUnderItsId() {
        DoorFarm.Answer first = send("PUT", "/v1/books/pride", TWO);
        assertThat(first.status()).isEqualTo(202);
        assertThat(json(first).path("book_id").asText()).isEqualTo("pride");
        assertThat(json(first).path("status").asText()).isEqualTo("queued");
        assertThat(json(first).path("book").path("chapters").asInt()).isEqualTo(2);
        assertThat(json(first).path("chapters"))
                .extracting(chapter -> chapter.path("status").asText())
                .containsExactly("waiting", "waiting");

        assertThat(send("PUT", "/v1/books/pride", TWO).status()).isEqualTo(200);
        DoorFarm.Answer other = send("PUT", "/v1/books/pride", "{\"texts\": [\"One.\"]}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(json(other).path("code").asText()).isEqualTo("id_conflict");
    }

    /** By which a caller knows his own again. */
    @Test
    void answersLabelsAsTheyWereGiven() {
        String labelled = "{\"texts\": [\"One.\"], \"labels\": {\"file\": \"a.txt\", \"b\": \"c\"}}";
        DoorFarm.Answer made = send("PUT", "/v1/books/pride", labelled);

        for (JsonNode book :
                List.of(
                        json(made),
                        json(send("GET", "/v1/books/pride", "")),
                        json(send("GET", "/v1/books", "")).path("books").get(0))) {
            assertThat(book.path("labels"))
                    .isEqualTo(Json.object().put("b", "c").put("file", "a.txt"));
        }
    }

    @Test
    void countsTheChaptersThatAreHeardAndNamesWhoSpeaksThem() {
        String cast = "{\"texts\": [\"One.\", \"Two.\", \"Three.\"], \"voices\": [2, 1]}";

        JsonNode book = json(send("PUT", "/v1/books/emma", cast));
        assertThat(book.path("book").path("chapters").asInt()).isEqualTo(2);
        assertThat(book.path("book").path("requests").asInt()).isEqualTo(3);
        assertThat(book.path("progress").path("chapters").asInt()).isEqualTo(2);
        JsonNode first = book.path("chapters").path(0);
        assertThat(first.path("title").asText()).isEqualTo("Dialogue 1");
        assertThat(first.path("status").asText()).isEqualTo("waiting");
        assertThat(first.has("request_id")).isFalse();
        assertThat(first.path("requests"))
                .extracting(request ->
                        request.path("request_id").asText()
                                + " "
                                + request.path("model_id").asText()
                                + " "
                                + request.path("status").asText())
                .containsExactly("emma.c0001 joe waiting", "emma.c0002 joe waiting");
        assertThat(book.path("chapters")).hasSize(2);
        JsonNode listed = json(send("GET", "/v1/books", "")).path("books").path(0);
        assertThat(listed.path("book").path("chapters").asInt()).isEqualTo(2);
    }

    @Test
    void listsBooksAlone() {
        for (String id : new String[] {"b", "a", "c"}) {
            assertThat(send("PUT", "/v1/books/" + id, TWO).status()).isEqualTo(202);
        }
        send("PUT", "/v1/requests/r", "{\"model_id\": \"joe\", \"text\": \"One.\"}");

        JsonNode page = json(send("GET", "/v1/books?limit=2", ""));
        assertThat(page.path("books"))
                .extracting(book -> book.path("book_id").asText())
                .containsExactly("a", "b");
        assertThat(page.path("next_cursor").asText()).isEqualTo("b");
        JsonNode rest = json(send("GET", "/v1/books?cursor=b", ""));
        assertThat(rest.path("books"))
                .extracting(book -> book.path("book_id").asText())
                .containsExactly("c");
        assertThat(rest.path("next_cursor").isNull()).isTrue();
        assertThat(send("GET", "/v1/books/r", "").status()).isEqualTo(404);
    }

    @Test
    void cancelsAndDeletes() {
        send("PUT", "/v1/books/pride", TWO);
        assertThat(send("GET", "/v1/books/pride/files/book.m4a", "").status()).isEqualTo(503);
        assertThat(send("DELETE", "/v1/books/pride?purge=true", "").status()).isEqualTo(409);

        DoorFarm.Answer cancelled = send("DELETE", "/v1/books/pride", "");
        assertThat(json(cancelled).path("status").asText()).isEqualTo("cancelled");
        assertThat(send("GET", "/v1/books/pride/files/book.m4a", "").status()).isEqualTo(404);

        assertThat(send("DELETE", "/v1/books/pride?purge=true", "").status()).isEqualTo(200);
        assertThat(send("GET", "/v1/books/pride", "").status()).isEqualTo(410);
        RequestId id = new RequestId("pride");
        assertThat(farm.store.writes()).anyMatch(key -> key.startsWith(BucketLayout.filesOf(id)));
        assertThat(farm.store.head(BucketLayout.bookFile(id, "book.json"))).isEmpty();
    }

    @Test
    void namesTheChapterThatCannotBeSpoken() {
        DoorFarm.Answer silent = send("PUT", "/v1/books/x", "{\"texts\": [\"One.\", \"...\"]}");
        assertThat(silent.status()).isEqualTo(422);
        assertThat(json(silent).path("detail").asText()).startsWith("chapter 2: ");
        assertThat(send("PUT", "/v1/books/x", "{\"texts\": []}").status()).isEqualTo(400);
        assertThat(send("PUT", "/v1/books/x?voice=nobody", TWO).status()).isEqualTo(404);
        assertThat(send("PUT", "/v1/books/" + "x".repeat(117), TWO).status()).isEqualTo(400);
    }

    private static final String FORM = "multipart/form-data; boundary=b";

    /** As a page sends a file. */
    private DoorFarm.Answer sendForm(String method, String path, String... namesAndContents) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            form.append("--b\r\nContent-Disposition: form-data; name=\"file\"");
            if (!namesAndContents[i].isEmpty()) {
                form.append("; filename=\"").append(namesAndContents[i]).append('"');
            }
            form.append("\r\n\r\n").append(namesAndContents[i + 1]).append("\r\n");
        }
        form.append("--b--\r\n");
        return farm.send(
                method, path, form.toString(), request -> request.header("Content-Type", FORM));
    }

    @Test
    void takesAFileOfAFormByItsName() {
        DoorFarm.Answer sent = sendForm("PUT", "/v1/books/tale", "The Tale.epub", TWO);
        assertThat(sent.status()).as(sent.text()).isEqualTo(202);
        assertThat(json(sent).path("book").path("title").asText()).isEqualTo("The Tale");

        assertThat(send("PUT", "/v1/books/tale", TWO).status()).as("the same bytes").isEqualTo(200);
    }

    @Test
    void takesNoFormOfAnythingElse() {
        DoorFarm.Answer two = sendForm("PUT", "/v1/books/x", "a.txt", TWO, "b.txt", TWO);
        assertThat(two.status()).isEqualTo(400);
        assertThat(json(two).path("detail").asText()).contains("one file", "2 parts");
        assertThat(sendForm("PUT", "/v1/books/x", "", TWO).status()).isEqualTo(400);
        assertThat(sendForm("PUT", "/v1/books/x").status()).isEqualTo(400);
        for (String name : new String[] {"../../a.txt", "a/b.txt", "a\\\\b.txt", " "}) {
            DoorFarm.Answer odd = sendForm("PUT", "/v1/books/x", name, TWO);
            assertThat(odd.status()).as(name).isEqualTo(400);
            assertThat(json(odd).path("detail").asText()).as(name).contains("file's name");
        }
        DoorFarm.Answer yaml = sendForm("PUT", "/v1/books/x", "plan.yml", TWO);
        assertThat(yaml.status()).isEqualTo(400);
        assertThat(json(yaml).path("detail").asText()).contains("--out PLAN.json");
        assertThat(send("GET", "/v1/books/x", "").status()).isEqualTo(404);
    }

    @Test
    void showsWhatWouldBecomeOfABookAndMakesNothing() {
        int before = farm.store.writes().size();
        DoorFarm.Answer shown = sendForm("POST", "/v1/books?dry_run=true", "a.epub", TWO);

        assertThat(shown.status()).as(shown.text()).isEqualTo(200);
        assertThat(json(shown).path("chapters").asInt()).isEqualTo(2);
        assertThat(send("PUT", "/v1/books/x?dry_run=true", TWO).status()).isEqualTo(200);
        assertThat(send("PUT", "/v1/books/x?dry_run=maybe", TWO).status()).isEqualTo(400);
        assertThat(farm.store.writes()).hasSize(before);
        assertThat(send("GET", "/v1/books/x", "").status()).isEqualTo(404);
    }

    /** The same document as by topic, but for the id's name. */
    @Test
    void takesABookFromTheInbox() {
        farm.store.create(
                new ObjectKey("inbox/The Tale.json"),
                TWO.getBytes(StandardCharsets.UTF_8),
                "application/json");
        String named = "{\"book_uri\": \"s3://memory/inbox/The Tale.json\"}";
        DoorFarm.Answer shown = send("POST", "/v1/books?dry_run=true", named);
        assertThat(json(shown).path("chapters").asInt()).as(shown.text()).isEqualTo(2);

        DoorFarm.Answer first = send("PUT", "/v1/books/tale", named);
        assertThat(first.status()).as(first.text()).isEqualTo(202);
        assertThat(json(first).path("book").path("title").asText()).isEqualTo("The Tale");
        farm.store.delete(new ObjectKey("inbox/The Tale.json"));
        assertThat(send("PUT", "/v1/books/tale", named).status()).as("known").isEqualTo(200);

        DoorFarm.Answer gone = send("PUT", "/v1/books/other", named);
        assertThat(gone.status()).isEqualTo(400);
        assertThat(json(gone).path("detail").asText()).contains("there is no object");
        assertThat(send("PUT", "/v1/books/other?voice=joe", named).status()).isEqualTo(400);
        DoorFarm.Answer elsewhere =
                send("PUT", "/v1/books/other", "{\"book_uri\": \"http://127.0.0.1/a.json\"}");
        assertThat(json(elsewhere).path("detail").asText())
                .contains("expected s3://memory/inbox/KEY");
    }
}
