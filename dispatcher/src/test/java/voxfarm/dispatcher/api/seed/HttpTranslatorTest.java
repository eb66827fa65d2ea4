package voxfarm.dispatcher.api.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.config.Secret;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

/** Against a server that behaves as the two services document it. */
class HttpTranslatorTest {
    private final HttpServer service;
    private volatile int status = 200;
    private volatile String answer = "{}";
    private volatile String asked = "";
    private volatile String type = "";

    HttpTranslatorTest() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        service.createContext("/translate", this::serve);
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            type = exchange.getRequestHeaders().getFirst("Content-Type");
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Translator translator(String provider) {
        return HttpTranslator.of(
                new TranslatorConfig(
                        provider,
                        "http://127.0.0.1:" + service.getAddress().getPort() + "/translate",
                        "app-7",
                        new Secret("s3cret"),
                        5));
    }

    @Test
    void asksLibreTranslateInItsWords() throws IOException {
        answer = "{\"translatedText\":\"こんにちは\"}";

        assertThat(translator("libretranslate").translate("Hello", "jp")).isEqualTo("こんにちは");
        JsonNode body = Json.mapper().readTree(asked);
        assertThat(type).isEqualTo("application/json");
        assertThat(body.path("q").asText()).isEqualTo("Hello");
        assertThat(body.path("target").asText()).isEqualTo("ja");
        assertThat(body.path("api_key").asText()).isEqualTo("s3cret");
    }

    @Test
    void signsWhatItAsksBaidu() throws Exception {
        answer =
                """
                {"from":"en","to":"zh","trans_result":[{"src":"a","dst":"一"},{"src":"b","dst":"二"}]}
                """;

        assertThat(translator("baidu").translate("a\nb & c", "zh")).isEqualTo("一\n二");
        Map<String, String> form = form();
        assertThat(form).containsEntry("q", "a\nb & c").containsEntry("to", "zh");
        String signed = "app-7" + "a\nb & c" + form.get("salt") + "s3cret";
        assertThat(form)
                .containsEntry(
                        "sign",
                        HexFormat.of()
                                .formatHex(
                                        MessageDigest.getInstance("MD5")
                                                .digest(signed.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void passesOnNoParametersOfACaller() {
        answer = "{\"trans_result\":[{\"dst\":\"x\"}]}";
        var _ = translator("baidu").translate("a", "zh&appid=other");

        assertThat(form()).containsEntry("to", "zh&appid=other").containsEntry("appid", "app-7");
    }

    private Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : asked.split("&", -1)) {
            String[] sides = pair.split("=", 2);
            form.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    @Test
    void saysWhyThereIsNoTranslation() {
        answer = "{\"error_code\":\"54001\",\"error_msg\":\"Invalid Sign\"}";
        fails("baidu", "Invalid Sign");
        fails("libretranslate", "without a translation");
        answer = "no document";
        fails("libretranslate", "not well-formed JSON");
        status = 500;
        fails("libretranslate", "status 500");
        status = 302; // whoever answers must not send the farm elsewhere
        fails("libretranslate", "status 302");
        service.stop(0);
        fails("libretranslate", "cannot be reached");
    }

    private void fails(String provider, String why) {
        assertThatThrownBy(() -> translator(provider).translate("a", "zh"))
                .hasMessageContaining(why)
                .hasMessageNotContaining("s3cret")
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
    }

    @Test
    void isOffUntilConfigured() {
        assertThatThrownBy(() -> HttpTranslator.of(TranslatorConfig.DEFAULTS).translate("a", "zh"))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    }
}
