package voxfarm.dispatcher.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;

/** Deletes all objects below a prefix, a page at a time, but for one that goes last or stays. */
final class Leftovers {
    private static final int AT_ONCE = 1000;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Leftovers() {}

    /**
     * @param but the object that is left alone
     */
    static Removed delete(ObjectStore store, String prefix, Optional<ObjectKey> but) {
        return delete(store, prefix, but, Instant.MAX);
    }

    /**
     * As the other, but for what was written later than that: who counts by age has not seen it,
     * and it may belong to another who came back under the same name.
     */
    static Removed delete(
            ObjectStore store, String prefix, Optional<ObjectKey> but, Instant until) {
        Removed removed = Removed.NOTHING;
        List<ObjectInfo> page = new ArrayList<>();
        for (ObjectListing all = new ObjectListing(store, prefix); all.hasNext(); ) {
            ObjectInfo object = all.next();
            if (but.map(object.key()::equals).orElse(false) || isYounger(object, until)) {
                continue;
            }
            page.add(object);
            if (page.size() == AT_ONCE) {
                removed = removed.and(delete(store, page));
            }
        }
        return removed.and(delete(store, page));
    }

    /** Of some stores a listing says the second only, of others the answer to a HEAD. */
    static boolean isYounger(ObjectInfo object, Instant than) {
        return than.isBefore(Instant.MAX.minus(SECOND))
                && object.lastModified().isAfter(than.plus(SECOND));
    }

    private static Removed delete(ObjectStore store, List<ObjectInfo> page) {
        if (page.isEmpty()) {
            return Removed.NOTHING;
        }
        store.deleteAll(page.stream().map(ObjectInfo::key).toList());
        Removed removed = Removed.of(page);
        page.clear();
        return removed;
    }
}
