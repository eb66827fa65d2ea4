package voxfarm.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Ticker;

/**
 * How callers come to a server: the connections they open, how many each of them may hold, how long
 * heads and bodies may take, how much a head may be. One for each server.
 */
public final class Doorway implements Component {
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration LOOK_AT_HEADS = Duration.ofSeconds(1);
    private static final int ACCEPT_QUEUE = 1024;
    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int AS_THE_MACHINE_HAS = -1;

    private final Address address;
    private final BodyPace pace;
    private final LongSupplier nanos;
    private final ConnectionBounds bounds;
    private final Ticker heads;

    /**
     * @param maxConnections of all callers; beyond them health checks alone are answered
     * @param pace of bodies of which nothing else was said, see {@link BodyPace#ATTRIBUTE}
     * @param nanos a clock for what callers take their time for
     * @throws VoxfarmException {@code INVALID_CONFIG} if a proxy is no address
     */
    public Doorway(
            Address address,
            int maxConnections,
            CallerLimits limits,
            BodyPace pace,
            LongSupplier nanos) {
        this.address = address;
        this.pace = pace;
        this.nanos = nanos;
        Callers callers = new Callers(maxConnections, limits, nanos);
        this.bounds = new ConnectionBounds(callers);
        this.heads = new Ticker("late heads", LOOK_AT_HEADS, callers::cutLate);
    }

    @Override
    public String name() {
        return "doorway";
    }

    /** From here on those are sent away who take too long. */
    @Override
    public void start() {
        heads.start();
    }

    @Override
    public void close() {
        heads.close();
    }

    /** For a server of as many threads as the machine has use for. */
    public ServerConnector connector(Server jetty, HttpConfiguration http) {
        return connector(jetty, http, AS_THE_MACHINE_HAS);
    }

    /**
     * Where callers arrive.
     *
     * @param threads that accept connections, and as many that wait for what they bring
     */
    ServerConnector connector(Server jetty, HttpConfiguration http, int threads) {
        http.setSendServerVersion(false);
        // a path that could be read in two ways is refused: nothing here has such a name
        http.setUriCompliance(UriCompliance.DEFAULT);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        ServerConnector connector =
                new ServerConnector(jetty, threads, threads, new HttpConnectionFactory(http)) {
                    @Override
                    protected SocketChannelEndPoint newEndPoint(
                            SocketChannel channel, ManagedSelector selector, SelectionKey key) {
                        CallerEndPoint caller =
                                new CallerEndPoint(
                                        channel, selector, key, getScheduler(), getExecutor());
                        caller.setIdleTimeout(getIdleTimeout());
                        return caller;
                    }
                };
        connector.setHost(address.host());
        connector.setPort(address.port());
        // callers that come all at once are reset by the kernel where the queue is short
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(IDLE.toMillis());
        connector.addEventListener(bounds);
        return connector;
    }

    /** To stand before all others: who holds how many connections. */
    public Handler.Wrapper bounds() {
        return bounds;
    }

    /** To stand where bodies are read: how fast they must come. */
    public Handler.Wrapper slowCallers() {
        return new SlowCallers(pace, nanos);
    }

    /** What whoever started the server is told. */
    public VoxfarmException cannotBind(Exception e) {
        return address.cannotBind(e);
    }
}
