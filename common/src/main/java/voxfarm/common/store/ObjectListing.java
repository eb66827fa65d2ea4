package voxfarm.common.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    private final Optional<ObjectKey> after;
    private final Deque<ObjectInfo> objects = new ArrayDeque<>();

    /** Read last; null before the first. */
    private @Nullable Page page;

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
        this.after = after;
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
        if (objects.isEmpty() && (page == null || page.more())) {
            page =
                    page == null
                            ? store.list(prefix, after, pageSize)
                            : store.next(prefix, page, pageSize);
            objects.addAll(page.objects());
            foreign += page.foreign();
        }
        return !objects.isEmpty();
    }

    @Override
    public ObjectInfo next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return objects.removeFirst();
    }

    /** How many objects were passed over up to here because their names are none of the farm's. */
    public long foreign() {
        return foreign;
    }
}
