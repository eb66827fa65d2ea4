package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.Main;
import voxfarm.audio.SoundFileFacts;
import voxfarm.audio.check.SoundCheck;
import voxfarm.audio.check.SpokenLines;
import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.common.tags.Pictures;
import voxfarm.it.support.FarmProcess;
import voxfarm.it.support.Http;
import voxfarm.it.support.PlainS3;
import voxfarm.it.support.Polling;
import voxfarm.it.support.TestFarm;

/** Books on a whole farm. */
class BooksIT {
    private static final String VOICE = "en_US-joe-medium";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir Path data;

    /** Sentences of which no two are equal. */
    private static List<String> sentences(String of, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n ->
                        "This is sentence number "
                                + n
                                + " of "
                                + of
                                + ", and it is as long as sentences in novels usually are.")
                .toList();
    }

    private static ObjectNode plan(String title, List<List<String>> chapters) {
        ObjectNode plan = Json.object().put("title", title).put("voice", VOICE);
        plan.putObject("output").put("chapters", "flac").put("book", "flac");
        ArrayNode list = plan.putArray("chapters");
        for (List<String> sentences : chapters) {
            list.addObject()
                    .put("title", "Chapter " + list.size())
                    .put("text", String.join(" ", sentences));
        }
        return plan;
    }

    private static JsonNode made(Http http, String id) throws InterruptedException {
        return Polling.await(
                "book " + id,
                PATIENCE,
                () ->
                        Optional.of(Http.json(http.get("/v1/books/" + id)))
                                .filter(book -> book.has("result")));
    }

    private static long clips(PlainS3 bucket) {
        return bucket.list("clips/").stream().filter(key -> key.endsWith(".wav")).count();
    }

    /** Two minutes of sound; killed at once when its first chapter is done. */
    @Test
    void isMadeThoughTheFarmIsKilledInTheMiddle() throws Exception {
        ObjectNode plan =
                plan(
                        "Killed",
                        List.of(
                                sentences("one", 10),
                                sentences("two", 10),
                                sentences("three", 10),
                                sentences("four", 10)));
        Path log = data.resolve("log");
        Path farmData = data.resolve("farm");
        try (FarmProcess farm = FarmProcess.start(farmData, log);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            assertThat(http.send("PUT", "/v1/books/killed", plan.toString()).statusCode())
                    .isEqualTo(202);
            bucket.await("results/killed.c0001/result.json", PATIENCE);
            farm.kill();
        }
        try (FarmProcess farm = FarmProcess.start(farmData, log);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            assertThat(bucket.exists("results/killed/result.json")).isFalse();
            JsonNode book = made(http, "killed");

            assertThat(book.path("status").asText())
                    .as(book.toPrettyString())
                    .isEqualTo("completed");
            double sum = 0;
            for (JsonNode file : book.path("result").path("files")) {
                byte[] stored = bucket.get(file.path("key").asText()).orElseThrow();
                assertThat(Sha256.hex(stored)).isEqualTo(file.path("sha256").asText());
                assertThat(stored).hasSize(file.path("bytes").asInt());
                sum +=
                        file.path("kind").asText().equals("chapter")
                                ? file.path("duration_s").asDouble()
                                : 0;
            }
            assertThat(book.path("result").path("audio").path("duration_s").asDouble())
                    .isCloseTo(sum + 3 * 2.5, within(0.01));
            assertThat(bucket.list("open/")).isEmpty();
            String name = book.path("result").path("files").get(1).path("key").asText();
            HttpResponse<byte[]> file =
                    http.get("/v1/books/killed/files/" + name.substring("books/killed/".length()));
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(Sha256.hex(file.body()))
                    .isEqualTo(book.path("result").path("files").get(1).path("sha256").asText());
        }
    }

    @Test
    void anEditedSentenceAloneIsSpokenAgain() throws Exception {
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            List<String> first = sentences("the first", 18);
            List<String> second = new ArrayList<>(sentences("the second", 18));
            assertThat(
                            http.send(
                                            "PUT",
                                            "/v1/books/first",
                                            plan("Edited", List.of(first, second)).toString())
                                    .statusCode())
                    .isEqualTo(202);
            JsonNode before = made(http, "first");
            assertThat(before.path("status").asText()).isEqualTo("completed");
            long spoken = clips(bucket);
            assertThat(spoken).isEqualTo(36);

            second.set(7, "This sentence is another one.");
            http.send("PUT", "/v1/books/again", plan("Edited", List.of(first, second)).toString());
            JsonNode after = made(http, "again");

            assertThat(after.path("status").asText()).isEqualTo("completed");
            assertThat(clips(bucket)).isEqualTo(spoken + 1);
            assertThat(sha256(after, 1)).isEqualTo(sha256(before, 1));
            assertThat(sha256(after, 2)).isNotEqualTo(sha256(before, 2));

            // the same again is known, and forgotten it leaves nothing
            assertThat(
                            http.send(
                                            "PUT",
                                            "/v1/books/first",
                                            plan("Edited", List.of(first, first)).toString())
                                    .statusCode())
                    .isEqualTo(409);
            assertThat(http.send("DELETE", "/v1/books/again?purge=true", "").statusCode())
                    .isEqualTo(200);
            assertThat(bucket.list("books/again/")).isEmpty();
            assertThat(bucket.list("requests/again")).isEmpty();
            assertThat(bucket.list("results/again."))
                    .allMatch(key -> key.endsWith("/result.json")); // tombstones
            assertThat(clips(bucket)).isEqualTo(spoken);
            assertThat(Http.json(http.get("/v1/books")).path("books"))
                    .extracting(book -> book.path("book_id").asText())
                    .containsExactly("first");
        }
    }

    private static String sha256(JsonNode book, int chapter) {
        for (JsonNode file : book.path("result").path("files")) {
            if (file.path("chapter").asInt() == chapter) {
                return file.path("sha256").asText();
            }
        }
        throw new AssertionError("no file of chapter " + chapter);
    }

    @Test
    void aShortBookIsNotHeldUpByALongOneAndACancelledOneEnds() throws Exception {
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            List<List<String>> twenty =
                    IntStream.rangeClosed(1, 20)
                            .mapToObj(n -> sentences("chapter " + n + " of the long book", 4))
                            .toList();
            http.send("PUT", "/v1/books/long", plan("Long", twenty).toString());
            bucket.awaitAny("requests/long.c0002/", PATIENCE);
            http.send(
                    "PUT",
                    "/v1/books/short",
                    plan("Short", List.of(sentences("s one", 4), sentences("s two", 4)))
                            .toString());

            JsonNode shortBook = made(http, "short");
            JsonNode longBook = Http.json(http.get("/v1/books/long"));

            assertThat(shortBook.path("status").asText()).isEqualTo("completed");
            assertThat(longBook.path("status").asText()).isEqualTo("running");
            assertThat(longBook.path("progress").path("chapters_done").asInt()).isLessThan(15);

            HttpResponse<byte[]> cancelled = http.send("DELETE", "/v1/books/long", "");
            assertThat(cancelled.statusCode()).isEqualTo(200);
            assertThat(Http.json(cancelled).path("status").asText()).isEqualTo("cancelled");
            var _ =
                    Polling.await(
                            "all ended",
                            PATIENCE,
                            () -> Optional.of(true).filter(_ -> bucket.list("open/").isEmpty()));
            List<String> accepted =
                    bucket.list("requests/long.c").stream()
                            .filter(key -> key.endsWith("/request.json"))
                            .toList();
            assertThat(accepted).hasSizeLessThan(20);
            for (String key : accepted) {
                assertThat(
                                bucket.exists(
                                        key.replaceAll(
                                                "requests/(.*)/request.json",
                                                "results/$1/result.json")))
                        .isTrue();
            }
            assertThat(http.send("DELETE", "/v1/books/short", "").statusCode()).isEqualTo(409);
        }
    }

    @Test
    void takesABooksOwnFileAndSaysWhatIsWrong() throws Exception {
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                HttpClient client = HttpClient.newHttpClient()) {
            String text =
                    """
                    # Chapter One

                    It was a dark night.

                    # Chapter Two

                    It was a bright day.
                    """;
            HttpResponse<byte[]> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    farm.endpoints().http()
                                                            + "/v1/books?voice="
                                                            + VOICE))
                                    .header("Content-Type", "text/markdown")
                                    .POST(HttpRequest.BodyPublishers.ofString(text))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode())
                    .as(new String(answer.body(), StandardCharsets.UTF_8))
                    .isEqualTo(202);
            String id = Http.json(answer).path("book_id").asText();
            JsonNode book = made(http, id);
            assertThat(book.path("status").asText()).isEqualTo("completed");
            assertThat(book.path("result").path("audio").path("format").asText()).isEqualTo("m4a");

            ObjectNode wrong = plan("Wrong", List.of(sentences("x", 1)));
            wrong.put("chapterz", 1);
            HttpResponse<byte[]> refused = http.send("PUT", "/v1/books/wrong", wrong.toString());
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(Http.json(refused).path("detail").asText()).contains("chapterz", "chapters");
            assertThat(http.get("/v1/books/nobody").statusCode()).isEqualTo(404);
            ObjectNode silent = plan("Silent", List.of(List.of("Words."), List.of("…")));
            HttpResponse<byte[]> nothing = http.send("PUT", "/v1/books/silent", silent.toString());
            assertThat(nothing.statusCode()).isEqualTo(422);
            assertThat(Http.json(nothing).path("detail").asText()).contains("chapter 2");
        }
    }

    /** By the command and by topic, each book once. */
    @Test
    void makesBooksThatLieInTheBucket() throws Exception {
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            for (String name : List.of("one", "two")) {
                bucket.put("inbox/shelf/" + name + ".md", utf8("# One\n\nThis is " + name + "."));
            }
            bucket.put("inbox/shelf/three.pdf", utf8("%PDF-1.7"));
            bucket.put("inbox/other.md", utf8("# One\n\nNobody asks for this."));

            String first = makeShelf();
            assertThat(first).contains("one\ntwo\n", "2 new, 0 known, 1 refused", "is PDF");
            String again = makeShelf();
            assertThat(again).contains("one\ntwo\n", "0 new, 2 known, 1 refused", "is PDF");

            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(
                            new HashMap<>(farm.endpoints().kafkaClient()),
                            new StringSerializer(),
                            new StringSerializer())) {
                for (String record :
                        List.of(
                                byTopic("topic", "s3://voxfarm/inbox/shelf/one.md"),
                                byTopic("thief", "s3://voxfarm/requests/one/request.json"),
                                byTopic("topic", "s3://voxfarm/inbox/shelf/one.md"))) {
                    producer.send(new ProducerRecord<>("tts.requests", "books", record)).get();
                }
            }
            for (String id : List.of("one", "two", "topic")) {
                assertThat(made(http, id).path("status").asText()).as(id).isEqualTo("completed");
            }
            bucket.awaitAny("refusals/thief/", PATIENCE);
            assertThat(Http.json(http.get("/v1/books")).path("books"))
                    .extracting(book -> book.path("book_id").asText())
                    .containsExactly("one", "topic", "two");
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String byTopic(String id, String uri) {
        return Json.object()
                .put("request_id", id)
                .put("book_uri", uri)
                .put("voice", VOICE)
                .toString();
    }

    /** What the command says. */
    private String makeShelf() {
        StringWriter said = new StringWriter();
        int code =
                Main.commandLine()
                        .setOut(new PrintWriter(said, true))
                        .setErr(new PrintWriter(said, true))
                        .execute(
                                "book",
                                "make",
                                "--inbox",
                                "inbox/shelf/",
                                "--data",
                                data.toString());
        assertThat(code).as(said.toString()).isEqualTo(1);
        return said.toString();
    }

    /** A narrator at 22 kHz, and somebody else at 44.1 kHz. */
    @Test
    void aDialogueIsHeardInTurns() throws Exception {
        try (TestFarm farm = TestFarm.startWithWukong(data);
                Http http = new Http(farm.endpoints().http());
                PlainS3 bucket = new PlainS3(farm.endpoints())) {
            ObjectNode plan =
                    plan("Turns", List.of(List.of("x"), List.of("Nobody said anything at all.")));
            plan.putObject("cast").put("dialogue", "wukong");
            ((ObjectNode) plan.path("output")).put("epub", true);
            ((ObjectNode) plan.path("chapters").path(0))
                    .put(
                            "text",
                            """
                            He went up the hill and called: “你好，我来了！”

                            Nobody answered him.

                            “再见。” And he went home.
                            """);
            HttpResponse<byte[]> taken =
                    Polling.await(
                            "the voice",
                            PATIENCE,
                            () ->
                                    Optional.of(
                                                    http.send(
                                                            "PUT",
                                                            "/v1/books/turns",
                                                            plan.toString()))
                                            .filter(answer -> answer.statusCode() != 404));
            assertThat(taken.statusCode())
                    .as(new String(taken.body(), StandardCharsets.UTF_8))
                    .isEqualTo(202);
            JsonNode book = made(http, "turns");

            assertThat(book.path("status").asText())
                    .as(book.toPrettyString())
                    .isEqualTo("completed");
            assertThat(book.path("book").path("chapters").asInt()).isEqualTo(2);
            assertThat(book.path("chapters").path(0).path("requests"))
                    .extracting(request ->
                            request.path("request_id").asText()
                                    + " "
                                    + request.path("model_id").asText()
                                    + " "
                                    + request.path("status").asText())
                    .containsExactly(
                            "turns.c0001 " + VOICE + " completed", "turns.c0002 wukong completed");
            assertThat(book.path("result").path("audio").path("sample_rate").asInt())
                    .isEqualTo(44_100);
            JsonNode timings =
                    Json.readObject(
                            bucket.get("books/turns/timings.json").orElseThrow(),
                            "timings",
                            ErrorCode.INTERNAL);
            JsonNode segments = timings.path("chapters").path(0).path("segments");
            assertThat(segments)
                    .extracting(segment ->
                            segment.path("request").asInt() + " " + segment.path("text").asText())
                    .containsExactly(
                            "1 He went up the hill and called:",
                            "2 “你好，我来了！”",
                            "1 Nobody answered him.",
                            "2 “再见。”",
                            "1 And he went home.");
            double at = 0;
            for (JsonNode segment : segments) {
                assertThat(segment.path("start_s").asDouble()).isGreaterThanOrEqualTo(at);
                at = segment.path("end_s").asDouble();
                assertThat(at - segment.path("start_s").asDouble()).isGreaterThan(0.1);
            }
            double first = book.path("result").path("files").get(1).path("duration_s").asDouble();
            assertThat(at).isCloseTo(first, within(0.001));
            Path epub = data.resolve("turns.epub");
            Files.write(epub, http.get("/v1/books/turns/files/book.epub").body());
            try (ZipFile zip = new ZipFile(epub.toFile())) {
                assertThat(text(zip, "EPUB/c00001.xhtml").split("<p>", -1)).hasSize(6);
                assertThat(text(zip, "EPUB/c00001.smil").split("<par>", -1)).hasSize(6);
            }
        }
    }

    private static final byte[] PNG = Pictures.png();

    private static byte[] epub() throws IOException {
        String page = "<html xmlns='http://www.w3.org/1999/xhtml'><body>%s</body></html>";
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("mimetype", "application/epub+zip".getBytes(StandardCharsets.UTF_8));
        files.put(
                "META-INF/container.xml",
                ("<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
                                + "<rootfile full-path='b.opf'/></rootfiles></container>")
                        .getBytes(StandardCharsets.UTF_8));
        files.put(
                "b.opf",
                ("<package xmlns='http://www.idpf.org/2007/opf' version='3.0'><metadata"
                     + " xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>A"
                     + " Tale</dc:title><dc:creator>N."
                     + " N.</dc:creator><dc:language>en</dc:language></metadata><manifest><item"
                     + " id='c' href='c.png' media-type='image/png' properties='cover-image'/><item"
                     + " id='one' href='one.xhtml' media-type='application/xhtml+xml'/><item"
                     + " id='two' href='two.xhtml'"
                     + " media-type='application/xhtml+xml'/></manifest><spine><itemref"
                     + " idref='one'/><itemref idref='two'/></spine></package>")
                        .getBytes(StandardCharsets.UTF_8));
        files.put("c.png", PNG);
        files.put(
                "one.xhtml",
                page.formatted(
                                "<h1>One</h1><p>It was a dark night. Rain fell.</p><p>Then it"
                                        + " stopped.</p>")
                        .getBytes(StandardCharsets.UTF_8));
        files.put(
                "two.xhtml",
                page.formatted("<h1>Two</h1><p>It was a bright day.</p>")
                        .getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    @Test
    void anEpubBecomesAnAudiobookABookToReadAlongAndAPodcast() throws Exception {
        try (TestFarm farm = TestFarm.start(data);
                Http http = new Http(farm.endpoints().http());
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> accepted =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    farm.endpoints().http()
                                                            + "/v1/books/tale?chapters=mp3&preset=abs"
                                                            + "&epub=true&voice="
                                                            + VOICE))
                                    .header("Content-Type", "application/epub+zip")
                                    .PUT(HttpRequest.BodyPublishers.ofByteArray(epub()))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertThat(accepted.statusCode())
                    .as(new String(accepted.body(), StandardCharsets.UTF_8))
                    .isEqualTo(202);
            assertThat(http.get("/v1/books/tale/cover").body()).isEqualTo(PNG);
            assertThat(http.get("/v1/books/tale/feed.xml").statusCode()).isEqualTo(200);
            JsonNode book = made(http, "tale");
            assertThat(book.path("status").asText())
                    .as(book.toPrettyString())
                    .isEqualTo("completed");

            Path whole = data.resolve("book.m4b");
            Files.write(whole, http.get("/v1/books/tale/files/book.m4b").body());
            SoundCheck.Report report =
                    SoundCheck.check(
                            whole, DeliveryPreset.ABS, SpokenLines.NONE, Duration.ofMinutes(1));
            assertThat(report.held()).as(report.findings().toString()).isTrue();
            assertThat(report.facts().chapters())
                    .extracting(SoundFileFacts.Chapter::title)
                    .containsExactly("One", "Two");
            assertThat(report.facts().tags()).containsEntry("artist", "N. N.");
            assertThat(report.facts().coverBytes()).isEqualTo(PNG.length);

            Path epub = data.resolve("book.epub");
            Files.write(epub, http.get("/v1/books/tale/files/book.epub").body());
            try (ZipFile zip = new ZipFile(epub.toFile())) {
                assertThat(zip.entries().nextElement().getName()).isEqualTo("mimetype");
                assertThat(text(zip, "EPUB/c00001.xhtml"))
                        .contains("<h1>", ">It was a dark night.</span>", ">Rain fell.</span>");
                assertThat(text(zip, "EPUB/c00001.xhtml").split("<p>", -1)).hasSize(3);
                assertThat(text(zip, "EPUB/c00001.smil").split("<par>", -1)).hasSize(5);
                assertThat(text(zip, "EPUB/package.opf"))
                        .contains("cover-image", "audio/c00002.mp3", "N. N.");
                assertThat(zip.getInputStream(zip.getEntry("EPUB/audio/c00002.mp3")).readAllBytes())
                        .isEqualTo(http.get("/v1/books/tale/files/chapters/0002.mp3").body());
            }
            String feed =
                    new String(http.get("/v1/books/tale/feed.xml").body(), StandardCharsets.UTF_8);
            assertThat(feed)
                    .contains(farm.endpoints().http() + "/v1/books/tale/files/chapters/0001.mp3")
                    .contains("<itunes:complete>Yes</itunes:complete>");
            assertThat(
                            new String(
                                    http.get("/v1/books/tale/files/feed.xml").body(),
                                    StandardCharsets.UTF_8))
                    .contains("url=\"chapters/0001.mp3\"");
        }
    }

    private static String text(ZipFile zip, String name) throws IOException {
        return new String(
                zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
