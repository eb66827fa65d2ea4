package voxfarm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The layout of the log, as it is shipped. */
class LogLayoutTest {
    private static final String FORGED = "12:00:00.000 ERROR Farm forged";

    private static String written(String message, @Nullable Throwable thrown) throws Exception {
        URI file = LogLayoutTest.class.getResource("/log4j2.xml").toURI();
        try (LoggerContext context = new LoggerContext("layout")) {
            Configuration configuration =
                    ConfigurationFactory.getInstance().getConfiguration(context, "layout", file);
            configuration.initialize();
            return configuration
                    .getAppender("err")
                    .getLayout()
                    .toSerializable(
                            Log4jLogEvent.newBuilder()
                                    .setLevel(Level.WARN)
                                    .setLoggerName("voxfarm.Test")
                                    .setMessage(new SimpleMessage(message))
                                    .setThrown(thrown)
                                    .build())
                    .toString();
        }
    }

    @Test
    void writesOneLine() throws Exception {
        assertThat(written("a plain message, 你好", null))
                .endsWith(" WARN  Test a plain message, 你好\n");
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
