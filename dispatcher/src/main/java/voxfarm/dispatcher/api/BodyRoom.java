package voxfarm.dispatcher.api;

import io.javalin.config.Key;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * How much memory the bodies of calls may take while they are read and parsed, all together. A body
 * takes its own length while it comes in, however slowly, and many times that for the moment in
 * which it is parsed. Thread-safe.
 */
public final class BodyRoom {
    /** Where a server keeps its own. */
    static final Key<BodyRoom> KEY = new Key<>("voxfarm-body-room");

    /** {@code {},} is three bytes, and a node of a tree close to ninety. */
    private static final int PARSED = 32;

    private static final int PIECE = 1 << 10;
    private static final long LEAST_ROOM = 32L << 20;
    private static final Duration PARSE_PATIENCE = Duration.ofSeconds(2);

    private final int pieces;
    private final int mostBytes;
    private final Duration patience;
    private final Semaphore free;

    /**
     * @param bytes for all bodies
     * @param mostBytes of one body
     * @param patience how long a body that is here waits to be parsed
     */
    BodyRoom(long bytes, int mostBytes, Duration patience) {
        this.pieces = Math.clamp(bytes / PIECE, 1, Integer.MAX_VALUE);
        this.mostBytes = mostBytes;
        this.patience = patience;
        this.free = new Semaphore(pieces, true);
    }

    /** A quarter of what this process may use. */
    static BodyRoom ofHeap(int mostBytes) {
        return new BodyRoom(
                Math.max(LEAST_ROOM, Runtime.getRuntime().maxMemory() / 4),
                mostBytes,
                PARSE_PATIENCE);
    }

    /**
     * Nobody waits for what will be refused anyway.
     *
     * @throws VoxfarmException {@code BODY_TOO_LARGE} if the call announces more
     */
    public static void refuseLonger(Context ctx, long mostBytes) {
        long announced = ctx.req().getContentLengthLong();
        if (announced > mostBytes) {
            ErrorMapper.closeAfter(ctx);
            throw tooLarge(mostBytes, ByteSize.shown(announced));
        }
    }

    private static VoxfarmException tooLarge(long mostBytes, String was) {
        return VoxfarmException.of(
                ErrorCode.BODY_TOO_LARGE,
                "body: expected at most %s, was %s",
                ByteSize.shown(mostBytes),
                was);
    }

    /** Room for the body of one call; to be closed when the body is parsed. */
    public static Claim claim(Context ctx) {
        return ctx.appData(KEY).claim();
    }

    Claim claim() {
        return new Claim();
    }

    /** What one body holds. For one thread. */
    public final class Claim implements AutoCloseable {
        private int held;
        private long read;

        private Claim() {}

        /**
         * So many bytes more of the body are in memory.
         *
         * @throws VoxfarmException {@code NOT_READY} if there is no room for them
         */
        public void read(int bytes) {
            read += bytes;
            int wanted = Math.min(pieces, (int) Math.ceilDiv(read, PIECE)) - held;
            if (wanted > 0) {
                if (!free.tryAcquire(wanted)) {
                    throw full();
                }
                held += wanted;
            }
        }

        /**
         * Reads the whole body.
         *
         * @throws VoxfarmException {@code BODY_TOO_LARGE}, or {@code NOT_READY} if there is no room
         */
        public byte[] readAll(Context ctx) {
            refuseLonger(ctx, mostBytes);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] buffer = new byte[8 * PIECE];
            try {
                InputStream in = new Utf8Stream(ctx.bodyInputStream(), "body");
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (body.size() + n > mostBytes) {
                        throw tooLarge(mostBytes, "more");
                    }
                    read(n);
                    body.write(buffer, 0, n);
                }
            } catch (IOException e) {
                ErrorMapper.closeAfter(ctx);
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST,
                        "body: broken off before its end, or sent in chunks that are none",
                        e);
            }
            return body.toByteArray();
        }

        /**
         * Parses what was read.
         *
         * @throws VoxfarmException {@code NOT_READY} if there is no room for that, soon
         */
        public <T> T parse(Supplier<T> parser) {
            int wanted = (int) Math.min(pieces, Math.ceilDiv(read, PIECE) * PARSED) - held;
            try {
                if (wanted > 0
                        && !free.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw full();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VoxfarmException(ErrorCode.NOT_READY, "the dispatcher is stopping", e);
            }
            try {
                return parser.get();
            } finally {
                free.release(Math.max(0, wanted));
            }
        }

        private VoxfarmException full() {
            return new VoxfarmException(
                    ErrorCode.NOT_READY,
                    "too many bodies are read at once for the memory of this dispatcher");
        }

        @Override
        public void close() {
            free.release(held);
            held = 0;
        }
    }
}
