package voxfarm.http;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Tells {@link Callers} what becomes of the server's connections. */
final class ConnectionBounds extends Handler.Wrapper implements Connection.Listener {
    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz");

    private final Callers callers;
    private final Map<Connection, Callers.Place> places = new ConcurrentHashMap<>();

    ConnectionBounds(Callers callers) {
        this.callers = callers;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress caller) {
            places.put(
                    connection,
                    callers.open(
                            caller.getAddress(),
                            connection::getBytesIn,
                            () -> connection.getEndPoint().close()));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Callers.Place place = places.remove(connection);
        if (place != null) {
            place.leave();
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Callers.Place place = places.get(request.getConnectionMetaData().getConnection());
        if (place == null || !place.begin()) {
            callback.failed(new IllegalStateException("the connection is closed"));
            return true;
        }
        Request.addCompletionListener(request, _ -> place.end());
        if (place.reserved() && !HEALTH.contains(request.getHttpURI().getPath())) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    "all connections are in use");
            return true;
        }
        return super.handle(request, response, callback);
    }
}
