package voxfarm.http.grpc;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Messages as gRPC has them in a body: a byte that says whether it is compressed, four with the
 * length, the message.
 */
final class GrpcFrames {
    /** Of the largest message that is taken. */
    static final int MOST_BYTES = 64 << 10;

    static final int HEAD = 5;

    private GrpcFrames() {}

    /** A body that is not one message. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;
        private final GrpcStatus status;

        private Malformed(GrpcStatus status, String message) {
            super(message);
            this.status = status;
        }

        GrpcStatus status() {
            return status;
        }
    }

    /** The only message of a body. */
    static byte[] read(byte[] body) throws Malformed {
        if (body.length < HEAD) {
            throw new Malformed(
                    GrpcStatus.INVALID_ARGUMENT,
                    "expected one message, was a body of " + body.length + " bytes");
        }
        if (body[0] != 0) {
            throw new Malformed(
                    GrpcStatus.UNIMPLEMENTED, "compressed messages are not taken: send identity");
        }
        int length = ByteBuffer.wrap(body, 1, Integer.BYTES).getInt();
        if (length != body.length - HEAD) {
            throw new Malformed(
                    GrpcStatus.INVALID_ARGUMENT,
                    "expected one message of %d bytes, were %d"
                            .formatted(Integer.toUnsignedLong(length), body.length - HEAD));
        }
        return Arrays.copyOfRange(body, HEAD, body.length);
    }

    static ByteBuffer write(byte[] message) {
        return ByteBuffer.allocate(HEAD + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .flip();
    }
}
