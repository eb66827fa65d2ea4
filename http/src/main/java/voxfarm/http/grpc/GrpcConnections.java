package voxfarm.http.grpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * How many connections there may be. Where there is no room, the oldest without a call in hand
 * gives way; where all have one, the newcomer goes. So who opens connections and says nothing holds
 * up nobody.
 */
final class GrpcConnections extends Handler.Wrapper implements Connection.Listener {
    static final int MOST = 64;

    /** Calls in hand of each, oldest connection first. Guarded by itself. */
    private final Map<Connection, AtomicInteger> calls = new LinkedHashMap<>();

    @Override
    public void onOpened(Connection connection) {
        Optional<Connection> leaves = Optional.empty();
        synchronized (calls) {
            boolean room = calls.size() < MOST;
            if (!room) {
                leaves =
                        calls.entrySet().stream()
                                .filter(entry -> entry.getValue().get() == 0)
                                .map(Map.Entry::getKey)
                                .findFirst();
                leaves.ifPresent(calls::remove);
            }
            if (room || leaves.isPresent()) {
                calls.put(connection, new AtomicInteger());
            } else {
                leaves = Optional.of(connection);
            }
        }
        leaves.ifPresent(one -> one.getEndPoint().close());
    }

    @Override
    public void onClosed(Connection connection) {
        synchronized (calls) {
            calls.remove(connection);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        AtomicInteger own;
        synchronized (calls) {
            own = calls.get(request.getConnectionMetaData().getConnection());
            if (own != null) {
                own.incrementAndGet();
            }
        }
        if (own == null) {
            callback.failed(new IllegalStateException("the connection is closed"));
            return true;
        }
        Request.addCompletionListener(request, _ -> own.decrementAndGet());
        return super.handle(request, response, callback);
    }
}
