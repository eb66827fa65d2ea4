package voxfarm.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.telemetry.LogContext;

/** The layout of the log, as it is shipped. */
class LogLayoutTest {
    private static final String FORGED = "12:00:00.000 ERROR Farm forged";

    private static final StringMap REQUEST = new SortedArrayStringMap();

    static {
        REQUEST.putValue(LogContext.REQUEST, "chap-001");
    }

    private static String written(String message, @Nullable Throwable thrown) throws Exception {
        return written("text", message, thrown);
    }

    private static String written(String format, String message, @Nullable Throwable thrown)
            throws Exception {
        URI file = LogLayoutTest.class.getResource("/log4j2.xml").toURI();
        try (LoggerContext context = new LoggerContext("layout")) {
            Configuration configuration =
                    ConfigurationFactory.getInstance().getConfiguration(context, "layout", file);
            configuration.initialize();
            return configuration
                    .getAppender(format)
                    .getLayout()
                    .toSerializable(
                            Log4jLogEvent.newBuilder()
                                    .setLevel(Level.WARN)
                                    .setLoggerName("voxfarm.Test")
                                    .setThreadName("a \"thread\"")
                                    .setContextData(REQUEST)
                                    .setTimeMillis(1_800_000_000_123L)
                                    .setMessage(new SimpleMessage(message))
                                    .setThrown(thrown)
                                    .build())
                    .toString();
        }
    }

    @Test
    void writesOneLineWithDateZoneAndRequest() throws Exception {
        assertThat(written("a plain message, 你好", null))
                .matches(
                        "2027-01-1\\dT\\d\\d:\\d\\d:\\d\\d\\.123(Z|[+-]\\d\\d:\\d\\d) WARN  Test"
                                + " \\[chap-001] a plain message, 你好\n");
    }

    @Test
    void writesOneObjectALineWhereMachinesRead() throws Exception {
        Exception failure = new IllegalStateException("bad \"quotes\"\n" + FORGED);
        String line = written("json", "a \"plain\" message,\n你好\u001b", failure);

        assertThat(line.strip().lines()).hasSize(1);
        ObjectNode record =
                Json.readObject(line.getBytes(StandardCharsets.UTF_8), "line", ErrorCode.INTERNAL);
        assertThat(record.path("at").asText()).startsWith("2027-01-1").contains(".123");
        assertThat(record.path("level").asText()).isEqualTo("WARN");
        assertThat(record.path("logger").asText()).isEqualTo("voxfarm.Test");
        assertThat(record.path("thread").asText()).isEqualTo("a \"thread\"");
        assertThat(record.path("request").asText()).isEqualTo("chap-001");
        assertThat(record.path("message").asText()).isEqualTo("a \"plain\" message,\n你好\u001b");
        assertThat(record.path("error").asText()).contains("bad \"quotes\"", "LogLayoutTest");
    }

    @Test
    void aLongRecordForMachinesIsCutAndStaysAnObject() throws Exception {
        String line = written("json", "\"".repeat(1_000_000), null);

        ObjectNode record =
                Json.readObject(line.getBytes(StandardCharsets.UTF_8), "line", ErrorCode.INTERNAL);
        assertThat(record.path("message").asText().length()).isBetween(3000, 4010);
        assertThat(record.has("error")).isFalse();
    }

    @Test
    void noMessageBeginsAnotherLineOrMovesACursor() throws Exception {
        for (String end : List.of("\n", "\r\n", "\r", "\u0085", "\u2028", "\u000b", "\u001b[1A")) {
            String line = written("name" + end + FORGED, null);

            assertThat(line.strip().lines()).hasSize(1);
            assertThat(line.strip()).doesNotContain(end).contains("forged");
            assertThat(line.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
        }
        assertThat(written("a\u202eb\u200bc", null)).contains("a?b?c");
    }

    @Test
    void cutsALongMessage() throws Exception {
        assertThat(written("x".repeat(20_000_000), null).length()).isLessThan(4_200);
    }

    @Test
    void noMessageOfAFailureLooksLikeALineOfTheLog() throws Exception {
        Exception failure =
                new IllegalStateException(
                        "bad\n" + FORGED, new IllegalArgumentException("x\u001b[2J\n" + FORGED));

        String written = written("failed", failure);

        assertThat(written).contains("IllegalStateException", "Caused by", "LogLayoutTest");
        assertThat(written.lines().filter(line -> line.startsWith("12:00"))).isEmpty();
        assertThat(written).doesNotContain("\u001b");
        assertThat(written("failed", new Exception("y".repeat(5_000_000))).length())
                .isLessThan(25_000);
    }
}
