package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.http.RawHttp;
import voxfarm.common.voice.VoiceImport;
import voxfarm.dispatcher.acceptance.QueueLimits;
import voxfarm.http.CallerLimits;

/** What browsers say of the pages that use them, and what other callers do not say. */
class BrowserGuardTest {
    private static final DoorFarm FARM =
            new DoorFarm(
                    config("127.0.0.1", List.of("farm.example", "[2001:db8::1]"), "auto"),
                    List.of(),
                    VoiceImport.NONE,
                    (text, _) -> text);

    private static HttpConfig config(
            String host, List<String> hosts, String auth, HttpConfig.ApiKey... keys) {
        return new HttpConfig(
                host,
                0,
                100_000,
                1,
                2,
                100,
                CallerLimits.DEFAULTS,
                QueueLimits.DEFAULTS,
                auth,
                List.of(keys),
                hosts,
                List.of("https://studio.example"),
                Map.of());
    }

    @AfterAll
    static void stop() {
        FARM.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost",
                "localhost.",
                "localhost:1",
                "localhost.:9876",
                "127.0.0.1",
                "127.0.0.1:9876",
                "127.8.9.10",
                "[::1]",
                "[::1]:9876",
                "[0:0:0:0:0:0:0:1]",
                "[::ffff:127.0.0.1]",
                "farm.example",
                "FARM.example.:443",
                "[2001:db8::1]:9876",
            })
    void takesTheNamesOfThisFarm(String host) throws IOException {
        for (String path : List.of("/healthz", "/v1/voices", "/")) {
            assertThat(RawHttp.call(FARM.port(), "GET", path, "Host: " + host).status())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9876",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.localhost",
                "farm.example.evil.example",
                "evilfarm.example",
                "0.0.0.0",
                "[::]",
                "10.0.0.1",
                "169.254.169.254",
                "[fe80::1]",
                "2130706433",
                "127.1",
                "0x7f.0.0.1",
                "127.0.0.256",
                "localhost..",
                ".",
                "localhost:99999",
                "localhost:",
                "localhost:80:80",
                "localhost@evil.example",
                "localhost/evil",
                "localhost,evil.example",
                "[::1",
                "[::1%25lo]",
                "loc%61lhost",
                "",
            })
    void refusesToBeCalledByAnotherName(String host) throws IOException {
        for (String path : List.of("/healthz", "/v1/voices", "/", "/nowhere")) {
            RawHttp.Answer answer = RawHttp.call(FARM.port(), "GET", path, "Host: " + host);
            assertThat(answer.status()).as(path).isIn(400, 403);
            assertThat(answer.head()).contains("application/problem+json");
        }
    }

    @Test
    void refusesSeveralHostsAndAnAddressInTheFirstLine() throws IOException {
        int port = FARM.port();
        assertThat(
                        RawHttp.call(
                                        port,
                                        "GET",
                                        "/v1/voices",
                                        "Host: localhost",
                                        "Host: evil.example")
                                .status())
                .isIn(400, 403);
        assertThat(
                        RawHttp.call(
                                        port,
                                        "GET",
                                        "/v1/voices",
                                        "Host: evil.example",
                                        "Host: localhost")
                                .status())
                .isIn(400, 403);
        assertThat(
                        RawHttp.call(
                                        port,
                                        "GET",
                                        "http://localhost/v1/voices",
                                        "Host: evil.example")
                                .status())
                .isIn(400, 403);
        assertThat(RawHttp.call(port, "GET", "/v1/voices").status()).isIn(400, 403);
    }

    @Test
    void isCalledByAnyNameWhereOnlyAKeyOpensIt() throws IOException {
        HttpConfig.ApiKey key =
                new HttpConfig.ApiKey(
                        "root",
                        Sha256.hex("root".getBytes(StandardCharsets.UTF_8)),
                        List.of("admin"));
        for (HttpConfig config :
                List.of(
                        config("0.0.0.0", List.of(), "auto", key),
                        config("127.0.0.1", List.of("*"), "auto"))) {
            try (DoorFarm farm =
                    new DoorFarm(config, List.of(), VoiceImport.NONE, (text, _) -> text)) {
                assertThat(
                                RawHttp.call(
                                                farm.port(),
                                                "GET",
                                                "/v1/voices",
                                                "Host: tts.lan",
                                                "X-API-Key: root")
                                        .status())
                        .isEqualTo(200);
            }
        }
        for (HttpConfig config :
                List.of(
                        config("0.0.0.0", List.of(), "off"),
                        config("127.0.0.1", List.of(), "auto", key),
                        config("0.0.0.0", List.of("farm.example"), "auto", key))) {
            try (DoorFarm farm =
                    new DoorFarm(config, List.of(), VoiceImport.NONE, (text, _) -> text)) {
                assertThat(
                                RawHttp.call(
                                                farm.port(),
                                                "GET",
                                                "/v1/voices",
                                                "Host: tts.lan",
                                                "X-API-Key: root")
                                        .status())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void namesMistakesInAllowedHosts() {
        assertThatThrownBy(() ->
                        BrowserGuard.of(
                                config(
                                        "127.0.0.1",
                                        List.of("https://farm.example", "farm.example:80", "a b"),
                                        "auto"),
                                false))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("https://farm.example")
                .hasMessageContaining("farm.example:80")
                .hasMessageContaining("a b");
    }

    /** {@code what}: headers, each behind a bar. */
    private static int call(String method, String path, String what) throws IOException {
        String[] headers = ("Host: localhost:9876|" + what).split("\\|");
        String head = String.join("\n", headers);
        String body = method.equals("GET") ? "" : "{}";
        return RawHttp.send(
                        FARM.port(),
                        method
                                + " "
                                + path
                                + " HTTP/1.1\nConnection: close\nContent-Length: "
                                + body.length()
                                + "\n"
                                + head
                                + "\n\n"
                                + body)
                .status();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // no browser
                "X-Nothing: 1",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: text/plain",
                "User-Agent: Mozilla/5.0",
                // the farm's own pages, a person's own visit
                "Origin: http://localhost:9876|Content-Type: application/json",
                "Origin: http://localhost:9876|Sec-Fetch-Site: same-origin|Content-Type:"
                        + " application/json; charset=utf-8",
                "Sec-Fetch-Site: same-origin|Content-Type: application/json",
                "Sec-Fetch-Site: none|Content-Type: application/json",
                "Referer: http://localhost:9876/docs|Content-Type: application/json",
                // pages that the configuration names
                "Origin: https://studio.example|Sec-Fetch-Site: cross-site|Content-Type:"
                        + " application/json",
                "Referer: https://studio.example/room|Sec-Fetch-Site: cross-site|Content-Type:"
                        + " application/json",
            })
    void letsOwnPagesAndOtherProgramsCall(String headers) throws IOException {
        for (String path : List.of("/models/add", "/models/delete", "/voice")) {
            assertThat(call("GET", path, headers)).as(path).isEqualTo(422);
        }
        assertThat(call("GET", "/v1/voices", headers)).isEqualTo(200);
        for (String path : List.of("/v1/requests", "/v1/audio/speech", "/v1/phonemes")) {
            assertThat(call("POST", path, headers)).as(path).isIn(400, 404);
        }
        assertThat(call("DELETE", "/v1/voices/none", headers)).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Origin: http://evil.example",
                "Origin: http://evil.example|Content-Type: application/json",
                "Origin: http://localhost:9877",
                "Origin: http://localhost",
                "Origin: http://127.0.0.1:9876",
                "Origin: null",
                "Origin: file://",
                "Origin: http://localhost:9876.evil.example",
                "Origin: http://localhost:9876@evil.example",
                "Origin: chrome-extension://abcdef",
                "Origin: https://studio.example.evil.example",
                "Origin: http://studio.example",
                "Origin: http://localhost:9876|Origin: http://evil.example",
                "Origin: http://evil.example|Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document",
                "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: image",
                "Sec-Fetch-Site: none|Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: elsewhere",
                "Referer: http://evil.example/page",
                "Referer: not an address",
            })
    void refusesPagesOfOtherSites(String headers) throws IOException {
        for (String path : List.of("/models/add", "/models/delete", "/voice", "/tools/translate")) {
            assertThat(call("GET", path, headers)).as(path).isEqualTo(403);
        }
        for (String path : List.of("/v1/requests", "/v1/audio/speech", "/voice", "/v1/rebuild")) {
            assertThat(call("POST", path, headers)).as(path).isEqualTo(403);
        }
        assertThat(call("DELETE", "/v1/voices/joe", headers)).isEqualTo(403);
        assertThat(call("PUT", "/v1/requests/mine", headers)).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Origin: http://evil.example;403",
                "Sec-Fetch-Site: cross-site;403",
                "Sec-Fetch-Site: same-site|Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: script;403",
                // a link that a person follows; what comes of it the page cannot see
                "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document;200",
                "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: iframe;403",
            })
    void letsOtherSitesLinkToThisOne(String headers, int status) throws IOException {
        for (String path : List.of("/", "/docs", "/v1/voices", "/models/info")) {
            assertThat(call("GET", path, headers)).as(path).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, 400",
        "application/ld+json; charset=utf-8, 400",
        "text/plain, 403",
        "application/x-www-form-urlencoded, 403",
        "text/plain; application/json, 403",
        "application/jsonp, 403",
        "'', 403",
    })
    void takesFromPagesOnlyWhatNeedsLeave(String type, int status) throws IOException {
        assertThat(
                        call(
                                "POST",
                                "/v1/requests",
                                "Origin: http://localhost:9876|Content-Type: " + type))
                .isEqualTo(status);
    }

    @Test
    void takesFormsFromOwnPagesAlone() throws IOException {
        String type = "Content-Type: multipart/form-data; boundary=x";
        assertThat(call("PUT", "/v1/voices/new", "Origin: http://localhost:9876|" + type))
                .isEqualTo(400);
        assertThat(call("PUT", "/v1/voices/new", "Origin: http://evil.example|" + type))
                .isEqualTo(403);
    }
}
