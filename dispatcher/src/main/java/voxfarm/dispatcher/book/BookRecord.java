package voxfarm.dispatcher.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SubmittedDocument;

/**
 * A record on {@code tts.requests} that asks for a book (docs/formats.md, "Books by topic"): {@code
 * request_id} with the plan as {@code book}, or with where the book lies as {@code book_uri}.
 */
public sealed interface BookRecord {
    /** Member of the record. */
    String ID = "request_id";

    /** Member of the record. */
    String PLAN = "book";

    /** Member of a plan that names the book by HTTP. */
    String PLAN_ID = "book_id";

    /** With all of its plan, as the body of a call would be. */
    record Planned(ObjectNode plan) implements BookRecord {}

    /** With the place of the book. */
    record Placed(BookReference reference) implements BookRecord {}

    /** Whether a document of that topic is one, well-formed or not, and no request for a text. */
    static boolean isOne(ObjectNode members) {
        boolean asks = members.path(PLAN).isObject() || members.hasNonNull(BookReference.URI);
        return asks && !members.hasNonNull("text") && !members.hasNonNull("text_uri");
    }

    /**
     * By which such a document is known, refused or not: a plan by the hash that it would have by
     * HTTP, so that it is the same book by both doors.
     */
    static String bodySha256(SubmittedDocument document) {
        return isOne(document.members()) && document.members().path(PLAN) instanceof ObjectNode plan
                ? Json.hash(plan, Set.of(PLAN_ID), Map.of())
                : document.bodySha256();
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} with every problem, or {@code
     *     UNSUPPORTED_SCHEMA}
     */
    static BookRecord read(byte[] record) {
        if (!(Json.readValue(record, JsonBudget.SUBMISSION, PLAN, ErrorCode.INVALID_REQUEST)
                instanceof ObjectNode document)) {
            throw new VoxfarmException(ErrorCode.INVALID_REQUEST, "book: expected a JSON object");
        }
        if (document.hasNonNull(BookReference.URI) && document.hasNonNull(PLAN)) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "book_uri: expected one of book and book_uri");
        }
        if (document.hasNonNull(BookReference.URI)) {
            return new Placed(BookReference.read(document, ID));
        }
        Problems problems = new Problems();
        Fields fields = new Fields(document, problems);
        Schema.check(fields, PLAN);
        fields.refuseUnknown(Set.of("schema", ID, PLAN));
        Optional<RequestId> id = fields.optionalParsed(ID, RequestId::new);
        ObjectNode plan = document.path(PLAN) instanceof ObjectNode object ? object : Json.object();
        if (plan.isEmpty()) {
            fields.problem(PLAN, "expected a plan, as PUT /v1/books/ID takes it");
        }
        if (id.isEmpty() && plan.hasNonNull(PLAN_ID)) {
            fields.problem(PLAN + "." + PLAN_ID, "expected the id as request_id beside book");
        }
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        return new Planned(plan);
    }
}
