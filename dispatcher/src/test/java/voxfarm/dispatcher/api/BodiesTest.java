package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.http.RawHttp;
import voxfarm.common.voice.VoiceImport;

/** Text that is not UTF-8, at every door that takes text. */
class BodiesTest {
    private static final String VOICE = "/voice?model_id=0&speaker_id=0";
    private static final DoorFarm FARM =
            new DoorFarm(
                    TestHttp.config(100_000, 2), List.of(), VoiceImport.NONE, (text, _) -> text);

    @AfterAll
    static void stop() {
        FARM.close();
    }

    private static RawHttp.Answer send(String method, String path, String type, String body)
            throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        String head =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + bytes.length
                        + "\r\n\r\n";
        return RawHttp.send(FARM.port(), (head + body).getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "PUT;/v1/requests/a;application/json;{\"model_id\":\"joe\",\"text\":\"a\u00ff\"};27",
                "POST;/v1/requests;application/json;{\"model_id\":\"joe\",\"text\":\"\u00c0\u00af\"};26",
                "POST;/v1/requests;application/json;\u00ff\u00fe{;0",
                "POST;/v1/audio/speech;application/json;{\"voice\":\"joe\",\"input\":\"\u00e9\"};25",
                "POST;/v1/phonemes;application/json;{\"text\":\"\u0080\"};9",
                "POST;/voice?model_id=0&speaker_id=0;application/json;{\"text\":\"\u0080\"};9",
                "POST;/voice?model_id=0&speaker_id=0;text/plain;ab\u00fe;2",
                "POST;/voice?model_id=0&speaker_id=0;application/x-www-form-urlencoded;text=%ff;5",
                "POST;/voice?model_id=0&speaker_id=0;application/x-www-form-urlencoded;text=a\u00ff;6",
            })
    void areRefusedWithTheByte(String method, String path, String type, String body, int offset)
            throws Exception {
        RawHttp.Answer answer = send(method, path, type, body);

        assertThat(answer.status()).as(answer.whole()).isEqualTo(400);
        assertThat(answer.body()).contains("body: not UTF-8 at byte " + offset);
    }

    /** The server drops a parameter that it cannot decode: the call would be another one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "POST;/v1/requests?wait=5%;wait: expected two hexadecimal digits behind each %, was"
                        + " \"%\"",
                "GET;/v1/requests?limit=1&prefix=zz%;prefix: expected two",
                "GET;/v1/requests?limit=1%;limit: expected two",
                "GET;/v1/requests?limit=%zz;was \"%zz\"",
                "DELETE;/v1/requests/a?purge=true%2;purge: expected two",
                "DELETE;/v1/requests/a?%;%: expected two",
            })
    void areNotReachedWithAPercentSignThatEscapesNothing(String method, String path, String detail)
            throws Exception {
        RawHttp.Answer answer =
                send(method, path, "application/json", "{\"model_id\":\"joe\",\"text\":\"a\"}");

        assertThat(answer.status()).as(answer.whole()).isEqualTo(400);
        assertThat(answer.body().replace("\\\"", "\"")).contains(detail);
    }

    /** As the original's framework reads it. */
    @Test
    void speakAPercentSignOfTheOriginalsApi() throws Exception {
        assertThat(send("GET", VOICE + "&text=100%&length=1", "text/plain", "").status())
                .isEqualTo(200);
        assertThat(
                        send("POST", VOICE, "application/x-www-form-urlencoded", "text=%E4%BD%A0%")
                                .status())
                .isEqualTo(200);
    }

    @Test
    void areRefusedInTheFieldsOfAForm() throws Exception {
        String form =
                "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nab%s\r\n--x--\r\n";
        String type = "multipart/form-data; boundary=x";

        assertThat(send("POST", VOICE, type, form.formatted("\u00ff")).body())
                .contains("text: not UTF-8 at byte 2");
        assertThat(send("POST", VOICE, type, form.formatted("\u00c3\u00a9")).status())
                .isEqualTo(200);
    }

    private static RawHttp.Answer sendAs(String method, String path, String type) throws Exception {
        String body = type.startsWith("multipart") ? "--x--\r\n" : "{}";
        return send(method, path, type, body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "POST;/voice?model_id=0&speaker_id=0&text=a",
                "PUT;/v1/voices/zz",
                "PUT;/v1/requests/a",
                "POST;/v1/requests",
                "DELETE;/v1/requests/a?purge=true",
                "GET;/v1/requests/a",
                "POST;/v1/phonemes",
                "POST;/v1/audio/speech",
                "POST;/no/such/path",
            })
    void areRefusedInACharsetThatIsNotRead(String method, String path) throws Exception {
        for (String media :
                List.of(
                        "text/plain",
                        "application/json",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data; boundary=x")) {
            for (String charset :
                    List.of(
                            "charset=zzz",
                            "charset=utf-7",
                            "charset=latin1",
                            "charset=UTF-16",
                            "charset=\"a b\"",
                            "charset=a b",
                            "charset=",
                            "Charset = zzz",
                            "charset=\"utf-8",
                            "q=\"x;charset=zzz",
                            "charset=utf-8;charset=zzz")) {
                RawHttp.Answer answer = sendAs(method, path, media + ";" + charset);
                assertThat(answer.status()).as(media + charset + answer.whole()).isEqualTo(415);
                assertThat(answer.body()).contains("content-type: expected charset utf-8, was");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "; charset=utf-8",
                "; charset=UTF-8",
                ";charset=\"utf-8\"",
                "; charset=us-ascii; x=y",
                "; x-charset=zzz",
                "",
            })
    void areReadInTheCharsetsThatAre(String charset) throws Exception {
        RawHttp.Answer answer = send("POST", VOICE, "text/plain" + charset, "abc");

        assertThat(answer.status()).as(answer.whole()).isEqualTo(200);
    }

    private static String form(String field, String type) {
        return """
        --x
        Content-Disposition: form-data; name="_charset_"

        %s
        --x
        Content-Disposition: form-data; name="text"
        Content-Type: %s

        abc
        --x--
        """
                .formatted(field, type)
                .replace("\n", "\r\n");
    }

    /** Each part may name one of its own, and a field that of all. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "utf-8   | text/plain; charset=latin1  | part \\\"text\\\": content-type",
                "utf-8   | text/plain; charset=zzz     | the form",
                "utf-8   | text/plain; charset=\"utf-7\" | the form",
                "utf-8   | text/plain; charset=        | part \\\"text\\\": content-type",
                "latin1  | text/plain                  | part \\\"_charset_\\\"",
                "zzz     | text/plain                  | the form",
            })
    void areRefusedInAPartOfAFormInAnotherCharset(String field, String type, String where)
            throws Exception {
        RawHttp.Answer answer =
                send("POST", VOICE, "multipart/form-data; boundary=x", form(field, type));

        assertThat(answer.status()).as(answer.whole()).isEqualTo(415);
        assertThat(answer.body()).contains(where + ": expected charset utf-8");
    }

    @Test
    void areReadInAPartThatSaysItIsUtf8() throws Exception {
        RawHttp.Answer answer =
                send(
                        "POST",
                        VOICE,
                        "multipart/form-data; boundary=x",
                        form("UTF-8", "text/plain; charset=UTF-8"));

        assertThat(answer.status()).as(answer.whole()).isEqualTo(200);
    }

    /** Which has nothing to do with how much there is in the form. */
    @Test
    void areRefusedInFormsForWhatIsTooMuchOfThem() throws Exception {
        String type = "multipart/form-data; boundary=x";
        String longHead =
                "--x\r\nContent-Disposition: form-data; name=\"" + "t".repeat(20_000) + "\"";
        String many = "--x\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n\r\n".repeat(1001);

        RawHttp.Answer head = send("POST", VOICE, type, longHead + "\r\n\r\na\r\n--x--\r\n");
        assertThat(head.status()).as(head.whole()).isEqualTo(400);
        assertThat(head.body()).contains("the head of a part", "longer than 8192 bytes");
        RawHttp.Answer parts = send("POST", VOICE, type, many + "--x--\r\n");
        assertThat(parts.status()).as(parts.whole()).isEqualTo(400);
        assertThat(parts.body()).contains("at most 1000 parts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip, chunked",
                "identity, chunked",
                "gzip\r\nTransfer-Encoding: chunked",
            })
    void areRefusedInATransferCodingThatIsNotRead(String coding) throws Exception {
        RawHttp.Answer answer =
                RawHttp.send(
                        FARM.port(),
                        ("POST /v1/phonemes HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
                                        + coding
                                        + "\r\n\r\nc\r\n{\"text\":\"a\"}\r\n0\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));

        assertThat(answer.status()).as(answer.whole()).isEqualTo(501);
        assertThat(answer.head()).containsIgnoringCase("connection: close");
    }

    @Test
    void areRefusedInTheQuery() throws Exception {
        RawHttp.Answer answer =
                RawHttp.call(FARM.port(), "GET", VOICE + "&text=%c3%28", "Host: localhost");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"status\":400,\"detail\":\"query: not UTF-8 at byte 32\"}");
        assertThat(
                        RawHttp.call(
                                        FARM.port(),
                                        "GET",
                                        VOICE + "&text=%e5%a6%96",
                                        "Host: localhost")
                                .status())
                .isEqualTo(200);
    }
}
