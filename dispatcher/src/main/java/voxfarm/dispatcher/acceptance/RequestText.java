package voxfarm.dispatcher.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.files.TemporaryFiles;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SubmittedText;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;

/**
 * The text of one submission while it is judged. A text in the bucket is copied first: its owner
 * may change it. Closing deletes the copy.
 */
final class RequestText implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Content content;
    private final boolean ours;

    private sealed interface Content {
        record Inline(String text) implements Content {}

        record InFile(Path file, ObjectKey key) implements Content {}
    }

    private RequestText(Content content, boolean ours) {
        this.content = content;
        this.ours = ours;
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if a text in the bucket is not there or not
     *     in this bucket, {@code BODY_TOO_LARGE} if it is too long, {@code TEXT_UNREADABLE} if the
     *     store fails at it
     */
    static RequestText of(RequestId id, SubmittedText text, ObjectStore store) {
        return switch (text) {
            case SubmittedText.Inline(String inline) ->
                    new RequestText(new Content.Inline(inline), false);
            case SubmittedText.Spooled spooled ->
                    new RequestText(
                            new Content.InFile(
                                    spooled.file(), RequestStore.textKey(id, spooled.sha256())),
                            false);
            case SubmittedText.Stored(String uri) -> copy(id, uri, store);
        };
    }

    private static RequestText copy(RequestId id, String uri, ObjectStore store) {
        try {
            return TemporaryFiles.createFilled(
                    "text-", ".txt", file -> copy(id, key(uri, store), store, file));
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, "text_uri: cannot be copied: " + e, e);
        }
    }

    private static RequestText copy(RequestId id, ObjectKey from, ObjectStore store, Path file)
            throws IOException {
        try (InputStream in = open(from, store)) {
            return new RequestText(
                    new Content.InFile(file, RequestStore.textKey(id, copy(in, file))), true);
        }
    }

    /** A name of the caller's choice may be one that the store cannot or will not answer for. */
    private static InputStream open(ObjectKey from, ObjectStore store) {
        try {
            return store.open(from, 0).orElseThrow(() -> missing(store.uri(from)));
        } catch (VoxfarmException e) {
            if (e.code() != ErrorCode.STORE_UNAVAILABLE) {
                throw e;
            }
            throw new VoxfarmException(
                    ErrorCode.TEXT_UNREADABLE, "text_uri: cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Only texts that were put here to be spoken: a user's address is never asked for anything, and
     * nobody hears what other callers asked for or got.
     */
    private static ObjectKey key(String uri, ObjectStore store) {
        String any = store.uri(new ObjectKey(BucketLayout.INBOX + "x"));
        String prefix = any.substring(0, any.length() - 1);
        if (!uri.startsWith(prefix)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "text_uri: expected %sKEY, an object of the farm's bucket for texts, was %s",
                    prefix,
                    Problems.quote(uri));
        }
        return new ObjectKey(BucketLayout.INBOX + uri.substring(prefix.length()));
    }

    private static VoxfarmException missing(String uri) {
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST, "text_uri: there is no object %s", Problems.quote(uri));
    }

    private static String copy(InputStream in, Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long bytes = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
                if (bytes > SynthesisRequest.MAX_TEXT_BYTES) {
                    throw VoxfarmException.of(
                            ErrorCode.BODY_TOO_LARGE,
                            "text_uri: expected at most %s of text, was more",
                            ByteSize.shown(SynthesisRequest.MAX_TEXT_BYTES));
                }
                out.write(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** From its first character; fails on what is not UTF-8. */
    Reader open() throws IOException {
        return switch (content) {
            case Content.Inline(String text) -> new StringReader(text);
            case Content.InFile file ->
                    new BufferedReader(
                            Files.newBufferedReader(file.file(), StandardCharsets.UTF_8),
                            BUFFER_BYTES);
        };
    }

    /** How long it is; of one in a file the most it can be. */
    long characters() {
        return content instanceof Content.Inline(String text)
                ? text.length()
                : SynthesisRequest.MAX_TEXT_BYTES;
    }

    /** How many there are, in units of UTF-16; reads a text in a file. */
    long countCharacters() {
        if (content instanceof Content.Inline(String text)) {
            return text.length();
        }
        try (Reader reader = open()) {
            return reader.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isLong() {
        return content instanceof Content.InFile;
    }

    /** Puts a long text into the bucket; a short one goes into the request itself. */
    void store(RequestStore requests) {
        if (content instanceof Content.InFile file) {
            requests.createText(file.key(), file.file());
        }
    }

    Optional<String> inline() {
        return content instanceof Content.Inline(String text)
                ? Optional.of(text)
                : Optional.empty();
    }

    Optional<ObjectKey> key() {
        return content instanceof Content.InFile file ? Optional.of(file.key()) : Optional.empty();
    }

    @Override
    public void close() {
        if (ours && content instanceof Content.InFile file) {
            TemporaryFiles.delete(file.file());
        }
    }
}
