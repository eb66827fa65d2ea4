package voxfarm.dispatcher.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.book.BookFile;
import voxfarm.common.book.BookOutput;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.tags.Pictures;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.api.DoorFarm;
import voxfarm.dispatcher.api.TestHttp;

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
        String labelled =
                "{\"texts\": [\"One.\"], \"labels\": {\"file\": \"a.txt\", \"b\": \"c\"}}";
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

    /** A chapter of a book is spoken: accepted, and with a result. */
    private void speak(String book, int chapter, int second) {
        RequestId id = new RequestId(book);
        RequestId own = ChapterIds.of(id, chapter);
        farm.store.create(RequestStore.key(own), new byte[] {1}, "application/json");
        ObjectKey key = new ObjectKey("results/" + own + "/audio.wav");
        farm.store.create(key, new byte[] {1, 2, 3}, "audio/wav");
        new ResultStore(farm.store)
                .storeFirst(
                        result(
                                own,
                                audio(key, AudioFormat.WAV),
                                Instant.ofEpochSecond(second),
                                List.of()));
    }

    private SynthesisResult result(
            RequestId id, StoredAudio audio, Instant finishedAt, List<BookFile> files) {
        AcceptedRequest book =
                new RequestStore(farm.store).find(new RequestId("pride")).orElseThrow();
        return new SynthesisResult(
                id,
                AcceptedBy.UNKNOWN,
                book.settings(),
                new SynthesisResult.Outcome.Completed(audio),
                Optional.empty(),
                List.of(),
                Instant.EPOCH,
                Optional.empty(),
                finishedAt,
                1,
                "w",
                "b",
                1,
                EngineWork.NONE,
                List.of(),
                files);
    }

    private static StoredAudio audio(ObjectKey key, AudioFormat format) {
        return new StoredAudio(
                key, "s3://x/" + key, format, 22_050, 1, 61.5, 3, "00", Optional.empty());
    }

    private DoorFarm.Answer get(String path, String header, String value) {
        return farm.send("GET", path, "", request -> request.header(header, value));
    }

    private static final byte[] PNG = Pictures.png();

    private static final String WITH_COVER =
            "{\"texts\": [\"One.\", \"Two.\"], \"cover\": \""
                    + Base64.getEncoder().encodeToString(PNG)
                    + "\"}";

    @Test
    void feedsWhatCanBeHeardWhileTheBookIsMade() {
        assertThat(send("GET", "/v1/books/pride/feed.xml", "").status()).isEqualTo(404);
        send("PUT", "/v1/books/pride", WITH_COVER);
        DoorFarm.Answer empty = send("GET", "/v1/books/pride/feed.xml", "");
        assertThat(empty.status()).isEqualTo(200);
        assertThat(empty.type()).startsWith("application/rss+xml");
        assertThat(empty.text()).contains("<title>A Book</title>").doesNotContain("<item>");

        speak("pride", 2, 100);
        DoorFarm.Answer one = send("GET", "/v1/books/pride/feed.xml", "");

        String door = "http://127.0.0.1:" + farm.port();
        assertThat(one.text())
                .contains("<title>Chapter 2</title>")
                .contains("url=\"" + door + "/v1/requests/pride.c0002/audio\"")
                .contains("type=\"audio/wav\"")
                .contains("<itunes:duration>62</itunes:duration>")
                .contains("<itunes:image href=\"" + door + "/v1/books/pride/cover\"")
                .contains("<link>" + door + "/v1/books/pride</link>")
                .doesNotContain("Chapter 1", "itunes:complete", "s3://", "results/");
        String tag = one.response().headers().firstValue("ETag").orElseThrow();
        assertThat(get("/v1/books/pride/feed.xml", "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(empty.response().headers().firstValue("ETag"))
                .hasValueSatisfying(before -> assertThat(before).isNotEqualTo(tag));
        assertThat(get("/v1/books/pride/feed.xml", "X-Forwarded-Proto", "https").text())
                .contains("https://127.0.0.1:")
                .doesNotContain("http://127.0.0.1:");
        assertThat(send("GET", "/v1/books/pride/feed.xml?links=bucket", "").text())
                .contains("url=\"http://s3/results/pride.c0002/audio.wav\"")
                .contains("href=\"http://s3/requests/pride/cover-");
        assertThat(send("GET", "/v1/books/pride/feed.xml?links=x", "").status()).isEqualTo(400);
    }

    @Test
    void feedsTheFilesOfAMadeBookUnderTheSameNames() {
        send("PUT", "/v1/books/pride", TWO);
        speak("pride", 1, 50);
        String before = send("GET", "/v1/books/pride/feed.xml", "").text();
        RequestId id = new RequestId("pride");
        BookFile file =
                new BookFile(
                        BookFile.Kind.CHAPTER,
                        BucketLayout.bookFile(id, "chapters/0001.mp3"),
                        "audio/mpeg",
                        3,
                        "ab",
                        OptionalInt.of(1),
                        Optional.of(61.0),
                        Optional.empty());
        BookFile second =
                new BookFile(
                        BookFile.Kind.CHAPTER,
                        BucketLayout.bookFile(id, "chapters/0002.mp3"),
                        "audio/mpeg",
                        3,
                        "cd",
                        OptionalInt.of(2),
                        Optional.of(61.0),
                        Optional.empty());
        farm.store.create(file.key(), new byte[] {1, 2, 3}, "audio/mpeg");
        new ResultStore(farm.store)
                .storeFirst(
                        result(
                                id,
                                audio(BucketLayout.bookFile(id, "book.m4b"), AudioFormat.M4A),
                                Instant.ofEpochSecond(200),
                                List.of(file, second)));

        String feed = send("GET", "/v1/books/pride/feed.xml", "").text();

        assertThat(feed)
                .contains("/v1/books/pride/files/chapters/0001.mp3\"")
                .contains("/v1/books/pride/files/chapters/0002.mp3\"")
                .contains("<pubDate>Thu, 01 Jan 1970 00:00:50 GMT</pubDate>")
                .as("of a chapter whose result is gone")
                .contains("<pubDate>Thu, 01 Jan 1970 00:03:20 GMT</pubDate>")
                .contains("<itunes:complete>Yes</itunes:complete>");
        assertThat(guids(feed)).hasSize(2).startsWith(guids(before).getFirst());

        DoorFarm.Answer part = get("/v1/books/pride/files/chapters/0001.mp3", "Range", "bytes=1-1");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.bytes()).containsExactly(2);
        assertThat(
                        get("/v1/books/pride/files/chapters/0001.mp3", "If-None-Match", "\"ab\"")
                                .status())
                .isEqualTo(304);
    }

    private static List<String> guids(String feed) {
        return Pattern.compile("<guid[^>]*>([^<]+)</guid>")
                .matcher(feed)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void keepsThePictureAndShowsIt() {
        send("PUT", "/v1/books/pride", WITH_COVER);

        DoorFarm.Answer picture = send("GET", "/v1/books/pride/cover", "");

        assertThat(picture.status()).isEqualTo(200);
        assertThat(picture.type()).isEqualTo("image/png");
        assertThat(picture.bytes()).isEqualTo(PNG);
        assertThat(farm.store.writes()).contains("requests/pride/cover-" + Sha256.hex(PNG));
        String tag = picture.response().headers().firstValue("ETag").orElseThrow();
        assertThat(get("/v1/books/pride/cover", "If-None-Match", tag).status()).isEqualTo(304);
        send("PUT", "/v1/books/bare", TWO);
        assertThat(send("GET", "/v1/books/bare/cover", "").status()).isEqualTo(404);
    }

    @Test
    void aFileIsToldWhatItBecomesByTheAddressAndAPlanByItself() {
        DoorFarm.Answer refused = send("PUT", "/v1/books/x?preset=acx", TWO);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(json(refused).path("detail").asText()).contains("preset", "output");

        farm.send(
                "PUT",
                "/v1/books/x?preset=acx&epub=true&book=flac",
                TWO,
                request -> request.header("Content-Type", "text/markdown"));

        AcceptedRequest book = new RequestStore(farm.store).find(new RequestId("x")).orElseThrow();
        BookOutput output = new RequestStore(farm.store).book(book.planKey()).output();
        assertThat(output.preset()).contains(DeliveryPreset.ACX);
        assertThat(output.chapters()).contains(AudioFormat.MP3);
        assertThat(output.whole()).isEqualTo(AudioFormat.FLAC);
        assertThat(output.epub()).isTrue();
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
        String other = TWO.replaceFirst("\\{", "{\"book_id\": \"y\", ");
        DoorFarm.Answer conflict = send("PUT", "/v1/books/x?dry_run=true", other);
        assertThat(conflict.status()).isEqualTo(400);
        assertThat(json(conflict).path("detail").asText())
                .isEqualTo("book_id: expected x, as it is asked for, was y");
        assertThat(json(send("PUT", "/v1/books/y?dry_run=true", other)).path("book_id").asText())
                .isEqualTo("y");
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
