package voxfarm.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void isWellOnlyWhereItAnswers200() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/healthz",
                exchange -> {
                    exchange.sendResponseHeaders(status.get(), -1);
                    exchange.close();
                });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/healthz";
        try {
            assertThat(Health.problem(address)).isEmpty();
            status.set(503);
            assertThat(Health.problem(address)).isEqualTo("status 503");
        } finally {
            server.stop(0);
        }
        assertThat(Health.problem(address)).isNotEmpty();
        assertThat(Health.problem("no address")).isNotEmpty();
    }
}
