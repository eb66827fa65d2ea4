package voxfarm.dispatcher.recovery;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;

/**
 * Walks over all requests in the bucket, and says of each whether it has ended. Two listings side
 * by side, a page of each in memory.
 */
final class RequestScan implements Iterator<RequestScan.Found> {
    private final Names requests;
    private final Names results;

    /**
     * @param ended whether it has a result
     */
    record Found(RequestId id, boolean ended) {}

    RequestScan(ObjectStore store) {
        this.requests = new Names(store, BucketLayout.REQUESTS, BucketLayout.REQUEST_DOCUMENT);
        this.results = new Names(store, BucketLayout.RESULTS, BucketLayout.RESULT_DOCUMENT);
    }

    @Override
    public boolean hasNext() {
        return requests.peek() != null;
    }

    @Override
    public Found next() {
        String id = requests.peek();
        if (id == null) {
            throw new NoSuchElementException();
        }
        requests.pop();
        // keys are in the order of their bytes, so ids are compared with the slash behind them
        String ended = results.peek();
        while (ended != null && (ended + "/").compareTo(id + "/") < 0) {
            results.pop();
            ended = results.peek();
        }
        return new Found(new RequestId(id), id.equals(ended));
    }

    /** How many keys were passed over because their names are none of the farm's. */
    long foreign() {
        return requests.foreign() + results.foreign();
    }

    /** The ids of all keys of one form, in order. */
    private static final class Names {
        private final ObjectListing keys;
        private final String prefix;
        private final String suffix;
        private long foreign;
        private @Nullable String ahead;

        Names(ObjectStore store, String prefix, String suffix) {
            this.keys = new ObjectListing(store, prefix);
            this.prefix = prefix;
            this.suffix = suffix;
        }

        @Nullable String peek() {
            while (ahead == null && keys.hasNext()) {
                ahead = id(keys.next().key().value());
            }
            return ahead;
        }

        private @Nullable String id(String key) {
            if (!key.endsWith(suffix)) {
                return null;
            }
            try {
                String id = key.substring(prefix.length(), key.length() - suffix.length());
                return new RequestId(id).value();
            } catch (VoxfarmException e) {
                foreign++; // somebody else's object
                return null;
            }
        }

        long foreign() {
            return keys.foreign() + foreign;
        }

        void pop() {
            ahead = null;
        }
    }
}
