package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import voxfarm.common.voice.VoiceImport;

class PagesApiTest {
    private static final Pattern REFERENCE = Pattern.compile("\\$ref: '#/([A-Za-z/]+)'");

    private static DoorFarm farm() {
        return new DoorFarm(
                TestHttp.config(100_000, 2), List.of(), VoiceImport.NONE, (text, _) -> text);
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html, index.js",
        "/books, text/html, books.js",
        "/docs, text/html, swagger-ui-bundle.js",
        "/docs/docs.js, text/javascript, SwaggerUIBundle",
        "/docs/index.js, text/javascript, /v1/requests",
        "/docs/page.js, text/javascript, Authorization",
        "/docs/books.js, text/javascript, /v1/books",
        "/docs/index.css, text/css, body",
        "/docs/swagger-ui.css, text/css, .swagger-ui",
        "/docs/swagger-ui-bundle.js, text/javascript, SwaggerUIBundle",
        "/openapi.yaml, application/yaml, 3.1.0",
    })
    void servesPages(String path, String type, String content) {
        try (DoorFarm farm = farm()) {
            DoorFarm.Answer answer = farm.get(path);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.type()).startsWith(type);
            assertThat(answer.text()).contains(content);
            assertThat(answer.response().headers().firstValue("Content-Security-Policy"))
                    .isPresent();
        }
    }

    @Test
    void servesNothingElseOfTheClassPath() {
        try (DoorFarm farm = farm()) {
            for (String path :
                    List.of(
                            "/docs/index.html",
                            "/docs/books.html",
                            "/docs/..%2Fopenapi.yaml",
                            "/docs/../../HttpServer.class",
                            "/docs/swagger-ui.js")) {
                assertThat(farm.get(path).status()).as(path).isIn(400, 404);
            }
        }
    }

    /** What a farm is told of books and voices comes from strangers. */
    @ParameterizedTest
    @ValueSource(strings = {"index.js", "books.js", "page.js"})
    void putsNothingThatIsToldIntoAPageAsMarkup(String script) {
        try (DoorFarm farm = farm()) {
            assertThat(farm.get("/docs/" + script).text())
                    .doesNotContain(
                            "innerHTML",
                            "outerHTML",
                            "insertAdjacentHTML",
                            "document.write",
                            "eval(",
                            "localStorage",
                            "http://",
                            "https://");
        }
    }

    private static String document() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        PagesApi.class.getResourceAsStream(
                                "/voxfarm/dispatcher/api/pages/openapi.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<?, ?> parsed() throws IOException {
        return (Map<?, ?>) new Yaml(new SafeConstructor(new LoaderOptions())).load(document());
    }

    @Test
    void describesNothingThatIsNotThere() throws IOException {
        Map<?, ?> root = parsed();
        Matcher matcher = REFERENCE.matcher(document());
        int references = 0;
        while (matcher.find()) {
            Object node = root;
            for (String name : matcher.group(1).split("/", -1)) {
                assertThat(node).as(matcher.group()).isInstanceOf(Map.class);
                node = Objects.requireNonNull((Map<?, ?>) node).get(name);
            }
            assertThat(node).as(matcher.group()).isNotNull();
            references++;
        }
        assertThat(references).isGreaterThan(50);
    }
}
