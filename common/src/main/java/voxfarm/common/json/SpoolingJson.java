package voxfarm.common.json;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.IntConsumer;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.Sha256;
import voxfarm.common.files.TemporaryFiles;

/**
 * Reads a JSON document of which one member, a text at the top level, may be far longer than fits
 * in memory. A long one goes to a file as it is read, and an empty text stands in its place; what
 * remains is small, and is for {@link Json#readObject} to judge. For one document, on one thread.
 */
public final class SpoolingJson {
    /** What is kept is told in pieces of so many bytes. */
    private static final int TOLD_BYTES = 1 << 10;

    private final Source in;
    private final byte[] member;
    private final Limits limits;
    private final TextFiles files;
    private final IntConsumer kept;
    private final ByteArrayOutputStream document = new ByteArrayOutputStream();
    private Optional<Spooled> spooled = Optional.empty();

    /**
     * @param documentBytes of what is not the long text
     * @param inlineBytes up to here the text stays in the document
     * @param spooledBytes of the text
     */
    public record Limits(int documentBytes, int inlineBytes, long spooledBytes) {}

    /** A long text: its file, in UTF-8 that nobody has checked yet, for the caller to delete. */
    public record Spooled(Path file, String sha256, long bytes) {}

    /** What was read. */
    public record Result(byte[] document, Optional<Spooled> spooled) {}

    private SpoolingJson(
            InputStream in, String member, Limits limits, TextFiles files, IntConsumer kept) {
        this.kept = kept;
        this.in = new Source(new BufferedInputStream(in, 1 << 16));
        this.member = member.getBytes(StandardCharsets.UTF_8);
        this.limits = limits;
        this.files = files;
    }

    /**
     * @param member name of the member that may be long
     * @param kept is told how many bytes more are in memory, and may end the reading by an
     *     exception
     * @throws VoxfarmException {@code BODY_TOO_LARGE} beyond a limit, {@code INVALID_REQUEST} if
     *     the long text is not well-formed or the stream cannot be read, {@code NOT_READY} if this
     *     machine has no room for it
     */
    public static Result read(InputStream in, String member, Limits limits, IntConsumer kept) {
        return read(in, member, limits, () -> TemporaryFiles.create("text-", ".txt"), kept);
    }

    /** Makes the empty file for a long text. */
    @FunctionalInterface
    interface TextFiles {
        Path create() throws IOException;
    }

    /** As the other, with files made elsewhere. */
    static Result read(
            InputStream in, String member, Limits limits, TextFiles files, IntConsumer kept) {
        SpoolingJson reader = new SpoolingJson(in, member, limits, files, kept);
        boolean whole = false;
        try {
            reader.copy();
            whole = true;
            return new Result(reader.document.toByteArray(), reader.spooled);
        } catch (IOException e) {
            if (reader.in.failed()) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST,
                        "body: broken off before its end, or sent in chunks that are none",
                        e);
            }
            throw FileFailure.notKept("the text", e);
        } finally {
            if (!whole) {
                reader.discard();
            }
        }
    }

    /** Knows whose fault a failure is: what the caller sends, or where this machine keeps it. */
    private static final class Source extends FilterInputStream {
        private boolean failed;

        Source(InputStream in) {
            super(in);
        }

        boolean failed() {
            return failed;
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            try {
                return in.read(buffer, from, length);
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }
    }

    private void discard() {
        spooled.ifPresent(text -> TemporaryFiles.delete(text.file()));
    }

    /** Follows strings and depth only; whether the rest is JSON is judged later. */
    private void copy() throws IOException {
        int depth = 0;
        boolean nameExpected = false;
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '"') {
                boolean name = depth == 1 && nameExpected;
                nameExpected = false;
                if (name && copyName()) {
                    copyToValue();
                } else if (!name) {
                    keep(c);
                    copyString();
                }
                continue;
            }
            keep(c);
            switch (c) {
                case '{' -> nameExpected = ++depth == 1;
                case '[' -> depth++;
                case '}', ']' -> depth--;
                case ',' -> nameExpected = depth == 1;
                default -> {}
            }
        }
    }

    private void keep(int c) {
        if (document.size() >= limits.documentBytes()) {
            throw VoxfarmException.of(
                    ErrorCode.BODY_TOO_LARGE,
                    "body: expected at most %s beside a long text, was more",
                    ByteSize.shown(limits.documentBytes()));
        }
        document.write(c);
        if (document.size() % TOLD_BYTES == 1) {
            kept.accept(TOLD_BYTES);
        }
    }

    /** Behind the opening quote, up to and with the closing one. */
    private void copyString() throws IOException {
        for (int c = in.read(); c >= 0; c = in.read()) {
            keep(c);
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                int escaped = in.read();
                if (escaped >= 0) {
                    keep(escaped);
                }
            }
        }
    }

    /** Whether it is the name of the long member. */
    private boolean copyName() throws IOException {
        keep('"');
        int matched = 0;
        boolean same = true;
        for (int c = in.read(); c >= 0; c = in.read()) {
            keep(c);
            if (c == '"') {
                return same && matched == member.length;
            }
            same = same && matched < member.length && c == member[matched++];
            if (c == '\\') {
                int escaped = in.read();
                if (escaped >= 0) {
                    keep(escaped);
                }
            }
        }
        return false;
    }

    /** From behind the name to behind a text that is its value; any other value stays unread. */
    private void copyToValue() throws IOException {
        boolean colon = false;
        in.mark(1);
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '"' && colon) {
                keep(c);
                copyLongString();
                return;
            }
            if (c == ':' && !colon) {
                colon = true;
            } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                in.reset();
                return;
            }
            keep(c);
            in.mark(1);
        }
    }

    private void copyLongString() throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        while (raw.size() <= limits.inlineBytes()) {
            int c = in.read();
            if (c < 0) {
                keepAll(raw.toByteArray());
                return;
            }
            raw.write(c);
            if (c == '"') {
                keepAll(raw.toByteArray());
                return;
            }
            if (c == '\\') {
                int escaped = in.read();
                if (escaped >= 0) {
                    raw.write(escaped);
                }
            }
        }
        spool(raw.toByteArray());
        keep('"');
    }

    private void keepAll(byte[] bytes) {
        for (byte b : bytes) {
            keep(b);
        }
    }

    private void spool(byte[] head) throws IOException {
        if (spooled.isPresent()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "body: expected one text, found two");
        }
        Path file = files.create();
        spooled = Optional.of(new Spooled(file, "", 0));
        MessageDigest digest = Sha256.digest();
        try (OutputStream out =
                new DigestOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), digest)) {
            // not closed: the rest of the document follows
            InputStream both = new SequenceInputStream(new ByteArrayInputStream(head), in);
            long bytes = new Unescaper(both, out, limits.spooledBytes()).copy();
            out.flush();
            spooled =
                    Optional.of(
                            new Spooled(file, HexFormat.of().formatHex(digest.digest()), bytes));
        }
    }

    /** Turns the inside of a JSON string into the text that it stands for, as UTF-8. */
    private static final class Unescaper {
        private final InputStream in;
        private final OutputStream out;
        private final long most;
        private long length;

        Unescaper(InputStream in, OutputStream out, long most) {
            this.in = in;
            this.out = out;
            this.most = most;
        }

        /** Up to and with the closing quote; returns how many bytes were written. */
        long copy() throws IOException {
            for (int c = in.read(); c != '"'; c = in.read()) {
                if (c < 0) {
                    throw bad("the text does not end");
                }
                if (c < 0x20) {
                    throw bad("a control character that is not escaped");
                }
                if (c == '\\') {
                    escape();
                } else {
                    write(c);
                }
            }
            if (length > most) {
                throw tooLong(ByteSize.shown(length));
            }
            return length;
        }

        private void escape() throws IOException {
            int c = in.read();
            switch (c) {
                case '"', '\\', '/' -> write(c);
                case 'b' -> write('\b');
                case 'f' -> write('\f');
                case 'n' -> write('\n');
                case 'r' -> write('\r');
                case 't' -> write('\t');
                case 'u' -> unicode((char) hex4());
                default -> throw bad("an unknown escape");
            }
        }

        private void unicode(char first) throws IOException {
            int codePoint = first;
            if (Character.isHighSurrogate(first)) {
                if (in.read() != '\\' || in.read() != 'u') {
                    throw bad("half of a surrogate pair");
                }
                char second = (char) hex4();
                if (!Character.isLowSurrogate(second)) {
                    throw bad("half of a surrogate pair");
                }
                codePoint = Character.toCodePoint(first, second);
            } else if (Character.isLowSurrogate(first)) {
                throw bad("half of a surrogate pair");
            }
            for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                write(b);
            }
        }

        private int hex4() throws IOException {
            int value = 0;
            for (int i = 0; i < 4; i++) {
                int c = in.read();
                if (c < 0 || !HexFormat.isHexDigit(c)) {
                    throw bad("an unknown escape");
                }
                value = value << 4 | HexFormat.fromHexDigit(c);
            }
            return value;
        }

        private void write(int b) throws IOException {
            if (++length <= most) {
                out.write(b);
            } else if (length > 2 * most) { // up to here it is measured, for the message
                throw tooLong("more than " + ByteSize.shown(2 * most));
            }
        }

        private VoxfarmException tooLong(String was) {
            return VoxfarmException.of(
                    ErrorCode.BODY_TOO_LARGE,
                    "text: expected at most %s of UTF-8, was %s; submit it in parts",
                    ByteSize.shown(most),
                    was);
        }

        private static VoxfarmException bad(String what) {
            return VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST, "text: not well-formed JSON: %s", what);
        }
    }
}
