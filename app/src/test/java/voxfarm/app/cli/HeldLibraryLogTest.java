package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HeldLibraryLogTest {
    private static final class Kept extends AbstractAppender {
        private final List<String> messages = new CopyOnWriteArrayList<>();

        Kept() {
            super("kept", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            messages.add(event.getMessage().getFormattedMessage());
        }
    }

    private final Configuration configuration = LoggerContext.getContext(false).getConfiguration();
    private final Kept kept = new Kept();

    @BeforeEach
    void listen() {
        kept.start();
        configuration.getRootLogger().addAppender(kept, null, null);
    }

    @AfterEach
    void goAway() {
        configuration.getRootLogger().removeAppender("kept");
    }

    /** A library, one with a level of its own, and the farm itself. */
    private static void log() {
        IllegalStateException trace = new IllegalStateException("no disk");
        LoggerFactory.getLogger("kafka.server.BrokerServer").error("fatal", trace);
        LoggerFactory.getLogger("org.apache.kafka.clients.NetworkClient").error("no node", trace);
        LoggerFactory.getLogger("voxfarm.embedded.Broker").warn("ours");
    }

    @Test
    void dropsWhatLibrariesSayOfAStartThatFails() {
        try (HeldLibraryLog held = HeldLibraryLog.hold()) {
            assertThat(held).isNotNull();
            log();
        }
        assertThat(kept.messages).containsExactly("ours");

        log();
        assertThat(kept.messages)
                .as("afterwards")
                .containsExactly("ours", "fatal", "no node", "ours");
    }

    @Test
    void tellsItOfOneThatSucceeds() {
        try (HeldLibraryLog held = HeldLibraryLog.hold()) {
            log();
            held.release();
        }
        assertThat(kept.messages).containsExactly("ours", "fatal", "no node");
    }
}
