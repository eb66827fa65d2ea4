package voxfarm.dispatcher.retention;

import java.util.Collection;
import voxfarm.common.store.ObjectInfo;

/**
 * How much was deleted.
 *
 * @param objects their number
 * @param bytes their size
 */
public record Removed(long objects, long bytes) {
    public static final Removed NOTHING = new Removed(0, 0);

    static Removed of(Collection<ObjectInfo> objects) {
        return new Removed(objects.size(), objects.stream().mapToLong(ObjectInfo::bytes).sum());
    }

    Removed and(Removed more) {
        return new Removed(objects + more.objects, bytes + more.bytes);
    }
}
