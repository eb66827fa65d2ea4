package voxfarm.dispatcher.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.common.worker.Heartbeats;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.api.HttpServer;
import voxfarm.dispatcher.api.TestHttp;
import voxfarm.dispatcher.fleet.WorkerRegistry;
import voxfarm.http.BodyPace;
import voxfarm.http.CallerLimits;

class VoiceUploadApiTest {
    private static final int MAX_BYTES = 1 << 20;
    private static final String OLD = "0000000000000001";
    private static final String NEW = "0000000000000002";

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final VoiceCatalog catalog = Voices.catalog(store);
    private final Imports imports = new Imports();
    private final List<VoiceManifest> announced = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final WorkerRegistry workers =
            new WorkerRegistry(InstantSource.system(), System::nanoTime);
    private HttpServer server = serve(MAX_BYTES);

    private HttpServer serve(long maxBytes) {
        HttpServer made =
                new HttpServer(
                        TestHttp.config(1000, 1),
                        List.of(
                                new VoicesApi(catalog, workers)::register,
                                new VoiceUploadApi(
                                                catalog,
                                                imports,
                                                voice -> {
                                                    catalog.refresh();
                                                    announced.add(voice);
                                                },
                                                maxBytes,
                                                BodyPace.ofUploads(CallerLimits.DEFAULTS))
                                        ::register));
        made.start();
        return made;
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    /** Remembers what it was given; a version is the checkpoint's text. */
    private final class Imports implements VoiceImport {
        private volatile Map<String, String> files = Map.of();
        private volatile Path folder = Path.of("");
        private final CountDownLatch entered = new CountDownLatch(2);
        private volatile CountDownLatch go = new CountDownLatch(0);

        @Override
        public VoiceManifest importVoice(Path checkpoint, Path config) {
            throw new IllegalStateException("not of this API");
        }

        @Override
        public VoiceManifest importVoice(Path checkpoint, Path config, Opener opened) {
            throw new IllegalStateException("not of this API");
        }

        @Override
        public VoiceManifest importFolder(VoiceId voice, Path from) {
            folder = from;
            Map<String, String> seen = new TreeMap<>();
            entered.countDown();
            try (Stream<Path> all = Files.list(from)) {
                go.await();
                for (Path file : all.toList()) {
                    seen.put(String.valueOf(file.getFileName()), Files.readString(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            files = seen;
            String version = seen.getOrDefault("G_1.pth", OLD);
            if (version.equals("evil")) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_VOICE,
                        "%s: holds a call of os.system",
                        from.resolve("x"));
            }
            VoiceManifest joe = Voices.JOE;
            VoiceManifest made =
                    Manifests.like(joe)
                            .voice(voice)
                            .version(new VoiceVersion(version))
                            .importedAt(joe.importedAt().plusSeconds(version.equals(NEW) ? 2 : 1))
                            .build();
            store.create(
                    BucketLayout.voiceManifest(voice, made.version()),
                    VoiceManifestCodec.write(made),
                    "application/json");
            return made;
        }
    }

    /** A part of a form; no name is no file. */
    private record Sent(Optional<String> name, String content) {
        static Sent file(String name, String content) {
            return new Sent(Optional.of(name), content);
        }
    }

    private static String form(Sent... parts) {
        StringBuilder body = new StringBuilder();
        for (Sent part : parts) {
            body.append("--b\r\nContent-Disposition: form-data; name=\"f\"");
            part.name().ifPresent(name -> body.append("; filename=\"" + name + "\""));
            body.append("\r\n\r\n").append(part.content()).append("\r\n");
        }
        return body + "--b--\r\n";
    }

    private HttpResponse<String> put(String id, String form) {
        return put(id, "multipart/form-data; boundary=b", form, false);
    }

    private HttpResponse<String> put(String id, String type, String body, boolean chunked) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return send(
                HttpRequest.newBuilder(at("/v1/voices/" + id))
                        .header("Content-Type", type)
                        .PUT(
                                chunked
                                        ? HttpRequest.BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(bytes))
                                        : HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build());
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.readObject(
                response.body().getBytes(StandardCharsets.UTF_8), "answer", ErrorCode.INTERNAL);
    }

    private static Sent checkpoint(String version) {
        return Sent.file("G_1.pth", version);
    }

    private static Sent config() {
        return Sent.file("config.json", "{}");
    }

    @Test
    void importsTheFilesUnderTheirNamesAndKeepsNone() {
        HttpResponse<String> created = put("kobe", form(checkpoint(OLD), config()));

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).contains("/v1/voices/kobe");
        assertThat(json(created).path("version").asText()).isEqualTo(OLD);
        assertThat(json(created).path("current").asBoolean()).isTrue();
        assertThat(imports.files).isEqualTo(Map.of("G_1.pth", OLD, "config.json", "{}"));
        assertThat(announced).hasSize(1);
        assertThat(imports.folder.getParent()).doesNotExist();
        assertThat(send(HttpRequest.newBuilder(at("/v1/voices/kobe")).build()).statusCode())
                .isEqualTo(200);
    }

    /** What a folder may be called there, an upload may be here. */
    @Test
    void takesTheNamesThatFoldersTake() {
        HttpResponse<String> created =
                put(
                        "kobe",
                        form(
                                Sent.file("G_1300 (1).pth", "x"),
                                config(),
                                Sent.file("voice.yml", "checkpoint: a.pth")));

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(imports.files).containsOnlyKeys("G_1300 (1).pth", "config.json", "voice.yml");
    }

    @Test
    void tellsWhatLiesInTheRootsOfWorkersAndIsNotServed() {
        UnservedVoice empty = new UnservedVoice("voices/e", "the folder is empty");
        for (String worker : List.of("a", "b")) {
            byte[] beat = Heartbeats.of(worker).unserved(List.of(empty)).at(Instant.now()).write();
            workers.accept(new TopicRecord(0, 0, false, worker, beat));
        }
        JsonNode unserved =
                json(send(HttpRequest.newBuilder(at("/v1/voices")).build())).path("unserved");

        assertThat(unserved).as("once, of two workers that see the same").hasSize(1);
        assertThat(unserved.path(0).path("place").asText()).isEqualTo("voices/e");
        assertThat(unserved.path(0).path("reason").asText()).isEqualTo("the folder is empty");
    }

    @Test
    void saysWhichVersionIsCurrent() {
        assertThat(put("kobe", form(checkpoint(NEW), config())).statusCode()).isEqualTo(201);
        HttpResponse<String> older = put("kobe", form(checkpoint(OLD), config()));

        assertThat(older.statusCode()).isEqualTo(200);
        assertThat(json(older).path("version").asText()).isEqualTo(OLD);
        assertThat(json(older).path("current").asBoolean()).isFalse();
    }

    @Test
    void removesEveryVersion() {
        put("kobe", form(checkpoint(OLD), config()));
        put("kobe", form(checkpoint(NEW), config()));
        HttpRequest remove = HttpRequest.newBuilder(at("/v1/voices/kobe")).DELETE().build();

        assertThat(send(remove).statusCode()).isEqualTo(204);
        assertThat(store.list(BucketLayout.VOICES + "kobe/", Optional.empty(), 10).objects())
                .isEmpty();
        assertThat(announced).hasSize(3);
        assertThat(send(remove).statusCode()).isEqualTo(404);
    }

    @Test
    void tellsWhatIsWrongWithAVoiceByTheNamesThatTheCallerKnows() {
        HttpResponse<String> refused = put("kobe", form(checkpoint("evil"), config()));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).path("code").asText()).isEqualTo("invalid_voice");
        assertThat(json(refused).path("detail").asText()).isEqualTo("x: holds a call of os.system");
        assertThat(imports.folder.getParent()).doesNotExist();
        assertThat(announced).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../G_1.pth",
                "/etc/G_1.pth",
                "a/G_1.pth",
                "..\\\\G_1.pth",
                ".G_1.pth",
                "G_1.pth.sh",
                "config.yml",
                ""
            })
    void takesNoFileOfAnotherName(String name) {
        HttpResponse<String> refused = put("kobe", form(Sent.file(name, "x"), config()));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(json(refused).path("detail").asText()).contains("G_<step>.pth");
        assertThat(imports.folder).isEqualTo(Path.of(""));
    }

    @Test
    void takesNothingElse() {
        assertThat(put("kobe", form(checkpoint(OLD), checkpoint(NEW))).body())
                .contains("G_1.pth: sent twice");
        assertThat(put("kobe", form(new Sent(Optional.empty(), "x"))).body()).contains("no file");
        assertThat(put("kobe", form()).statusCode()).isEqualTo(400);
        Sent[] many = new Sent[9];
        for (int i = 0; i < many.length; i++) {
            many[i] = Sent.file("a" + i + ".npy", "x");
        }
        assertThat(put("kobe", form(many)).body()).contains("found 9");
        assertThat(put("kobe", "application/json", "{}", false).body()).contains("multipart");
        assertThat(put("kobe", "multipart/form-data", "x", false).statusCode()).isEqualTo(400);
        assertThat(put("-kobe", form(config())).statusCode()).isEqualTo(400);
        assertThat(put("kobe", form(checkpoint(OLD), config())).statusCode()).isEqualTo(201);
        HttpResponse<String> collides = put("ko.be", form(checkpoint(OLD), config()));
        assertThat(collides.statusCode()).as("ko.be and kobe differ").isEqualTo(201);
        assertThat(put("ko_be", form(checkpoint(OLD), config())).statusCode()).isEqualTo(409);
    }

    @Test
    void takesNoMoreThanItMay() {
        Sent large = checkpoint("x".repeat(MAX_BYTES));

        for (boolean chunked : new boolean[] {false, true}) {
            HttpResponse<String> refused =
                    put("kobe", "multipart/form-data; boundary=b", form(large), chunked);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
            assertThat(refused.body()).contains("1 MiB");
        }
        server.close();
        server = serve(0);
        assertThat(put("kobe", form(checkpoint(OLD))).body()).contains("switched off");
    }

    /** Of a part whose name never ends, not of files that are too large. */
    @Test
    void saysThatTheHeadOfAPartIsTooLong() {
        HttpResponse<String> refused =
                put("kobe", form(Sent.file("G_1.pth" + "x".repeat(200_000), OLD)));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(json(refused).path("code").asText()).isEqualTo("invalid_request");
        assertThat(json(refused).path("detail").asText())
                .contains("the head of a part", "8192 bytes")
                .doesNotContain("MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"latin1", "zzz"})
    void takesNoPartInAnotherCharset(String charset) {
        HttpResponse<String> refused =
                put(
                        "kobe",
                        form(config())
                                .replace(
                                        "\r\n\r\n{",
                                        "\r\nContent-Type: application/json; charset="
                                                + charset
                                                + "\r\n\r\n{"));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(415);
        assertThat(refused.body()).contains("expected charset utf-8");
    }

    @Test
    void takesTheLongestHeadThatItSays() {
        HttpResponse<String> refused = put("kobe", form(Sent.file("x".repeat(8000), OLD)));

        assertThat(json(refused).path("detail").asText()).contains("expected a file named as");
    }

    @Test
    void takesTwoAtATime() throws Exception {
        imports.go = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (String id : List.of("a", "b")) {
                answers.add(callers.submit(() -> put(id, form(checkpoint(OLD), config()))));
            }
            imports.entered.await();
            HttpResponse<String> third = put("c", form(checkpoint(OLD), config()));
            imports.go.countDown();

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).isPresent();
            for (Future<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(201);
            }
        }
    }
}
