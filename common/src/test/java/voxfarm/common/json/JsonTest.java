package voxfarm.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;

class JsonTest {
    private static ObjectNode read(String text) {
        return Json.readObject(
                text.getBytes(StandardCharsets.UTF_8), "document", ErrorCode.INVALID_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":2}|{\"b\":2,\"a\":1}",
                "{\"a\":1}|{\"a\":1.0}",
                "{\"a\":100}|{\"a\":1e2}",
                "{\"a\":{\"y\":1,\"x\":[1.50]}}|{ \"a\" : {\"x\":[1.5],\"y\":1} }",
                "{\"a\":1,\"b\":null}|{\"a\":1}"
            })
    void callsEqualWhatAsksForTheSame(String one, String other) {
        assertThat(Json.canonicalBytes(read(one))).isEqualTo(Json.canonicalBytes(read(other)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"schema\":1", "[1,", "{\"a\":\"b", "{\"a\":tru"})
    void saysWhatIsCutOffWithoutWordsAboutTheParser(String text) {
        assertThatThrownBy(() -> read(text))
                .hasMessageContaining("line 1")
                .hasMessageNotContainingAny("Source", "REDACTED", "Feature");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1}|{\"a\":\"1\"}",
                "{\"a\":[1,2]}|{\"a\":[2,1]}",
                "{\"a\":1}|{\"a\":[\"#1\"]}",
                "{\"a\":true}|{\"a\":1}",
                "{\"a\":1}|{\"A\":1}"
            })
    void tellsApartWhatAsksForOtherThings(String one, String other) {
        boolean equal =
                java.util.Arrays.equals(
                        Json.canonicalBytes(read(one)), Json.canonicalBytes(read(other)));
        // a list that spells out our form of a number is the one thing that reads alike; it is no
        // valid request
        assertThat(equal).isEqualTo(other.contains("#"));
    }

    @ParameterizedTest
    @CsvSource({"100.0,100", "1e2,100", "1500,1500", "0.50,0.5", "-20.0,-20", "0.0,0"})
    void writesPlainNumbersPlainly(String read, String written) {
        ObjectNode document =
                Json.readObject(
                        ("{\"n\":" + read + "}").getBytes(StandardCharsets.UTF_8),
                        "test",
                        ErrorCode.INVALID_REQUEST);

        assertThat(new String(Json.bytes(document), StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"n\":" + written + "}");
    }

    @Test
    void writesHugeNumbersShort() {
        assertThat(Json.canonicalBytes(read("{\"a\":1e999}")).length).isLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e1000",
                "10e-2147483648",
                "10000000e2147483647",
                "1E+99999999999999999999",
                "-0.1e-1000"
            })
    void refusesNumbersThatNoArithmeticHolds(String number) {
        for (String document : new String[] {"{\"a\":%s}", "{\"zzz\":[{\"b\":%s}]}"}) {
            assertThatThrownBy(() -> read(String.format(document, number)))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining("powers of ten");
        }
    }

    @Test
    void refusesMoreNamesAndValuesThanItsBudget() {
        String many = "{\"a\":[" + "{},".repeat(200_000) + "{}]}";

        assertThatThrownBy(() -> read(many))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("at most 250000 names and values");
    }

    @Test
    void refusesTextsNamesAndNumbersThatAreTooLong() {
        for (String document :
                new String[] {
                    "{\"a\":\"" + "x".repeat((1 << 20) + 1) + "\"}",
                    "{\"" + "x".repeat(513) + "\":1}",
                    "{\"a\":" + "1".repeat(401) + "}"
                }) {
            assertThatThrownBy(() -> read(document))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining("expected");
        }
    }

    /** Such a text can be read, but not written again: it would fail somewhere later. */
    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":\"\\ud800\"}", "{\"\\udc00x\":1}", "{\"a\":[\"\\ud800\\ud800\"]}"})
    void refusesUnpairedSurrogatesWhereverTheyStand(String document) {
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("surrogate");
    }

    /** The form that hashes are of: written while tokens stream by, and as a tree put in order. */
    @Test
    void streamsTheCanonicalFormOfAnyDocument() {
        long seed = System.nanoTime();
        java.util.Random random = new java.util.Random(seed);
        for (int i = 0; i < 2000; i++) {
            ObjectNode document = Documents.random(random);
            document.put("request_id", "left out");
            byte[] bytes = Json.bytes(document);
            ObjectNode rest = document.deepCopy();
            rest.remove("request_id");
            rest.put("text_sha256", "0123");
            String expected = Sha256.hex(Json.bytes(Documents.canonical(rest)));

            Json.Hashed read =
                    Json.readHashed(
                            bytes,
                            Members.of("a"),
                            Set.of("request_id"),
                            Map.of("text_sha256", "0123"),
                            "document",
                            ErrorCode.INVALID_REQUEST);

            assertThat(read.sha256()).as("seed %d, document %d", seed, i).isEqualTo(expected);
            assertThat(read.members().get("a"))
                    .isEqualTo(read(new String(bytes, StandardCharsets.UTF_8)).get("a"));
            read.members()
                    .properties()
                    .forEach(member ->
                            assertThat(member.getKey().equals("a") || member.getValue().isNull())
                                    .isTrue());
            assertThat(Json.hash(document, Set.of("request_id"), Map.of("text_sha256", "0123")))
                    .as("seed %d, document %d", seed, i)
                    .isEqualTo(expected);
        }
    }

    /** Twelve of these, submitted at once, once stopped a farm. */
    @Test
    void keepsNothingOfWhatNobodyAskedFor() {
        byte[] lists =
                ("{\"zzz\":[" + "{},".repeat(40_000) + "{}],\"a\":1}")
                        .getBytes(StandardCharsets.UTF_8);

        ObjectNode kept =
                Json.readHashed(
                                lists,
                                Members.of("a"),
                                Set.of(),
                                Map.of(),
                                "document",
                                ErrorCode.INVALID_REQUEST)
                        .members();

        assertThat(kept).isEqualTo(Json.object().put("a", 1).putNull("zzz"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "null",
                "{",
                "{\"a\":1}x",
                "{\"a\":1,\"a\":2}",
                "{\"a\":NaN}",
                "\"text\"",
                "{'a':1}"
            })
    void refusesWhatIsNotOneObject(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageStartingWith("document:");
    }

    @Test
    void refusesDeepNestingWithoutOverflow() {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> read(deep))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] bytes = {'{', '"', 'a', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'};

        assertThatThrownBy(() -> Json.readObject(bytes, "document", ErrorCode.INVALID_REQUEST))
                .isInstanceOf(VoxfarmException.class);
    }

    @Test
    void refusesEverythingHostileAsTheDocumentsOwnFailure() {
        for (byte[] bytes : HostileDocuments.all()) {
            assertThatThrownBy(() -> Json.readObject(bytes, "document", ErrorCode.INVALID_REQUEST))
                    .as(new String(bytes, 0, Math.min(40, bytes.length), StandardCharsets.UTF_8))
                    .isInstanceOfSatisfying(
                            VoxfarmException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                                assertThat(e.getMessage().length()).isLessThan(700);
                            });
        }
    }
}
