package voxfarm.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerReachTest {
    private static String explain(String servers, Map<String, String> properties) {
        return new BrokerReach(new KafkaConfig(servers, Topics.DEFAULT, 1, 1, 1, 1, properties))
                .explain();
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void tellsAListenerThatDoesNotAnswerFromNone() throws Exception {
        int open;
        int closed;
        try (ServerSocket other = listener()) {
            closed = other.getLocalPort();
        }
        try (ServerSocket listening = listener()) {
            open = listening.getLocalPort();
            String said = explain("127.0.0.1:" + closed + ", 127.0.0.1:" + open, Map.of());

            assertThat(said)
                    .contains("security.protocol PLAINTEXT (none is set)")
                    .contains("127.0.0.1:" + closed + " cannot be connected to (Connection refused")
                    .contains("127.0.0.1:" + open + " takes connections")
                    .contains("set security.protocol (SSL, SASL_SSL, SASL_PLAINTEXT)");
        }
    }

    @Test
    void saysThatNothingListens() throws Exception {
        int closed;
        try (ServerSocket other = listener()) {
            closed = other.getLocalPort();
        }

        assertThat(explain("127.0.0.1:" + closed, Map.of("security.protocol", "SASL_SSL")))
                .contains("security.protocol SASL_SSL")
                .contains("Is Kafka running there")
                .doesNotContain("takes connections");
        assertThat(explain("kafka-1", Map.of())).contains("kafka-1 has no port");
    }
}
