package voxfarm.dispatcher.api.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;

/**
 * A translation service that the operator configured: LibreTranslate's API, or Baidu's, which the
 * original calls. Thread-safe.
 */
public final class HttpTranslator implements Translator {
    private static final int MAX_ANSWER_BYTES = 4 << 20;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final TranslatorConfig config;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private final SecureRandom random = new SecureRandom();

    private HttpTranslator(TranslatorConfig config) {
        this.config = config;
    }

    /** As configured; one that refuses where nothing is. */
    public static Translator of(TranslatorConfig config) {
        return switch (config.provider()) {
            case "off" ->
                    (_, _) -> {
                        throw new VoxfarmException(
                                ErrorCode.UNSUPPORTED,
                                "no translator is configured; see translator in config.yml");
                    };
            case "libretranslate", "baidu" -> new HttpTranslator(config);
            default ->
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_CONFIG,
                            "translator.provider: expected off, libretranslate or baidu, was %s",
                            config.provider());
        };
    }

    @Override
    public String translate(String text, String language) {
        return config.provider().equals("baidu")
                ? baidu(text, language)
                : libreTranslate(text, language);
    }

    private String libreTranslate(String text, String language) {
        ObjectNode body =
                Json.object()
                        .put("q", text)
                        .put("source", "auto")
                        .put("target", language.equals("jp") ? "ja" : language)
                        .put("format", "text");
        if (!config.key().reveal().isEmpty()) {
            body.put("api_key", config.key().reveal());
        }
        JsonNode answer =
                send(
                        request()
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                                .build());
        return translated(answer.path("translatedText"), answer);
    }

    private String baidu(String text, String language) {
        String salt = String.valueOf(random.nextInt(1_000_000_000));
        String sign = md5(config.appId() + text + salt + config.key().reveal());
        String form =
                "q="
                        + URLEncoder.encode(text, StandardCharsets.UTF_8)
                        + "&from=auto&to="
                        + URLEncoder.encode(language, StandardCharsets.UTF_8)
                        + "&appid="
                        + URLEncoder.encode(config.appId(), StandardCharsets.UTF_8)
                        + "&salt="
                        + salt
                        + "&sign="
                        + sign;
        JsonNode answer =
                send(
                        request()
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build());
        StringBuilder lines = new StringBuilder();
        for (JsonNode line : answer.path("trans_result")) {
            lines.append(lines.isEmpty() ? "" : "\n").append(line.path("dst").asText());
        }
        return translated(TextNode.valueOf(lines.toString()), answer);
    }

    private static String translated(JsonNode text, JsonNode answer) {
        if (!text.isTextual() || text.asText().isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.NOT_READY,
                    "the translator answered without a translation: %s",
                    Problems.shortened(answer.toString(), 200));
        }
        return text.asText();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create(config.url()))
                .timeout(Duration.ofSeconds(config.timeoutSeconds()));
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<InputStream> response =
                    http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES);
                if (response.statusCode() != 200) {
                    throw VoxfarmException.of(
                            ErrorCode.NOT_READY,
                            "the translator answered with status %d",
                            response.statusCode());
                }
                return Json.readValue(
                        bytes, JsonBudget.DOCUMENT, "the translator's answer", ErrorCode.NOT_READY);
            }
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.NOT_READY, "the translator cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "the dispatcher is stopping", e);
        }
    }

    /** What Baidu's interface signs with. */
    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("MD5")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
