package voxfarm.http;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sends away whoever sends a body so slowly that it would hold its connection, or a place, for
 * ever. A caller that waits for its answer is not idle, however long that takes.
 */
final class SlowCallers extends Handler.Wrapper {
    private final BodyPace usual;
    private final LongSupplier nanos;

    /**
     * @param usual for bodies of which nothing else was said, see {@link BodyPace#ATTRIBUTE}
     * @param nanos a clock for durations
     */
    SlowCallers(BodyPace usual, LongSupplier nanos) {
        this.usual = usual;
        this.nanos = nanos;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // asked only while nobody waits to read or to write: the caller waits for its answer
        request.addIdleTimeoutListener(_ -> false);
        return super.handle(new Measured(request), response, callback);
    }

    private final class Measured extends Request.Wrapper {
        private final long start = nanos.getAsLong();
        private long bytes;

        Measured(Request request) {
            super(request);
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk chunk = super.read();
            if (chunk == null || Content.Chunk.isFailure(chunk)) {
                return chunk;
            }
            bytes += chunk.remaining();
            BodyPace pace = BodyPace.allowed(getAttribute(BodyPace.ATTRIBUTE), usual);
            if (chunk.isLast() || pace.holds(bytes, Duration.ofNanos(nanos.getAsLong() - start))) {
                return chunk;
            }
            chunk.release();
            return Content.Chunk.from(
                    new HttpException.RuntimeException(
                            HttpStatus.REQUEST_TIMEOUT_408, "the body comes too slowly"));
        }
    }
}
