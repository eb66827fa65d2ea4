package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Schema;

/**
 * The record on {@code tts.requests} that cancels a request: {@code {"schema": 1, "request_id":
 * "…", "cancel": true}} (docs/formats.md). With the request's id as its key it cannot overtake the
 * request.
 */
public final class CancelCodec {
    private CancelCodec() {}

    /**
     * The request to cancel; empty if the document is something else.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} or {@code UNSUPPORTED_SCHEMA} if it asks to
     *     cancel but does not say what
     */
    public static Optional<RequestId> read(ObjectNode document) {
        Problems problems = new Problems();
        Fields fields = new Fields(document, problems);
        if (!fields.has("cancel")) {
            return Optional.empty();
        }
        Schema.check(fields, "request");
        boolean cancel = fields.optionalFlag("cancel").orElse(false);
        if (!cancel && problems.none()) {
            return Optional.empty();
        }
        Optional<RequestId> id = fields.optionalParsed("request_id", RequestId::new);
        if (id.isEmpty()) {
            fields.problem("request_id", "expected the id of the request to cancel, was absent");
        }
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        return id;
    }
}
