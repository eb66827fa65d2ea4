package voxfarm.common.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * All objects below a prefix, in the order of their keys, a page of them in memory at a time. What
 * is there all the time is listed exactly once, whatever comes and goes meanwhile. On one thread.
 * Throws what {@link ObjectStore#list} throws.
 */
public final class ObjectListing implements Iterator<ObjectInfo> {
    private static final int PAGE = 1000;

    private final ObjectStore store;
    private final String prefix;
    private final int pageSize;
    private final Deque<ObjectInfo> page = new ArrayDeque<>();
    private Optional<ObjectKey> last;
    private boolean more = true;
    private long foreign;

    public ObjectListing(ObjectStore store, String prefix) {
        this(store, prefix, Optional.empty());
    }

    /**
     * @param after key behind which to begin
     */
    public ObjectListing(ObjectStore store, String prefix, Optional<ObjectKey> after) {
        this(store, prefix, after, PAGE);
    }

    /**
     * @param pageSize how many objects to ask for at once, 1 to 1000; fewer for a reader that will
     *     not read on
     */
    public ObjectListing(
            ObjectStore store, String prefix, Optional<ObjectKey> after, int pageSize) {
        this.store = store;
        this.prefix = prefix;
        this.last = after;
        this.pageSize = pageSize;
    }

    /** The first objects below a prefix, at most {@code most} of them. */
    public static List<ObjectInfo> first(ObjectStore store, String prefix, int most) {
        ObjectListing all =
                new ObjectListing(store, prefix, Optional.empty(), Math.min(most, PAGE));
        List<ObjectInfo> found = new ArrayList<>();
        while (found.size() < most && all.hasNext()) {
            found.add(all.next());
        }
        return found;
    }

    @Override
    public boolean hasNext() {
        if (page.isEmpty() && more) {
            Page found = store.list(prefix, last, pageSize);
            page.addAll(found.objects());
            foreign += found.foreign();
            more = found.more();
            if (more) {
                last = Optional.of(found.last());
            }
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

    /** How many objects were passed over up to here because their names are none of the farm's. */
    public long foreign() {
        return foreign;
    }
}
