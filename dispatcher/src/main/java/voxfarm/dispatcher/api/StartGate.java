package voxfarm.dispatcher.api;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets the first call in alone, until it has reached our own code. Javalin makes parts of itself
 * when the first call comes, and not safely: of callers that come at once some meet null there.
 */
final class StartGate extends Handler.Wrapper {
    private final AtomicBoolean entered = new AtomicBoolean();
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (open.getCount() > 0 && !entered.compareAndSet(false, true)) {
            open.await();
        }
        try {
            return super.handle(request, response, callback);
        } finally {
            open();
        }
    }

    void open() {
        open.countDown();
    }
}
