package voxfarm.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;

class SpoolingJsonTest {
    private static final SpoolingJson.Limits LIMITS = new SpoolingJson.Limits(1000, 20, 5000);

    private static SpoolingJson.Result read(String json) {
        return SpoolingJson.read(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                "text",
                LIMITS,
                _ -> {});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"short\",\"a\":1}",
                "{ \"a\" : [ \"text\", \"a very long item that is not the member\" ] }",
                "{\"b\":{\"text\":\"inner texts are of no interest here\"}}",
                "{\"text\":17,\"text2\":\"another member, which is long as well\"}",
                "{\"a\":\"\\\"text\\\":\",\"c\":\"{[\\\\\"}",
                "[\"text\",\"of a list, and longer than the limit\"]",
                "nonsense",
                "{\"text\":\"no end"
            })
    void leavesTheRestAsItIs(String json) {
        SpoolingJson.Result result = read(json);

        assertThat(new String(result.document(), StandardCharsets.UTF_8)).isEqualTo(json);
        assertThat(result.spooled()).isEmpty();
    }

    @Test
    void takesALongTextOut() throws IOException {
        String text = "Long \u201ctext\u201d\nwith \\ \"all\" \t of it \uD83D\uDE00 ".repeat(20);
        ObjectNode document = Json.object().put("a", "x").put("text", text).put("z", 2);
        for (String json :
                new String[] {
                    document.toString(), document.toPrettyString(), ascii(document.toString())
                }) {
            SpoolingJson.Result result = read(json);

            ObjectNode rest = Json.readObject(result.document(), "rest", ErrorCode.INTERNAL);
            assertThat(rest).isEqualTo(document.deepCopy().put("text", ""));
            SpoolingJson.Spooled spooled = result.spooled().orElseThrow();
            assertThat(spooled.file()).hasContent(text);
            assertThat(spooled.bytes()).isEqualTo(Files.size(spooled.file()));
            assertThat(spooled.sha256())
                    .isEqualTo(Sha256.hex(text.getBytes(StandardCharsets.UTF_8)));
            Files.delete(spooled.file());
        }
    }

    private static String ascii(String json) {
        StringBuilder out = new StringBuilder();
        json.chars()
                .forEach(c ->
                        out.append(c < 0x7f ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\x", "\\ud83d", "\\ud83dx", "\\ude00", "\\u12g4", "\n", "\\"})
    void refusesABrokenLongText(String broken) {
        assertThatThrownBy(() -> read("{\"text\":\"" + "x".repeat(30) + broken + "\"}"))
                .isInstanceOf(VoxfarmException.class);
    }

    @Test
    void refusesASecondLongText() {
        String member = "\"text\":\"" + "x".repeat(30) + "\"";

        assertThatThrownBy(() -> read("{" + member + "," + member + "}"))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void isBounded() {
        assertThatThrownBy(() -> read("{\"text\":\"" + "x".repeat(6000) + "\"}"))
                .hasMessageContaining("at most 4.9 KiB (5,000 bytes)")
                .hasMessageContaining("was 5.9 KiB (6,000 bytes)");
        assertThatThrownBy(() -> read("{\"text\":\"" + "x".repeat(60_000) + "\"}"))
                .hasMessageContaining("was more than 9.8 KiB (10,000 bytes)");
        assertThatThrownBy(() -> read("{\"other\":\"" + "x".repeat(6000) + "\"}"))
                .hasMessageContaining("at most 1,000 bytes");
    }

    /** Whatever comes in, the result is what a plain reading gives, or a refusal. */
    @Test
    void agreesWithAPlainReading() throws IOException {
        Random random = new Random(5);
        String[] bits = {
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"text\"",
            "\"a\"",
            "\"text\":\"",
            "\"",
            "\\",
            "\\u0041",
            " ",
            "1",
            "\"text\":\"0123456789012345678901234567890\""
        };
        int spooled = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder json = new StringBuilder("{");
            for (int n = random.nextInt(12); n > 0; n--) {
                json.append(bits[random.nextInt(bits.length)]);
            }
            json.append(random.nextBoolean() ? "}" : "");
            ObjectNode plain;
            try {
                plain =
                        Json.readObject(
                                json.toString().getBytes(StandardCharsets.UTF_8),
                                "plain",
                                ErrorCode.INTERNAL);
            } catch (VoxfarmException e) {
                plain = null;
            }
            ObjectNode found;
            try {
                SpoolingJson.Result result = read(json.toString());
                found = Json.readObject(result.document(), "found", ErrorCode.INTERNAL);
                if (result.spooled().isPresent()) {
                    found.put("text", Files.readString(result.spooled().get().file()));
                    Files.delete(result.spooled().get().file());
                    spooled++;
                }
            } catch (VoxfarmException e) {
                found = null;
            }
            assertThat(found).as(json.toString()).isEqualTo(plain);
        }
        assertThat(spooled).isGreaterThan(50);
    }

    @Test
    void whatThisMachineCannotKeepIsNotTheCallersFault(@TempDir Path folder) {
        String json = "{\"text\":\"" + "long ".repeat(100) + "\"}";
        InputStream in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        Path noFile = folder.resolve("a-folder-that-is-not-there/text");

        assertThatThrownBy(() -> SpoolingJson.read(in, "text", LIMITS, () -> noFile, _ -> {}))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
    }

    @Test
    void aStreamThatBreaksOffIsTheCallers() throws IOException {
        InputStream broken = InputStream.nullInputStream();
        broken.close();

        assertThatThrownBy(() -> SpoolingJson.read(broken, "text", LIMITS, _ -> {}))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
