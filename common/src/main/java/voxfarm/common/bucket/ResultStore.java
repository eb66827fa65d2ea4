package voxfarm.common.bucket;

import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;

/** The documents that end requests. The first that is written stays. Thread-safe. */
public final class ResultStore {
    private final ObjectStore store;

    public ResultStore(ObjectStore store) {
        this.store = store;
    }

    /** The result of a request, if it has ended. */
    public Optional<SynthesisResult> find(RequestId id) {
        return store.read(BucketLayout.result(id), ResultCodec.MAX_BYTES).map(ResultCodec::read);
    }

    /** Whether something is there, a result or what says that it was deleted. Reads nothing. */
    public boolean exists(RequestId id) {
        return store.head(BucketLayout.result(id)).isPresent();
    }

    /**
     * Ends a request by being the first who does.
     *
     * @return the result that is stored, by whomever; the caller compares whose acceptance it ends
     */
    public SynthesisResult storeFirst(SynthesisResult result) {
        ObjectKey key = BucketLayout.result(result.id());
        if (store.create(key, ResultCodec.write(result), ResultCodec.TYPE)
                == ObjectStore.Created.STORED) {
            return result;
        }
        return find(result.id())
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.STORE_UNAVAILABLE,
                                "%s: the store says that it exists, but it cannot be read",
                                key));
    }
}
