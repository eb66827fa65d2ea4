package voxfarm.http.grpc;

import java.nio.charset.StandardCharsets;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/** How a call ended, by the numbers of gRPC. */
enum GrpcStatus {
    OK(0),
    INVALID_ARGUMENT(3),
    RESOURCE_EXHAUSTED(8),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14);

    private static final int LONGEST_MESSAGE = 1000;

    private final int number;

    GrpcStatus(int number) {
        this.number = number;
    }

    String wireValue() {
        return Integer.toString(number);
    }

    /** Of a failure that has a name. */
    static GrpcStatus of(VoxfarmException failure) {
        ErrorKind kind = failure.code().kind();
        return switch (kind) {
            case CALLER -> INVALID_ARGUMENT;
            case RESOURCE -> UNAVAILABLE;
            case INTERNAL -> INTERNAL;
        };
    }

    /**
     * A message as its header has it: UTF-8, all but visible characters of ASCII and {@code %} as
     * {@code %XX}.
     */
    static String encoded(String message) {
        StringBuilder header = new StringBuilder();
        String line = Problems.oneLine(message, LONGEST_MESSAGE);
        for (byte b : line.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                header.append((char) b);
            } else {
                header.append(String.format("%%%02X", b));
            }
        }
        return header.toString();
    }
}
