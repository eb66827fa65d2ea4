package voxfarm.dispatcher.api;

import java.time.Duration;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sends away whoever sends a body so slowly that it would hold its connection for ever: after a
 * while of grace a body must have come at some rate. A caller that waits for its answer is not
 * idle, however long that takes.
 */
final class SlowCallers extends Handler.Wrapper {
    private static final long SLOWEST_BYTES_PER_SECOND = 128;

    private final Duration grace;

    /**
     * @param grace for which a body may come as slowly as it likes
     */
    SlowCallers(Duration grace) {
        this.grace = grace;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // asked only while nobody waits to read or to write: the caller waits for its answer
        request.addIdleTimeoutListener(_ -> false);
        return super.handle(new Measured(request), response, callback);
    }

    private final class Measured extends Request.Wrapper {
        private final long start = System.nanoTime();
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
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            if (chunk.isLast()
                    || taken.compareTo(grace) < 0
                    || bytes >= taken.minus(grace).toSeconds() * SLOWEST_BYTES_PER_SECOND) {
                return chunk;
            }
            chunk.release();
            return Content.Chunk.from(
                    new HttpException.RuntimeException(
                            HttpStatus.REQUEST_TIMEOUT_408, "the body comes too slowly"));
        }
    }
}
