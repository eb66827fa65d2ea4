package voxfarm.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A caller's connection that can be asked, while a call is worked on, whether its caller has closed
 * it. The server itself looks only when it waits for the next request. What comes early, as where
 * requests are sent one behind the other, is kept for it. Used as its connection is: by one thread
 * at a time.
 */
public final class CallerEndPoint extends SocketChannelEndPoint {
    /** Who sends more than this before the answer has come is there. */
    private static final int MOST_EARLY = 4096;

    private final Executor executor;

    /** Made when it is first asked for: most calls are over before. */
    private ByteBuffer early = BufferUtil.EMPTY_BUFFER;

    CallerEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            Executor executor) {
        super(channel, selector, key, scheduler);
        this.executor = executor;
    }

    /**
     * Whether the connection is closed, or will bring nothing more. To be asked on the thread that
     * works on its call, and that has read the call's body.
     */
    public boolean callerHasGone() {
        if (!isOpen() || isInputShutdown()) {
            return true;
        }
        if (early.remaining() == MOST_EARLY) {
            return false;
        }
        if (early.capacity() == 0) {
            early = BufferUtil.allocate(MOST_EARLY);
        }
        try {
            return super.fill(early) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        return early.hasRemaining() ? BufferUtil.append(buffer, early) : super.fill(buffer);
    }

    /** What came early would not be told by the network again. */
    @Override
    protected void needsFillInterest() {
        if (early.hasRemaining()) {
            executor.execute(() -> getFillInterest().fillable());
        } else {
            super.needsFillInterest();
        }
    }
}
