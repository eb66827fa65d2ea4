package voxfarm.common.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;

/**
 * What stands in the place of {@code results/<id>/result.json} when a request was deleted. It holds
 * nothing of what was asked for or spoken. While it is there the id has its end: a job that comes
 * late is passed over, no other result can be written, no walk takes the request for open.
 *
 * @param acceptedBy the acceptance that was deleted
 * @param deletedAt by the clock of the dispatcher that deleted it
 */
public record Tombstone(RequestId id, AcceptedBy acceptedBy, Instant deletedAt) {
    private static final String STATUS = "deleted";

    /** The document. */
    public byte[] write() {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("request_id", id.value())
                        .put("status", STATUS);
        acceptedBy.write(node);
        node.put("deleted_at", deletedAt.toString());
        return Json.bytes(node);
    }

    /**
     * The tombstone that the document at the place of a result is; empty if it is a result.
     *
     * @throws VoxfarmException {@code INTERNAL} if the document is damaged, {@code
     *     UNSUPPORTED_SCHEMA} if another build wrote it
     */
    public static Optional<Tombstone> find(byte[] document) {
        Fields fields =
                new Fields(
                        Json.readObject(document, "result.json", ErrorCode.INTERNAL),
                        new Problems());
        Schema.check(fields, "result.json");
        return is(fields) ? Optional.of(read(fields)) : Optional.empty();
    }

    static boolean is(Fields fields) {
        return fields.optionalText("status").map(STATUS::equals).orElse(false);
    }

    static Tombstone read(Fields fields) {
        Tombstone found =
                new Tombstone(
                        fields.parsed("request_id", RequestId::new, new RequestId("none")),
                        AcceptedBy.read(fields),
                        fields.time("deleted_at"));
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return found;
    }

    /** What whoever asks for the result is told. */
    public VoxfarmException asFailure() {
        return VoxfarmException.of(
                ErrorCode.DELETED, "request %s was deleted at %s", id, deletedAt);
    }
}
