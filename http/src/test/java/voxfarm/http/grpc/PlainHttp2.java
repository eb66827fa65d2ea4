package voxfarm.http.grpc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;

/** A caller that sends frames of HTTP/2 as it is told, sound ones and others. */
final class PlainHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final HpackDecoder heads = new HpackDecoder(1 << 16, System::nanoTime);

    record Frame(int type, int flags, int stream, byte[] payload) {}

    /** What came of a call. */
    record Ended(Map<String, String> heads, byte[] body) {
        String status() {
            return heads.getOrDefault("grpc-status", "none");
        }

        String message() {
            return heads.getOrDefault("grpc-message", "");
        }
    }

    PlainHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    static PlainHttp2 greeting(int port) throws IOException {
        PlainHttp2 caller = new PlainHttp2(port);
        caller.raw(PREFACE);
        caller.frame(SETTINGS, 0, 0, new byte[0]);
        return caller;
    }

    void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    static byte[] framed(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        raw(framed(type, flags, stream, payload));
    }

    /** Names and values as literals that enter no table. */
    static byte[] head(String... fields) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            head.write(0);
            for (String word : new String[] {fields[i], fields[i + 1]}) {
                byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
                if (bytes.length < 127) {
                    head.write(bytes.length);
                } else {
                    head.write(127);
                    int rest = bytes.length - 127;
                    while (rest >= 128) {
                        head.write(rest % 128 + 128);
                        rest /= 128;
                    }
                    head.write(rest);
                }
                head.writeBytes(bytes);
            }
        }
        return head.toByteArray();
    }

    static byte[] callHead(String path) {
        return head(
                ":method",
                "POST",
                ":scheme",
                "http",
                ":path",
                path,
                ":authority",
                "test",
                "content-type",
                "application/grpc",
                "te",
                "trailers");
    }

    static byte[] message(byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }

    void open(int stream, String path) throws IOException {
        frame(HEADERS, END_HEADERS, stream, callHead(path));
    }

    /** A whole call. */
    Ended call(int stream, String path, byte[] message) throws IOException {
        open(stream, path);
        frame(DATA, END_STREAM, stream, message(message));
        return end(stream);
    }

    /** Reads up to the end of a call. */
    Ended end(int stream) throws IOException {
        Map<String, String> fields = new HashMap<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Frame frame = next().orElseThrow(() -> new EOFException("the server has gone"));
            if (frame.stream() != stream) {
                continue;
            }
            if (frame.type() == HEADERS) {
                fields.putAll(fields(frame));
            } else if (frame.type() == DATA) {
                body.writeBytes(frame.payload());
            } else if (frame.type() == RESET) {
                fields.put("reset", String.valueOf(ByteBuffer.wrap(frame.payload()).getInt()));
                return new Ended(fields, body.toByteArray());
            }
            if ((frame.flags() & END_STREAM) != 0
                    && (frame.type() == DATA || frame.type() == HEADERS)) {
                return new Ended(fields, body.toByteArray());
            }
        }
    }

    /** The next message of a call that goes on. */
    byte[] nextMessage(int stream) throws IOException {
        while (true) {
            Frame frame = next().orElseThrow(() -> new EOFException("the server has gone"));
            if (frame.type() == HEADERS) {
                fields(frame);
            } else if (frame.type() == DATA && frame.stream() == stream) {
                return Arrays.copyOfRange(frame.payload(), 5, frame.payload().length);
            }
        }
    }

    /** Of the next message of any call. */
    int nextStream() throws IOException {
        while (true) {
            Frame frame = next().orElseThrow(() -> new EOFException("the server has gone"));
            if (frame.type() == DATA) {
                return frame.stream();
            }
        }
    }

    private Map<String, String> fields(Frame frame) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try {
            var found = heads.decode(ByteBuffer.wrap(frame.payload()));
            if (found instanceof MetaData.Response response) {
                fields.put(":status", String.valueOf(response.getStatus()));
            }
            for (HttpField field : found.getHttpFields()) {
                fields.put(field.getLowerCaseName(), String.valueOf(field.getValue()));
            }
        } catch (HpackException e) {
            throw new IOException(e);
        }
        return fields;
    }

    /** Empty at the end of the connection. */
    Optional<Frame> next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int length = first << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == SETTINGS && (flags & 1) == 0) {
            frame(SETTINGS, 1, 0, new byte[0]);
        }
        return Optional.of(new Frame(type, flags, stream, payload));
    }

    /** Whether the server ends the connection, in time. */
    boolean isCut() {
        try {
            while (next().isPresent()) {
                // what it says before it goes
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
