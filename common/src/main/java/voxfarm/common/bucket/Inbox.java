package voxfarm.common.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;

/**
 * A part of the farm's bucket where callers put what is to be spoken; the farm only reads it. What
 * a caller names lies there or is refused: a user's address is never asked for anything, and nobody
 * hears what other callers asked for or got. Thread-safe.
 */
public final class Inbox {
    private static final int BUFFER_BYTES = 1 << 16;

    private final ObjectStore store;
    private final String prefix;
    private final String member;

    /**
     * @param prefix of its keys; ends with a slash
     * @param member of a document that names objects in it, for messages
     */
    public Inbox(ObjectStore store, String prefix, String member) {
        this.store = store;
        this.prefix = prefix;
        this.member = member;
    }

    /**
     * The key that an address stands for.
     *
     * @param uri {@code s3://bucket/inbox/key}
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is none of an object in here
     */
    public ObjectKey key(String uri) {
        String any = store.uri(new ObjectKey(prefix + "x"));
        String begin = any.substring(0, any.length() - 1);
        if (!uri.startsWith(begin)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected %sKEY, an object that callers put into the farm's bucket, was %s",
                    member,
                    begin,
                    Problems.quote(uri));
        }
        return new ObjectKey(prefix + uri.substring(begin.length()));
    }

    /**
     * Copies an object, since its owner may change it while it is read.
     *
     * @param most bytes
     * @param into a file, which is overwritten
     * @return the SHA-256 of what was copied, in hexadecimal
     * @throws VoxfarmException as {@link #key}, or if there is no such object; {@code
     *     BODY_TOO_LARGE}; {@code TEXT_UNREADABLE} if the store fails at it
     * @throws IOException if it breaks off, or this machine has no room for it
     */
    public String copy(String uri, long most, Path into) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = open(key(uri));
                OutputStream out = new DigestOutputStream(Files.newOutputStream(into), digest)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long bytes = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
                if (bytes > most) {
                    throw VoxfarmException.of(
                            ErrorCode.BODY_TOO_LARGE,
                            "%s: expected at most %s, was more",
                            member,
                            ByteSize.shown(most));
                }
                out.write(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A name of the caller's choice may be one that the store cannot or will not answer for. */
    private InputStream open(ObjectKey key) {
        try {
            return store.open(key, 0)
                    .orElseThrow(() ->
                            VoxfarmException.of(
                                    ErrorCode.INVALID_REQUEST,
                                    "%s: there is no object %s",
                                    member,
                                    Problems.quote(store.uri(key))));
        } catch (VoxfarmException e) {
            if (e.code() != ErrorCode.STORE_UNAVAILABLE) {
                throw e;
            }
            throw new VoxfarmException(
                    ErrorCode.TEXT_UNREADABLE, member + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
