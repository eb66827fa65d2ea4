package voxfarm.dispatcher.retention;

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

    private Leftovers() {}

    /**
     * @param but the object that is left alone
     */
    static Removed delete(ObjectStore store, String prefix, Optional<ObjectKey> but) {
        Removed removed = Removed.NOTHING;
        List<ObjectInfo> page = new ArrayList<>();
        for (ObjectListing all = new ObjectListing(store, prefix); all.hasNext(); ) {
            ObjectInfo object = all.next();
            if (but.map(object.key()::equals).orElse(false)) {
                continue;
            }
            page.add(object);
            if (page.size() == AT_ONCE) {
                removed = removed.and(delete(store, page));
            }
        }
        return removed.and(delete(store, page));
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
