package voxfarm.common.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;

class TextDecoderTest {
    private static TextDecoder.Decoded decoded(byte[] bytes) {
        return TextDecoder.decode(bytes, "a.txt", null);
    }

    /** Whole texts and single words, as they come out of other people's editors. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GB18030|第一回 猴头。他说：“快走吧。”果然离开了。",
                "GB18030|Hello, 你好!",
                "GB18030|你好",
                "Big5|第一回 靈根育孕源流出。今天天氣不錯。",
                "windows-31j|吾輩は猫である。名前はまだ無い。",
                "Big5|你好",
                "windows-1252|“Smart quotes” – and café",
                "windows-1252|Der Bär läuft über die Straße.",
                "UTF-16|第一回",
                "UTF-16LE|Hello there, café.",
                "UTF-16BE|Hello there, café.",
            })
    void tellsEncodingsApartAndSaysSo(String encoding, String text) {
        TextDecoder.Decoded found = decoded(text.getBytes(Charset.forName(encoding)));

        assertThat(found.text()).isEqualTo(text);
        assertThat(found.note().orElseThrow())
                .startsWith("a.txt")
                .containsIgnoringCase("read as " + encoding.substring(0, 4));
    }

    @Test
    void saysNothingOfUtf8() {
        assertThat(decoded("Grüße, 你好".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new TextDecoder.Decoded("Grüße, 你好", Optional.empty()));
        assertThat(decoded("\ufeffx".getBytes(StandardCharsets.UTF_8)).text()).isEqualTo("x");
        assertThat(decoded(new byte[0]).text()).isEmpty();
    }

    @Test
    void readsEveryMark() {
        for (String encoding :
                new String[] {"x-UTF-16LE-BOM", "UTF-16", "X-UTF-32LE-BOM", "X-UTF-32BE-BOM"}) {
            TextDecoder.Decoded found = decoded("你好!".getBytes(Charset.forName(encoding)));

            assertThat(found.text()).as(encoding).isEqualTo("你好!");
            assertThat(found.note().orElseThrow()).contains("as its mark says");
        }
    }

    @Test
    void takesAnOrder() {
        byte[] bytes = "Grüße".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(TextDecoder.decode(bytes, "a.txt", StandardCharsets.ISO_8859_1).text())
                .isEqualTo("Grüße");
        assertThatThrownBy(() -> TextDecoder.decode(bytes, "a.txt", StandardCharsets.UTF_8))
                .isInstanceOf(VoxfarmException.class)
                .hasMessage("a.txt: is not UTF-8 (byte 2)");
    }

    /** Half a text is never spoken. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello caf\u00c3\u00a9 and na\u00efve.",
                "M\u00c3\u00bcller, \u00c3\u0096l, gr\u00c3\u00bcn, f\u00fcr",
                "\u00e5\u00bc\u00a0\u00e4\u00b8\u0089\u00e8\u00af\u00b4 \u00c4\u00e3"
            })
    void readsNothingOfDamagedUtf8(String bytes) {
        assertThatThrownBy(() ->
                        TextDecoder.decode(
                                bytes.getBytes(StandardCharsets.ISO_8859_1), "a.txt", null))
                .hasMessageContaining("a.txt: is not UTF-8 (byte")
                .hasMessageContaining("cut or joined wrongly");
    }

    @Test
    void refusesWhatFitsNothing() {
        byte[] broken = {'a', 'b', (byte) 0x81, (byte) 0x8d, 0x01};

        assertThatThrownBy(() -> decoded(broken))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("is not UTF-8 (byte 2)")
                .hasMessageContaining("--encoding");
    }
}
