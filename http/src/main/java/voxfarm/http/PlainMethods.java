package voxfarm.http;

import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A call is what its first line says. The router would take another method from a header, and so a
 * call that proxies and browsers let through as one thing could be another here.
 */
public final class PlainMethods extends Handler.Wrapper {
    private static final List<String> OVERRIDES =
            List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        for (String override : OVERRIDES) {
            if (request.getHeaders().contains(override)) {
                Response.writeError(
                        request,
                        response,
                        callback,
                        HttpStatus.BAD_REQUEST_400,
                        override + " is not taken: send the method itself");
                return true;
            }
        }
        return super.handle(request, response, callback);
    }
}
