package voxfarm.dispatcher.recovery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;

/**
 * Walks over all requests in the bucket, and says of each whether it has ended. Two listings side
 * by side, a page of each in memory.
 */
final class RequestScan implements Iterator<RequestScan.Found> {
    private static final int PAGE = 1000;

    private final Names requests;
    private final Names results;

    /**
     * @param ended whether it has a result
     */
    record Found(RequestId id, boolean ended) {}

    RequestScan(ObjectStore store) {
        this.requests = new Names(store, BucketLayout.REQUESTS, "/request.json");
        this.results = new Names(store, BucketLayout.RESULTS, "/result.json");
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

    /** The ids of all keys of one form, in order. */
    private static final class Names {
        private final ObjectStore store;
        private final String prefix;
        private final String suffix;
        private final Deque<String> page = new ArrayDeque<>();
        private Optional<ObjectKey> last = Optional.empty();
        private boolean more = true;

        Names(ObjectStore store, String prefix, String suffix) {
            this.store = store;
            this.prefix = prefix;
            this.suffix = suffix;
        }

        @Nullable String peek() {
            while (page.isEmpty() && more) {
                List<ObjectInfo> found = store.list(prefix, last, PAGE);
                more = found.size() == PAGE;
                for (ObjectInfo info : found) {
                    add(info.key().value());
                    last = Optional.of(info.key());
                }
            }
            return page.peekFirst();
        }

        private void add(String key) {
            if (!key.endsWith(suffix)) {
                return;
            }
            String id = key.substring(prefix.length(), key.length() - suffix.length());
            try {
                page.addLast(new RequestId(id).value());
            } catch (VoxfarmException e) {
                // somebody else's object
            }
        }

        void pop() {
            page.removeFirst();
        }
    }
}
