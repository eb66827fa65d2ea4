package voxfarm.common.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * All objects below a prefix, in the order of their keys, a page of them in memory at a time. On
 * one thread. Throws what {@link ObjectStore#list} throws.
 */
public final class ObjectListing implements Iterator<ObjectInfo> {
    private static final int PAGE = 1000;

    private final ObjectStore store;
    private final String prefix;
    private final Deque<ObjectInfo> page = new ArrayDeque<>();
    private Optional<ObjectKey> last;
    private boolean more = true;

    public ObjectListing(ObjectStore store, String prefix) {
        this(store, prefix, Optional.empty());
    }

    /**
     * @param after key behind which to begin
     */
    public ObjectListing(ObjectStore store, String prefix, Optional<ObjectKey> after) {
        this.store = store;
        this.prefix = prefix;
        this.last = after;
    }

    @Override
    public boolean hasNext() {
        if (page.isEmpty() && more) {
            List<ObjectInfo> found = store.list(prefix, last, PAGE);
            more = found.size() == PAGE;
            page.addAll(found);
            last = Optional.ofNullable(page.peekLast()).map(ObjectInfo::key);
        }
        return !page.isEmpty();
    }

    @Override
    public ObjectInfo next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.removeFirst();
    }
}
