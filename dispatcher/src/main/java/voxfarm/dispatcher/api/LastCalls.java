package voxfarm.dispatcher.api;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import voxfarm.common.error.VoxfarmException;

/**
 * Lets the calls in hand end when the server stops: a connection that is closed in place of an
 * answer leaves a caller without knowing what became of what he sent. Who comes meanwhile is sent
 * away. Thread-safe.
 */
final class LastCalls extends Handler.Wrapper {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();

    /** Guarded by the lock, as is the other. */
    private int inHand;

    private boolean stopping;

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (enter()) {
            Request.addCompletionListener(request, _ -> leave());
            return super.handle(request, response, callback);
        }
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.getHeaders().put(HttpHeader.RETRY_AFTER, VoxfarmException.RETRY_AFTER_SECONDS);
        Response.writeError(
                request,
                response,
                callback,
                HttpStatus.SERVICE_UNAVAILABLE_503,
                "the dispatcher is stopping");
        return true;
    }

    private boolean enter() {
        lock.lock();
        try {
            inHand += stopping ? 0 : 1;
            return !stopping;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            inHand--;
            if (inHand == 0) {
                none.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From here on nobody is let in. */
    void begin() {
        lock.lock();
        try {
            stopping = true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all calls have ended; at most so long. */
    void await(Duration most) {
        long left = most.toNanos();
        lock.lock();
        try {
            while (inHand > 0 && left > 0) {
                left = none.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever stops is in a hurry
        } finally {
            lock.unlock();
        }
    }
}
