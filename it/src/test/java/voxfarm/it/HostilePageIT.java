package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.it.support.Browser;
import voxfarm.it.support.Http;
import voxfarm.it.support.TestFarm;

/**
 * A farm on the loopback address that asks for no key, and a person at the same machine who visits
 * a page of somebody else, in a real browser.
 */
class HostilePageIT {
    /** What any page can make a browser send without asking. */
    private static final String ATTACK =
            """
            (async () => {
              const farm = 'FARM';
              const body = JSON.stringify({model_id: 'en_US-joe-medium', text: 'Ordered by a page.'});
              const outcome = {};
              const attempt = async (name, action) => {
                const silence = new Promise(done => setTimeout(() => done('silent'), 2000));
                try {
                  const r = await Promise.race([action(), silence]);
                  outcome[name] = r && r.type ? r.type : String(r);
                }
                catch (e) { outcome[name] = 'refused'; }
              };
              const post = (path, type, mode, method) =>
                fetch(farm + path, {method: method || 'POST', mode, body,
                                    headers: type ? {'Content-Type': type} : {}});
              const element = (tag, path) => new Promise(done => {
                const e = document.createElement(tag);
                e.onload = () => done('loaded');
                e.oncanplaythrough = () => done('loaded');
                e.onerror = () => done('refused');
                e.src = farm + path;
                document.body.append(e);
              });
              await attempt('read', () => fetch(farm + '/v1/voices'));
              await attempt('plain', () => post('/v1/requests', 'text/plain', 'no-cors'));
              await attempt('form', () =>
                post('/v1/requests', 'application/x-www-form-urlencoded', 'no-cors'));
              await attempt('blob', () => fetch(farm + '/v1/requests',
                {method: 'POST', mode: 'no-cors', body: new Blob([body])}));
              await attempt('json', () => post('/v1/requests', 'application/json', 'cors'));
              await attempt('speech', () => post('/v1/audio/speech', 'text/plain', 'no-cors'));
              await attempt('put', () => post('/v1/requests/page', 'application/json', 'cors', 'PUT'));
              await attempt('delete', () =>
                fetch(farm + '/v1/voices/en_US-joe-medium', {method: 'DELETE'}));
              await attempt('get', () => fetch(farm + '/models/delete?model_id=0', {mode: 'no-cors'}));
              await attempt('voice', () => fetch(
                farm + '/voice?text=Hello&model_id=0&speaker_id=0', {mode: 'no-cors'}));
              await attempt('image', () => element('img', '/models/delete?model_id=0'));
              await attempt('script', () => element('script', '/models/delete?model_id=0'));
              await attempt('audio', () =>
                element('audio', '/voice?text=Hello&model_id=0&speaker_id=0'));
              navigator.sendBeacon(farm + '/v1/requests', new Blob([body], {type: 'text/plain'}));
              navigator.sendBeacon(farm + '/v1/rebuild');
              await attempt('frame', () => new Promise(done => {
                const frame = document.createElement('iframe');
                frame.name = 'frame';
                document.body.append(frame);
                const form = document.createElement('form');
                form.method = 'post';
                form.enctype = 'text/plain';
                form.target = 'frame';
                form.action = farm + '/v1/requests';
                const field = document.createElement('input');
                field.name = body.replace('}', ',"labels":{"x":"');
                field.value = '"}}';
                form.append(field);
                document.body.append(form);
                frame.onload = () => done('answered');
                form.submit();
              }));
              return JSON.stringify(outcome);
            })()\
            """;

    private static final List<String> ANSWERED_OPAQUELY =
            List.of("plain", "form", "blob", "speech", "get", "voice");

    @TempDir static Path data;

    private static Browser browser;
    private static TestFarm farm;
    private static Http http;
    private static HttpServer hostile;

    @BeforeAll
    static void start() throws Exception {
        browser =
                Browser.start(
                        data.resolve("browser"),
                        List.of("--host-resolver-rules=MAP *.test 127.0.0.1"));
        farm = TestFarm.start(data.resolve("farm"));
        http = new Http(farm.endpoints().http());
        hostile = page();
    }

    private static HttpServer page() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page =
                "<!doctype html><title>Kittens</title><body>".getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().add("Content-Type", "text/html");
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        server.start();
        return server;
    }

    @AfterAll
    static void stop() {
        // a test class that is skipped has none of them
        if (farm != null) {
            hostile.stop(0);
            http.close();
            farm.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private static int port() {
        return URI.create(farm.endpoints().http()).getPort();
    }

    private static JsonNode requests() {
        return Http.json(http.get("/v1/requests")).path("requests");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "kittens.test"})
    void commandsNothing(String name) throws Exception {
        int before = requests().size();
        String models = new String(http.get("/models/info").body(), StandardCharsets.UTF_8);
        Browser.Page page =
                browser.open(URI.create("http://" + name + ":" + hostile.getAddress().getPort()));
        for (String called : List.of("127.0.0.1", "localhost")) {
            String outcome =
                    page.evaluate(ATTACK.replace("FARM", "http://" + called + ":" + port()))
                            .asText();
            JsonNode found = voxfarm.common.json.Json.mapper().readTree(outcome);
            for (String sent : ANSWERED_OPAQUELY) {
                assertThat(found.path(sent).asText())
                        .as("%s: it reached the farm; %s", sent, outcome)
                        .isEqualTo("opaque");
            }
            for (String kept :
                    List.of("read", "json", "put", "delete", "image", "script", "audio")) {
                assertThat(found.path(kept).asText())
                        .as("%s: %s", kept, outcome)
                        .isEqualTo("refused");
            }
        }
        // what the page sent last, and more slowly, has come by the time that a sentence is spoken
        String mine = Http.request("Spoken for the one at the machine.");
        assertThat(http.send("PUT", "/v1/requests/own-" + name + "?wait=60", mine).statusCode())
                .isEqualTo(200);
        assertThat(requests()).as("requests").hasSize(before + 1);
        assertThat(new String(http.get("/models/info").body(), StandardCharsets.UTF_8))
                .isEqualTo(models);
        assertThat(http.get("/v1/voices/en_US-joe-medium").statusCode()).isEqualTo(200);
    }

    @Test
    void readsNothingByANameThatWasMadeToLeadHere() throws Exception {
        Browser.Page page = browser.open(URI.create("http://rebound.test:" + port() + "/"));

        for (String path : List.of("/v1/voices", "/v1/requests", "/models/delete?model_id=0")) {
            assertThat(page.evaluate("fetch('" + path + "').then(r => r.status)").asInt())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(
                        page.evaluate(
                                        "fetch('/v1/requests', {method: 'POST', body: '{}',"
                                                + " headers: {'Content-Type':"
                                                + " 'application/json'}}).then(r => r.status)")
                                .asInt())
                .isEqualTo(403);
    }

    /** Without this the others could be refused for another reason. */
    @Test
    void ownPagesCommand() throws Exception {
        for (String name : List.of("127.0.0.1", "localhost")) {
            Browser.Page page = browser.open(URI.create("http://" + name + ":" + port() + "/"));
            assertThat(
                            page.evaluate(
                                            "fetch('/v1/requests?wait=60', {method: 'POST', body:"
                                                + " JSON.stringify({model_id: 'en_US-joe-medium',"
                                                + " text: 'Mine.'}), headers: {'Content-Type':"
                                                + " 'application/json'}}).then(r => r.status)")
                                    .asInt())
                    .isEqualTo(200);
            assertThat(page.evaluate("fetch('/models/info').then(r => r.status)").asInt())
                    .isEqualTo(200);
        }
    }
}
