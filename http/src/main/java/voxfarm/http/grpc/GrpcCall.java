package voxfarm.http.grpc;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.Defects;
import voxfarm.common.error.VoxfarmException;

/** One call and its answer: some messages, then how it ended. Used by one thread at a time. */
final class GrpcCall {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcCall.class);
    static final String CONTENT_TYPE = "application/grpc";
    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";

    private final String path;
    private final Response response;
    private final Callback callback;
    private final HttpFields.Mutable trailers = HttpFields.build();
    private boolean begun;

    /**
     * @param callback ends the exchange
     */
    GrpcCall(String path, Response response, Callback callback) {
        this.path = path;
        this.response = response;
        this.callback = callback;
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE);
    }

    /** The only message, and the end. */
    void answer(byte[] message) {
        begin();
        trailers.put(STATUS, GrpcStatus.OK.wireValue());
        response.write(true, GrpcFrames.write(message), callback);
    }

    /**
     * A message of several.
     *
     * @param written told when the next may come, or that the caller has gone
     */
    void send(byte[] message, Callback written) {
        begin();
        response.write(false, GrpcFrames.write(message), written);
    }

    private void begin() {
        if (!begun) {
            begun = true;
            response.setTrailersSupplier(() -> trailers);
        }
    }

    /** Ends it without another message. */
    void end(GrpcStatus status, String message) {
        HttpFields.Mutable last = begun ? trailers : response.getHeaders();
        last.put(STATUS, status.wireValue());
        if (!message.isEmpty()) {
            last.put(new HttpField(MESSAGE, GrpcStatus.encoded(message)));
        }
        response.write(true, null, callback);
    }

    void end(RuntimeException failure) {
        if (failure instanceof VoxfarmException named) {
            end(GrpcStatus.of(named), String.valueOf(named.getMessage()));
        } else {
            end(GrpcStatus.INTERNAL, Defects.told(LOG, path, failure));
        }
    }

    /** Breaks it off. */
    void abort(Throwable why) {
        callback.failed(why);
    }
}
