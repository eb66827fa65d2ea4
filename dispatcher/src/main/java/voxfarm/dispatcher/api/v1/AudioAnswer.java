package voxfarm.dispatcher.api.v1;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import voxfarm.common.book.BookFile;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;

/**
 * Sends stored sound, and what lies beside that of a book: whole, a range of it (RFC 9110 section
 * 14), or the news that it is known.
 */
final class AudioAnswer {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    private AudioAnswer() {}

    /**
     * What is sent.
     *
     * @param seconds empty of what is no sound
     */
    private record Sent(
            ObjectKey key,
            String contentType,
            long bytes,
            String sha256,
            Optional<Double> seconds) {}

    static void send(Context ctx, ObjectStore store, StoredAudio audio) {
        send(
                ctx,
                store,
                new Sent(
                        audio.key(),
                        audio.format().contentType(),
                        audio.bytes(),
                        audio.sha256(),
                        Optional.of(audio.durationSeconds())));
    }

    /** A file of a book. */
    static void send(Context ctx, ObjectStore store, BookFile file) {
        send(
                ctx,
                store,
                new Sent(
                        file.key(),
                        file.contentType(),
                        file.bytes(),
                        file.sha256(),
                        file.durationSeconds()));
    }

    private static void send(Context ctx, ObjectStore store, Sent sent) {
        String tag = tag(sent);
        boolean head = ctx.method().equals(HandlerType.HEAD);
        // with a submission such headers mean something else
        boolean conditional = head || ctx.method().equals(HandlerType.GET);
        if (conditional && names(ctx.header("If-None-Match"), tag)) {
            describe(ctx, sent, tag);
            ctx.status(304);
            return;
        }
        if (head) {
            if (store.head(sent.key()).isEmpty()) {
                throw gone(sent);
            }
            describe(ctx, sent, tag);
            ctx.header("Content-Length", String.valueOf(sent.bytes()));
            return;
        }
        Optional<Range> range = conditional ? range(ctx, tag, sent.bytes()) : Optional.empty();
        if (range.isPresent()) {
            sendPart(ctx, store, sent, range.get());
            return;
        }
        InputStream whole = open(store, sent, 0);
        describe(ctx, sent, tag);
        ctx.header("Content-Length", String.valueOf(sent.bytes()));
        ctx.result(whole);
    }

    private static void sendPart(Context ctx, ObjectStore store, Sent sent, Range part) {
        String tag = tag(sent);
        if (part.first() >= sent.bytes()) {
            describe(ctx, sent, tag);
            ctx.header("Content-Range", "bytes */" + sent.bytes());
            ctx.status(416);
            return;
        }
        InputStream rest = open(store, sent, part.first());
        describe(ctx, sent, tag);
        ctx.status(206);
        ctx.header(
                "Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + sent.bytes());
        ctx.header("Content-Length", String.valueOf(part.last() - part.first() + 1));
        ctx.result(new Limited(rest, part.last() - part.first() + 1));
    }

    private static String tag(Sent sent) {
        return '"' + sent.sha256() + '"';
    }

    /** What a caller asks for of what it knows; empty where it is to have the whole. */
    private static Optional<Range> range(Context ctx, String tag, long size) {
        String asked = ctx.header("Range");
        String condition = ctx.header("If-Range");
        return asked == null || (condition != null && !condition.equals(tag))
                ? Optional.empty()
                : range(asked, size);
    }

    private static void describe(Context ctx, Sent sent, String tag) {
        ctx.header("ETag", tag);
        ctx.header("Accept-Ranges", "bytes");
        sent.seconds()
                .ifPresent(seconds -> ctx.header("X-Voxfarm-Duration", String.valueOf(seconds)));
        ctx.header("X-Voxfarm-Key", sent.key().value());
        ctx.contentType(sent.contentType());
    }

    /** Whether a condition of a caller names that entity. */
    static boolean names(@Nullable String header, String tag) {
        return header != null && (header.equals("*") || header.contains(tag));
    }

    /** First and last byte. */
    private record Range(long first, long last) {}

    /** Empty for what is none, or more than one: the whole is then the answer. */
    private static Optional<Range> range(String header, long size) {
        Matcher matcher = RANGE.matcher(header.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String from = matcher.group(1);
        String to = matcher.group(2);
        if (from.isEmpty()) {
            if (to.isEmpty()) {
                return Optional.empty();
            }
            long last = Long.parseLong(to);
            return Optional.of(
                    last == 0
                            ? new Range(size, size)
                            : new Range(Math.max(0, size - last), size - 1));
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(to));
        return last < first && first < size
                ? Optional.empty()
                : Optional.of(new Range(first, last));
    }

    private static InputStream open(ObjectStore store, Sent sent, long offset) {
        return store.open(sent.key(), offset).orElseThrow(() -> gone(sent));
    }

    private static VoxfarmException gone(Sent sent) {
        return VoxfarmException.of(
                ErrorCode.NOT_FOUND, "%s: was deleted from the bucket", sent.key());
    }

    /** The first bytes of a stream. */
    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long bytes) {
            super(in);
            this.left = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = in.read(into, from, (int) Math.min(count, left));
            left -= Math.max(0, n);
            return n;
        }
    }
}
