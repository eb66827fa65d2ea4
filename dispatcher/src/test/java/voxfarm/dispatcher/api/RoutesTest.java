package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.Javalin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.files.Sha256;
import voxfarm.common.http.RawHttp;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.acceptance.QueueLimits;
import voxfarm.http.CallerLimits;

/** Every route that the router has, with every key, in every way to write its path. */
class RoutesTest {
    /** Keys and what they allow; "" is no key. */
    private static final Map<String, Set<Access>> KEYS =
            Map.of(
                    "", Set.of(Access.OPEN),
                    "unknown", Set.of(Access.OPEN),
                    "reader", Set.of(Access.OPEN, Access.READ),
                    "speaker", Set.of(Access.OPEN, Access.SUBMIT),
                    "root", Set.of(Access.values()));

    /** What they say has another length each time. */
    private static final Set<String> ALTERS = Set.of("/status", "/readyz", "/healthz");

    private static HttpConfig.ApiKey key(String key, String scope) {
        return new HttpConfig.ApiKey(
                key, Sha256.hex(key.getBytes(StandardCharsets.UTF_8)), List.of(scope));
    }

    private final DoorFarm farm =
            new DoorFarm(
                    new HttpConfig(
                            "127.0.0.1",
                            0,
                            100_000,
                            1,
                            2,
                            100,
                            CallerLimits.DEFAULTS,
                            QueueLimits.DEFAULTS,
                            "auto",
                            List.of(
                                    key("reader", "read"),
                                    key("speaker", "submit"),
                                    key("root", "admin")),
                            List.of(),
                            List.of(),
                            Map.of()),
                    List.of(),
                    VoiceImport.NONE,
                    (text, _) -> text);

    @AfterEach
    void stop() {
        farm.close();
    }

    private int status(String method, String path, String key) {
        return farm.send(
                        method,
                        path,
                        "",
                        request -> key.isEmpty() ? request : request.header("X-API-Key", key))
                .status();
    }

    private static String example(Routes.Route route) {
        return route.path().replaceAll("\\{[a-z]+}", "none-such");
    }

    /** With a slash at the end, and as it is. */
    private static List<String> alike(String path) {
        return path.equals("/") ? List.of(path) : List.of(path, path + "/");
    }

    /** Ways to write the path that this farm need not understand. */
    private static List<String> unlike(String path) {
        List<String> paths = new ArrayList<>();
        int slash = path.lastIndexOf('/');
        String folder = path.substring(0, slash);
        String name = path.substring(slash + 1);
        paths.add(folder + "//" + name);
        paths.add("/" + path);
        paths.add(path + "//");
        paths.add(folder + "%2F" + name);
        paths.add(folder + "%2f" + name);
        paths.add(path + "%2F");
        paths.add(folder + "/./" + name);
        paths.add(folder + "/x/../" + name);
        paths.add(folder + "/%2e/" + name);
        paths.add(folder + "/x/%2e%2e/" + name);
        paths.add(path + ";a=b");
        paths.add(folder + ";a=b/" + name);
        paths.add(path + "%20");
        paths.add(path + "%00");
        if (!name.isEmpty()) {
            paths.add(folder + "/%" + Integer.toHexString(name.charAt(0)) + name.substring(1));
        }
        return paths;
    }

    @Test
    void askForTheirScopeHoweverTheirPathIsWritten() {
        for (Routes.Route route : farm.routes()) {
            for (Map.Entry<String, Set<Access>> key : KEYS.entrySet()) {
                boolean allowed = key.getValue().contains(route.access());
                boolean known = !Set.of("", "unknown").contains(key.getKey());
                for (String path : alike(example(route))) {
                    int status = status(route.method().name(), path, key.getKey());
                    String call = route.method() + " " + path + " by '" + key.getKey() + "'";
                    if (allowed) {
                        assertThat(status).as(call).isNotIn(401, 403, 405);
                    } else {
                        assertThat(status).as(call).isEqualTo(known ? 403 : 401);
                    }
                }
            }
        }
    }

    @Test
    void letNobodyPastTheirScopeInAnOddPath() throws Exception {
        for (Routes.Route route : farm.routes()) {
            if (route.access() == Access.OPEN) {
                continue;
            }
            for (Map.Entry<String, Set<Access>> key : KEYS.entrySet()) {
                if (key.getValue().contains(route.access())) {
                    continue;
                }
                for (String path : unlike(example(route))) {
                    // byte by byte: a client would clean it first
                    RawHttp.Answer answer =
                            RawHttp.call(
                                    farm.port(),
                                    route.method().name(),
                                    path,
                                    "Host: localhost",
                                    "X-API-Key: " + key.getKey());
                    Optional<Routes.Route> other = otherRoute(path, key.getValue());
                    if (other.isEmpty()) {
                        assertThat(answer.status())
                                .as("%s %s by '%s'", route.method(), path, key.getKey())
                                .isIn(400, 401, 403, 404, 405);
                    }
                }
            }
        }
    }

    /** A path such as {@code /v1/models/%2F} may belong to another route that the key may use. */
    private Optional<Routes.Route> otherRoute(String path, Set<Access> allowed) {
        return farm.routes().stream()
                .filter(route -> allowed.contains(route.access()))
                .filter(route ->
                        path.matches(route.path().replaceAll("\\{[a-z]+}", "[^/]+") + "/?"))
                .findFirst();
    }

    private String models() {
        return farm.send("GET", "/models/info", "", r -> r.header("X-API-Key", "root")).text();
    }

    @Test
    void answerHeadAsGetAndDoNothing() {
        String before = models();
        for (Routes.Route route : farm.routes()) {
            String path = example(route);
            boolean gets =
                    farm.routes().stream()
                            .anyMatch(other ->
                                    other.method().name().equals("GET")
                                            && other.path().equals(route.path()));
            for (String key : KEYS.keySet()) {
                int head = status("HEAD", path + "?model_id=0", key);
                if (!gets) {
                    assertThat(head).as("HEAD %s", path).isEqualTo(405);
                } else {
                    int get = status("GET", path.replace("/models/delete", "/models/info"), key);
                    boolean refused =
                            farm.routes().stream()
                                    .filter(other -> other.path().equals(route.path()))
                                    .filter(other -> other.method().name().equals("GET"))
                                    .noneMatch(other ->
                                            KEYS.getOrDefault(key, Set.of())
                                                    .contains(other.access()));
                    assertThat(head == 401 || head == 403)
                            .as("HEAD %s by '%s': %d, GET: %d", path, key, head, get)
                            .isEqualTo(refused);
                }
            }
        }
        assertThat(models()).as("HEAD deletes nothing").isEqualTo(before);
    }

    /** Where GET does nothing. */
    @Test
    void answerHeadWithTheHeadOfGet() {
        int compared = 0;
        for (Routes.Route route : farm.routes()) {
            if (!route.method().name().equals("GET") || route.access().changes()) {
                continue;
            }
            DoorFarm.Answer get = by("root", "GET", example(route));
            DoorFarm.Answer head = by("root", "HEAD", example(route));

            assertThat(head.status()).as("HEAD %s", route.path()).isEqualTo(get.status());
            assertThat(head.type()).as("HEAD %s", route.path()).isEqualTo(get.type());
            assertThat(head.bytes()).as("HEAD %s", route.path()).isEmpty();
            if (!ALTERS.contains(route.path())) {
                assertThat(header(head, "Content-Length"))
                        .as("HEAD %s", route.path())
                        .isEqualTo(header(get, "Content-Length"));
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(20);
    }

    private static Optional<String> header(DoorFarm.Answer answer, String name) {
        return answer.response().headers().firstValue(name);
    }

    private DoorFarm.Answer by(String key, String method, String path) {
        return farm.send(method, path, "", request -> request.header("X-API-Key", key));
    }

    @Test
    void doNothingForOptions() {
        for (Routes.Route route : farm.routes()) {
            for (String key : KEYS.keySet()) {
                for (String path : alike(example(route))) {
                    assertThat(status("OPTIONS", path, key)).as("OPTIONS %s", path).isEqualTo(405);
                }
            }
        }
    }

    @Test
    void haveTheScopesThatTheDocumentsName() {
        TreeSet<String> found = new TreeSet<>();
        for (Routes.Route route : farm.routes()) {
            if (!route.method().name().equals("HEAD")) {
                found.add(route.access() + " " + route.method() + " " + route.path());
            }
        }
        assertThat(found)
                .containsExactly(
                        "ADMIN DELETE /v1/dead/{id}",
                        "ADMIN DELETE /v1/voices/{id}",
                        "ADMIN GET /models/add",
                        "ADMIN GET /models/delete",
                        "ADMIN GET /v1/rebuild",
                        "ADMIN POST /v1/dead/{id}/replay",
                        "ADMIN POST /v1/prune",
                        "ADMIN POST /v1/rebuild",
                        "ADMIN PUT /v1/voices/{id}",
                        "OPEN GET /",
                        "OPEN GET /books",
                        "OPEN GET /docs",
                        "OPEN GET /docs/books.js",
                        "OPEN GET /docs/docs.js",
                        "OPEN GET /docs/index.css",
                        "OPEN GET /docs/index.js",
                        "OPEN GET /docs/page.js",
                        "OPEN GET /docs/swagger-ui-bundle.js",
                        "OPEN GET /docs/swagger-ui.css",
                        "OPEN GET /healthz",
                        "OPEN GET /openapi.yaml",
                        "OPEN GET /readyz",
                        "READ GET /metrics",
                        "READ GET /models/get_local",
                        "READ GET /models/get_unloaded",
                        "READ GET /models/info",
                        "READ GET /status",
                        "READ GET /tools/get_audio",
                        "READ GET /tools/random_example",
                        "READ GET /v1/audio/voices",
                        "READ GET /v1/books",
                        "READ GET /v1/books/{id}",
                        "READ GET /v1/books/{id}/cover",
                        "READ GET /v1/books/{id}/feed.xml",
                        "READ GET /v1/books/{id}/files/{file}",
                        "READ GET /v1/books/{id}/files/{folder}/{file}",
                        "READ GET /v1/dead",
                        "READ GET /v1/dead/{id}",
                        "READ GET /v1/models",
                        "READ GET /v1/models/{model}",
                        "READ GET /v1/queue",
                        "READ GET /v1/requests",
                        "READ GET /v1/requests/{id}",
                        "READ GET /v1/requests/{id}/audio",
                        "READ GET /v1/requests/{id}/events",
                        "READ GET /v1/requests/{id}/link",
                        "READ GET /v1/requests/{id}/subtitles",
                        "READ GET /v1/requests/{id}/timings",
                        "READ GET /v1/voices",
                        "READ GET /v1/voices/{id}",
                        "READ GET /v1/workers",
                        "SUBMIT DELETE /v1/books/{id}",
                        "SUBMIT DELETE /v1/requests/{id}",
                        "SUBMIT GET /tools/translate",
                        "SUBMIT GET /voice",
                        "SUBMIT POST /v1/audio/speech",
                        "SUBMIT POST /v1/books",
                        "SUBMIT POST /v1/phonemes",
                        "SUBMIT POST /v1/requests",
                        "SUBMIT POST /voice",
                        "SUBMIT PUT /v1/books/{id}",
                        "SUBMIT PUT /v1/requests/{id}");
    }

    @Test
    void doNotStartWithoutAScope() {
        Javalin router =
                Javalin.create(settings -> {
                    settings.startup.showJavalinBanner = false;
                    settings.routes.before(_ -> {});
                    settings.routes.get("/forgotten", _ -> {});
                });
        assertThatThrownBy(
                        () -> Routes.requireAccess(router.unsafe.internalRouter.allHttpHandlers()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GET /forgotten");
    }
}
