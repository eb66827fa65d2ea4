package voxfarm.common.bucket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;

/**
 * Why attempts at a job failed, in marks beside those that count them: whoever gives the job up, a
 * worker or a dispatcher, can say it then.
 */
public final class AttemptErrors {
    private static final int MOST_MARKS = 100;
    private static final int MAX_BYTES = 16 << 10;
    private static final int MAX_CHARACTERS = 1000;

    private AttemptErrors() {}

    /** A mark that says it. */
    public static byte[] write(String workerId, String error) {
        String shortened = Problems.shortened(error, MAX_CHARACTERS);
        return Json.bytes(Json.object().put("worker_id", workerId).put("error", shortened));
    }

    /**
     * The latest error of any job of a request, by the store's clock.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE}
     */
    public static Optional<String> latest(ObjectStore store, RequestId id, AcceptedBy acceptedBy) {
        List<ObjectKey> newestFirst =
                BucketLayout.troubles(id, acceptedBy).stream()
                        .flatMap(prefix -> ObjectListing.first(store, prefix, MOST_MARKS).stream())
                        .sorted(
                                Comparator.comparing(ObjectInfo::lastModified)
                                        .thenComparing(info -> info.key().value())
                                        .reversed())
                        .map(ObjectInfo::key)
                        .toList();
        for (ObjectKey key : newestFirst) {
            Optional<String> error = store.read(key, MAX_BYTES).flatMap(AttemptErrors::error);
            if (error.isPresent()) {
                return error;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> error(byte[] mark) {
        try {
            ObjectNode node = Json.readObject(mark, "mark", ErrorCode.INTERNAL);
            return new Fields(node, new Problems()).optionalText("error");
        } catch (VoxfarmException e) {
            return Optional.empty(); // counts as an attempt, whatever is in it
        }
    }
}
