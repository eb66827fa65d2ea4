package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.VoxfarmException;

class Utf8StreamTest {
    @ParameterizedTest
    @CsvSource({
        "6162ff, 2",
        "c0af, 0",
        "e08080, 1",
        "61eda080, 2",
        "f4908080, 1",
        "f5808080, 0",
        "80, 0",
        "c3, 1",
        "61c3, 2",
        "e282, 2",
        "f09f98, 3",
        "fffe7b00, 0",
        "7b0022, 1",
    })
    void namesTheByteThatIsWrong(String hex, int offset) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        String message = "body: not UTF-8 at byte " + offset;
        assertThatThrownBy(() -> Utf8Stream.require(bytes, "body"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessage(message);
        assertThatThrownBy(() ->
                        new Utf8Stream(new ByteArrayInputStream(bytes), "body").readAllBytes())
                .hasMessage(message);
    }

    @Test
    void agreesWithTheDecoderOfTheJdk() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] often = {0x61, 0x80, 0xbf, 0xc2, 0xe0, 0xa0, 0xed, 0x9f, 0xf0, 0x90, 0xf4, 0x8f};
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            for (int j = 0; j < bytes.length; j++) {
                int b =
                        random.nextBoolean()
                                ? often[random.nextInt(often.length)]
                                : 1 + random.nextInt(255);
                bytes[j] = (byte) b;
            }
            boolean valid = true;
            try {
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                valid = false;
            }
            boolean passed = true;
            try {
                Utf8Stream.require(bytes, "x");
            } catch (VoxfarmException e) {
                passed = false;
            }
            assertThat(passed)
                    .as("seed %d: %s", seed, HexFormat.of().formatHex(bytes))
                    .isEqualTo(valid);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text=%E5%A6%96, -1",
        "a=%41&b=%zz, -1",
        "a=%, -1",
        "text=%ff, 5",
        "text=%C3, 8",
        "a=%C3&b=%A9, 5",
        "a=%C3%00%A9, 5",
        "a=%ED%A0%80, 5",
        "a=%00, -1",
    })
    void readsWhatIsWrittenInPercentSigns(String text, int offset) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (offset < 0) {
            assertThatCode(() -> Utf8Stream.requireEncoded(bytes, "query"))
                    .doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> Utf8Stream.requireEncoded(bytes, "query"))
                    .hasMessage("query: not UTF-8 at byte " + offset);
        }
    }
}
