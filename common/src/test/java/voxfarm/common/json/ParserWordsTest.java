package voxfarm.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class ParserWordsTest {
    private static String refusal(byte[] document) {
        return catchThrowableOfType(
                        VoxfarmException.class,
                        () -> Json.readObject(document, "request", ErrorCode.INVALID_REQUEST))
                .getMessage();
    }

    private static String refusal(String document) {
        return refusal(document.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{\"a\":NaN}~'NaN' is no number of JSON",
                "{\"a\":-Infinity}~'-Infinity' is no number of JSON",
                "{\"a\":+1}~a number",
                "{\"a\":01}~a number",
                "{\"a\":1.}~a number",
                "{/* x */}~unexpected '/'; JSON has no comments",
                "{\"a\":1,\"a\":2}~the member 'a' stands there twice",
                "{\"a\":garbage}~a word that is no value of JSON",
                "{\"a\":1~it ends too early",
                "{\"a\":\"~it ends too early",
                "{\"a\":1]~']' closes nothing that is open",
                "{\"a\" 1}~unexpected '1'",
                "{a:1}~unexpected 'a'",
                "{\"a\":\"\\x\"}~a backslash before no known escape",
            })
    void sayWhatIsWrong(String document, String expected) {
        assertThat(refusal(document)).contains("request: not well-formed JSON: " + expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {513, 600, 60_000, 3_000_000})
    void sayHowLongNamesMayBe(int length) {
        assertThat(refusal("{\"" + "x".repeat(length) + "\":1}")).contains("of at most 5");
    }

    /** Whatever the document. */
    @Test
    void nameNothingOfTheParsers() {
        for (byte[] document : HostileDocuments.all()) {
            Throwable refused =
                    catchThrowableOfType(
                            VoxfarmException.class,
                            () -> Json.readObject(document, "r", ErrorCode.INVALID_REQUEST));
            if (refused != null) {
                assertThat(refused.getMessage())
                        .doesNotContainPattern("`|Feature|VALUE_|Constraints|Source:|Exception");
            }
        }
    }
}
