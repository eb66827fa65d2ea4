package voxfarm.common.store;

import java.util.List;
import java.util.Optional;

/**
 * One answer to {@link ObjectStore#list}. A store may answer fewer objects than it was asked for
 * although others follow, so how many there are says nothing about the end.
 *
 * @param objects in the order of their keys; empty only if nothing follows
 * @param more whether to ask again, beginning behind the last of them
 * @param foreign how many objects were passed over because their names are none that the farm could
 *     have given, such as the folder markers of consoles
 * @param token the store's own name for the place where the page ends, if it gave one
 */
public record Page(List<ObjectInfo> objects, boolean more, int foreign, Optional<String> token) {
    /** Nothing, and nothing behind it. */
    public static final Page EMPTY = new Page(List.of(), false);

    public Page {
        objects = List.copyOf(objects);
        if (more && objects.isEmpty()) {
            throw new IllegalArgumentException("a page that says where to go on has objects");
        }
    }

    public Page(List<ObjectInfo> objects, boolean more) {
        this(objects, more, 0, Optional.empty());
    }

    /** Where a listing goes on if there is more. */
    ObjectKey last() {
        return objects.getLast().key();
    }
}
