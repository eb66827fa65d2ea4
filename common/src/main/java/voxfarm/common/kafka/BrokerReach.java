package voxfarm.common.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a cluster may not answer: Kafka's own client tries again in silence whatever is wrong. Looks
 * at the configured addresses by itself.
 */
final class BrokerReach {
    private static final int CONNECT_MILLIS = 2000;
    private static final String PROTOCOL = "security.protocol";

    private final KafkaConfig config;

    BrokerReach(KafkaConfig config) {
        this.config = config;
    }

    /** One line that says what was tried, what each address does, and what is likely. */
    String explain() {
        List<String> found = new ArrayList<>();
        boolean connected = false;
        for (String address : config.bootstrapServers().split(",", -1)) {
            String state = state(address.strip());
            connected |= state.isEmpty();
            found.add(address.strip() + (state.isEmpty() ? " takes connections" : " " + state));
        }
        return "tried with "
                + PROTOCOL
                + " "
                + protocol()
                + ": "
                + String.join(", ", found)
                + ". "
                + (connected
                        ? unspoken()
                        : "Is Kafka running there, and kafka.bootstrap-servers right?");
    }

    private String protocol() {
        String set = config.properties().get(PROTOCOL);
        return set == null ? "PLAINTEXT (none is set)" : set;
    }

    private static String unspoken() {
        return "Something listens and does not answer as Kafka would in this protocol: set"
                + " security.protocol (SSL, SASL_SSL, SASL_PLAINTEXT) in kafka.properties as the"
                + " listener has it, check that the port is a broker's and not a controller's, and"
                + " that the brokers' advertised.listeners can be reached from here.";
    }

    /** Empty if a connection can be made. */
    private static String state(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            return "has no port";
        }
        try (Socket socket = new Socket()) {
            InetSocketAddress target =
                    new InetSocketAddress(
                            address.substring(0, colon),
                            Integer.parseInt(address.substring(colon + 1)));
            if (target.isUnresolved()) {
                return "is an unknown host";
            }
            socket.connect(target, CONNECT_MILLIS);
            return "";
        } catch (NumberFormatException e) {
            return "has no port";
        } catch (IOException e) {
            return "cannot be connected to (" + e.getMessage() + ")";
        }
    }
}
