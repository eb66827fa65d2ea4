package voxfarm.dispatcher.retention;

import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectListing;

/**
 * The objects of a listing by what they belong to, one summary at a time, in the order of the keys.
 * What belongs together lies together. Keys that belong to nothing of the farm's are passed over.
 */
final class Groups implements Iterator<Groups.Group> {
    private final ObjectListing objects;
    private final Function<ObjectInfo, Optional<String>> nameOf;
    private final String main;
    private @Nullable ObjectInfo ahead;
    private @Nullable String name;

    /**
     * What lies under one name.
     *
     * @param main the object that says what the others are, if it is there
     * @param newest when the last of them was written
     */
    record Group(String name, Optional<ObjectInfo> main, Instant newest, Removed size) {}

    /**
     * @param nameOf what an object belongs to
     * @param main how the key of the object ends that says what the others are
     */
    Groups(ObjectListing objects, Function<ObjectInfo, Optional<String>> nameOf, String main) {
        this.objects = objects;
        this.nameOf = nameOf;
        this.main = main;
    }

    @Override
    public boolean hasNext() {
        while (ahead == null && objects.hasNext()) {
            ObjectInfo object = objects.next();
            Optional<String> found = nameOf.apply(object);
            if (found.isPresent()) {
                ahead = object;
                name = found.get();
            }
        }
        return ahead != null;
    }

    @Override
    public Group next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String of = String.valueOf(name);
        Optional<ObjectInfo> found = Optional.empty();
        Instant newest = Instant.MIN;
        Removed size = Removed.NOTHING;
        while (hasNext() && of.equals(name)) {
            ObjectInfo object = ahead;
            if (object == null) {
                break;
            }
            if (found.isEmpty() && object.key().value().endsWith(main)) {
                found = Optional.of(object);
            }
            newest = object.lastModified().isAfter(newest) ? object.lastModified() : newest;
            size = size.and(new Removed(1, object.bytes()));
            ahead = null;
        }
        return new Group(of, found, newest, size);
    }
}
