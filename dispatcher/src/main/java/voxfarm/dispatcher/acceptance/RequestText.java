package voxfarm.dispatcher.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.Inbox;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
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
        Inbox inbox = new Inbox(store, BucketLayout.INBOX, "text_uri");
        try {
            return TemporaryFiles.createFilled(
                    "text-",
                    ".txt",
                    file -> {
                        String sha256 = inbox.copy(uri, SynthesisRequest.MAX_TEXT_BYTES, file);
                        return new RequestText(
                                new Content.InFile(file, RequestStore.textKey(id, sha256)), true);
                    });
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, "text_uri: cannot be copied: " + e, e);
        }
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
