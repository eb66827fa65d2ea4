package voxfarm.http.grpc;

import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A method, from the bytes of a message to those of its answer. What it is given is whatever a
 * caller sent. It is called by several threads at once, and must be quick: it looks at what is
 * known. A {@link voxfarm.common.error.VoxfarmException} becomes the call's status.
 */
public sealed interface GrpcMethod {
    /** One message out. */
    record Answered(UnaryOperator<byte[]> answer) implements GrpcMethod {}

    /**
     * One message after another out: the present one at once, then whenever it is another, and now
     * and then all the same, which shows whether the caller is there. Where there is none any more,
     * the call ends with the reason.
     */
    record Followed(Function<byte[], Supplier<byte[]>> present) implements GrpcMethod {}
}
