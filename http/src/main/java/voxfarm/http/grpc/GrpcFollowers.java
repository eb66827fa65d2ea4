package voxfarm.http.grpc;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are told one message after another. No thread waits for them: all are looked at in
 * turn, and one whose caller does not read has no more than one message on its way, and after a
 * while none. Thread-safe.
 */
final class GrpcFollowers {
    /** Of all callers. */
    static final int MOST = 256;

    /** A message comes at least so often. */
    static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

    /** In which a message must have been taken. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();

    /**
     * @param nanos a clock for durations
     */
    GrpcFollowers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * A call that goes on. Its lock is held by nobody who calls the server, which has locks of its
     * own and calls back.
     */
    final class Follower {
        private final GrpcCall call;
        private final Supplier<byte[]> present;

        /** Guarded by this, as are the others. */
        private byte @Nullable [] last;

        private long since;
        private boolean onItsWay;
        private boolean over;

        private Follower(GrpcCall call, Supplier<byte[]> present) {
            this.call = call;
            this.present = present;
        }

        void look() {
            if (isTaking()) {
                tell();
            } else if (isLate() && leave()) {
                call.abort(new IllegalStateException("the caller does not read"));
            }
        }

        private synchronized boolean isTaking() {
            return !over && !onItsWay;
        }

        private synchronized boolean isLate() {
            return onItsWay && nanos.getAsLong() - since > PATIENCE.toNanos();
        }

        private void tell() {
            byte[] message;
            try {
                message = present.get();
            } catch (RuntimeException e) {
                if (leave()) {
                    call.end(e);
                }
                return;
            }
            if (mayBeSent(message)) {
                call.send(message, Callback.from(this::taken, _ -> gone()));
            }
        }

        /** If so, it is on its way from now on. */
        private synchronized boolean mayBeSent(byte[] message) {
            long now = nanos.getAsLong();
            boolean old = now - since >= SIGN_OF_LIFE.toNanos();
            if (over || onItsWay || (Arrays.equals(message, last) && !old)) {
                return false;
            }
            last = message;
            since = now;
            onItsWay = true;
            return true;
        }

        private synchronized void taken() {
            onItsWay = false;
        }

        /** The exchange is over, by the caller. */
        void gone() {
            if (leave()) {
                call.abort(new IllegalStateException("the caller has gone"));
            }
        }

        private void stop() {
            boolean ready = isTaking();
            if (leave()) {
                if (ready) {
                    call.end(GrpcStatus.UNAVAILABLE, "this process stops");
                } else {
                    call.abort(new IllegalStateException("this process stops"));
                }
            }
        }

        /** True for the only one who then ends the call. */
        private synchronized boolean leave() {
            if (over) {
                return false;
            }
            over = true;
            followers.remove(this);
            return true;
        }
    }

    /** Whether there is room for one more. */
    boolean full() {
        return followers.size() >= MOST;
    }

    /** Takes a call that goes on; nothing is sent before the next {@link #look}. */
    Follower follow(GrpcCall call, Supplier<byte[]> present) {
        Follower follower = new Follower(call, present);
        followers.add(follower);
        return follower;
    }

    /** Sends what is new; to be called every few seconds. */
    void look() {
        List.copyOf(followers).forEach(Follower::look);
    }

    /** Tells all that it is over. */
    void stop() {
        List.copyOf(followers).forEach(Follower::stop);
    }

    int size() {
        return followers.size();
    }
}
