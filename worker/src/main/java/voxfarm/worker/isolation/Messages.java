package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;

/**
 * What farm and engine process say to each other over two pipes: frames of a call number, a kind, a
 * JSON document and samples. Reading is for one thread, writing for any.
 */
final class Messages {
    private static final int MAX_DOCUMENT_BYTES = 64 << 20;
    private static final int MAX_SAMPLES = 1 << 28;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final JsonBudget budget;

    /** What a frame asks for or answers. */
    enum Kind {
        START(1),
        LOAD(2),
        SPEAK(3),
        CLOSE(4),
        ANSWER(5),
        ERROR(6);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        static Optional<Kind> of(int number) {
            return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
        }
    }

    /** One message. */
    record Frame(int call, Kind kind, ObjectNode document, float[] samples) {}

    /**
     * @param budget of each document that comes in
     */
    Messages(InputStream in, OutputStream out, JsonBudget budget) {
        this.in = new DataInputStream(new BufferedInputStream(in, 1 << 16));
        this.out = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
        this.budget = budget;
    }

    /**
     * The next frame; empty where the other side has ended. One whose document cannot be read is an
     * {@code ERROR} of the same call, and the next can be read: it costs that call alone.
     */
    Optional<Frame> read() throws IOException {
        int call;
        try {
            call = in.readInt();
        } catch (EOFException e) {
            return Optional.empty();
        }
        Optional<Kind> kind = Kind.of(in.readByte());
        int documentBytes = in.readInt();
        int samples = in.readInt();
        if (kind.isEmpty()
                || documentBytes < 0
                || documentBytes > MAX_DOCUMENT_BYTES
                || samples < 0
                || samples > MAX_SAMPLES) {
            throw new IOException("not a frame: something else was written to the pipe");
        }
        byte[] document = in.readNBytes(documentBytes);
        byte[] bytes = in.readNBytes(samples * Float.BYTES);
        if (document.length < documentBytes || bytes.length < samples * Float.BYTES) {
            throw new EOFException("the pipe ended inside a frame");
        }
        float[] values = new float[samples];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return Optional.of(frame(call, kind.get(), document, values));
    }

    private Frame frame(int call, Kind kind, byte[] document, float[] samples) {
        try {
            return new Frame(
                    call,
                    kind,
                    Json.readObject(document, budget, "frame", ErrorCode.INTERNAL),
                    samples);
        } catch (VoxfarmException e) {
            return error(call, e.code(), e.getMessage());
        }
    }

    /** That a call failed. */
    static Frame error(int call, ErrorCode code, String message) {
        return new Frame(
                call,
                Kind.ERROR,
                Json.object().put("code", code.wireName()).put("message", message),
                new float[0]);
    }

    /**
     * Writes one frame whole.
     *
     * @throws VoxfarmException {@code INTERNAL} if it is larger than can be read; nothing of it is
     *     written then
     */
    void write(Frame frame) throws IOException {
        byte[] document = Json.bytes(frame.document());
        if (document.length > MAX_DOCUMENT_BYTES || frame.samples().length > MAX_SAMPLES) {
            throw VoxfarmException.of(
                    ErrorCode.INTERNAL,
                    "frame: expected at most %d bytes and %d samples, was %d and %d",
                    MAX_DOCUMENT_BYTES,
                    MAX_SAMPLES,
                    document.length,
                    frame.samples().length);
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(frame.samples().length * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(frame.samples());
        synchronized (out) {
            out.writeInt(frame.call());
            out.writeByte(frame.kind().number);
            out.writeInt(document.length);
            out.writeInt(frame.samples().length);
            out.write(document);
            out.write(bytes.array());
            out.flush();
        }
    }
}
