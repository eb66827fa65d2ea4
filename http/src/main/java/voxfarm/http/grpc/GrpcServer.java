package voxfarm.http.grpc;

import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Ticker;
import voxfarm.http.Address;

/**
 * Serves methods by gRPC, over HTTP/2 without TLS that is spoken from the first byte. It asks for
 * no key: what may be asked is for whoever reaches the port. All that callers may hold is bounded:
 * connections, calls of each, calls that are followed, heads, messages, and frames that only cost.
 */
public final class GrpcServer implements Component {
    private static final int MAX_THREADS = 24;
    private static final int MIN_THREADS = 2;
    private static final int ACCEPTING_THREADS = 1;
    private static final int CALLS_PER_CONNECTION = 128;
    private static final int MAX_HEADER_BYTES = 8 << 10;
    private static final int SETTINGS = 32;

    /** Resets, pings, settings, empty frames of a connection; beyond them it is closed. */
    private static final int COSTLY_FRAMES_PER_SECOND = 64;

    /** Whoever asks every minute keeps its connection. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    private static final Duration CALL_IDLE = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Address address;
    private final GrpcFollowers followers = new GrpcFollowers(System::nanoTime);
    private final GrpcConnections connections = new GrpcConnections();
    private final Ticker looking = new Ticker("grpc followers", LOOK, followers::look);

    /** Guarded by this, as is the other. */
    private @Nullable Server server;

    private int port;

    /**
     * @param methods by path, such as {@code /some.Service/Method}
     */
    public GrpcServer(Address address, Map<String, GrpcMethod> methods) {
        this.address = address;
        connections.setHandler(new GrpcHandler(methods, followers));
    }

    @Override
    public String name() {
        return "grpc server";
    }

    @Override
    public synchronized void start() {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("grpc");
        threads.setDaemon(true);
        Server jetty = new Server(threads);
        server = jetty;
        ServerConnector connector =
                new ServerConnector(jetty, ACCEPTING_THREADS, ACCEPTING_THREADS, protocol());
        connector.setHost(address.host());
        connector.setPort(address.port());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.addEventListener(connections);
        jetty.addConnector(connector);
        jetty.setHandler(connections);
        looking.start();
        try {
            jetty.start();
        } catch (Exception e) {
            throw address.cannotBind(e);
        }
        port = connector.getLocalPort();
    }

    private static HTTP2CServerConnectionFactory protocol() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        HTTP2CServerConnectionFactory protocol = new HTTP2CServerConnectionFactory(http);
        protocol.setMaxConcurrentStreams(CALLS_PER_CONNECTION);
        protocol.setMaxSettingsKeys(SETTINGS);
        protocol.setInitialStreamRecvWindow(2 * GrpcFrames.MOST_BYTES);
        protocol.setInitialSessionRecvWindow(4 * GrpcFrames.MOST_BYTES);
        protocol.setStreamIdleTimeout(CALL_IDLE.toMillis());
        protocol.setRateControlFactory(new WindowRateControl.Factory(COSTLY_FRAMES_PER_SECOND));
        return protocol;
    }

    /** The port in use. */
    public synchronized int port() {
        if (port <= 0) {
            throw new IllegalStateException("grpc server: not started");
        }
        return port;
    }

    /** Calls that are followed at the moment. */
    int followed() {
        return followers.size();
    }

    @Override
    public synchronized void close() {
        if (server == null) {
            return;
        }
        looking.close();
        followers.stop();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the gRPC server does not stop", e);
        }
        server = null;
    }
}
