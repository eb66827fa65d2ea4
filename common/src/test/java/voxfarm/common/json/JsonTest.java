package voxfarm.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

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

    @Test
    void writesHugeNumbersShort() {
        assertThat(Json.canonicalBytes(read("{\"a\":1e999999999}")).length).isLessThan(100);
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
}
