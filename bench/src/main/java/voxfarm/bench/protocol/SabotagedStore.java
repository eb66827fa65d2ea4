package voxfarm.bench.protocol;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Page;

/**
 * The bucket as a process sees it that has a fault again which was mended: what its code would do
 * otherwise is done on the way to the store.
 */
final class SabotagedStore extends ForwardingObjectStore {
    private static final Pattern NOTE = Pattern.compile("(requests/[^/]+/parts/)[0-9a-f]{8}-");

    private final Sabotage sabotage;
    private final Map<ObjectKey, byte[]> later = new HashMap<>();

    /** Whether a sweep met an object that it could not read. */
    private boolean stopped;

    private SabotagedStore(ObjectStore store, Sabotage sabotage) {
        super(store);
        this.sabotage = sabotage;
    }

    static ObjectStore of(ObjectStore store, Sabotage sabotage) {
        return switch (sabotage) {
            case SHORT_PAGE_ENDS,
                    BAD_OBJECT_STOPS,
                    RESULTS_UNBOUND,
                    NOTES_UNBOUND,
                    INDEX_LATE,
                    NO_TOMBSTONE,
                    TOMBSTONE_LATE ->
                    new SabotagedStore(store, sabotage);
            default -> store;
        };
    }

    /** As a worker sees it. */
    static ObjectStore ofWorker(ObjectStore store, Sabotage sabotage) {
        return sabotage == Sabotage.TOMBSTONE_IGNORED
                ? new SabotagedStore(store, sabotage)
                : of(store, sabotage);
    }

    /** As what deletes by age sees it. */
    static ObjectStore ofRetention(ObjectStore store, Sabotage sabotage) {
        return switch (sabotage) {
            case RETENTION_OF_OPEN, RETENTION_OF_YOUNG -> new SabotagedStore(store, sabotage);
            default -> of(store, sabotage);
        };
    }

    /** A note's name as it was before it said to which acceptance it belongs. */
    private ObjectKey old(ObjectKey key) {
        return sabotage == Sabotage.NOTES_UNBOUND ? new ObjectKey(old(key.value())) : key;
    }

    private static String old(String key) {
        Matcher note = NOTE.matcher(key);
        return note.find() ? note.group(1) + key.substring(note.end()) : key;
    }

    @Override
    public Created create(ObjectKey key, byte[] body, String contentType) {
        if (sabotage == Sabotage.INDEX_LATE && key.value().startsWith(BucketLayout.OPEN)) {
            later.put(key, body);
            return Created.STORED;
        }
        Created created = store().create(old(key), body, contentType);
        for (Map.Entry<ObjectKey, byte[]> entry : List.copyOf(later.entrySet())) {
            if (key.value().endsWith("/request.json")) {
                later.remove(entry.getKey());
                store().create(entry.getKey(), entry.getValue(), contentType);
            }
        }
        return created;
    }

    @Override
    public Created create(ObjectKey key, Path file, String contentType) {
        return store().create(old(key), file, contentType);
    }

    @Override
    public Optional<byte[]> read(ObjectKey key, long maxBytes) {
        Optional<byte[]> found = store().read(old(key), maxBytes);
        if (sabotage == Sabotage.BAD_OBJECT_STOPS
                && key.value().startsWith(BucketLayout.REQUESTS)
                && found.isPresent()
                && found.get().length == 0) {
            stopped = true;
        }
        goOn(key);
        return sabotage == Sabotage.TOMBSTONE_IGNORED && key.value().endsWith("/result.json")
                ? found.filter(document -> Tombstone.find(document).isEmpty())
                : found;
    }

    private void goOn(ObjectKey key) {
        if (stopped) {
            throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, key + ": not looked at");
        }
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, long offset) {
        goOn(key);
        return store().open(old(key), offset);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        if (sabotage == Sabotage.RESULTS_UNBOUND && key.value().startsWith(BucketLayout.RESULTS)) {
            return Optional.empty();
        }
        if (sabotage == Sabotage.RETENTION_OF_OPEN) {
            return headOfAccepted(key);
        }
        goOn(key);
        return store().head(old(key));
    }

    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int limit) {
        if (sabotage == Sabotage.NOTES_UNBOUND && NOTE.matcher(prefix).matches()) {
            Page page = store().list(old(prefix), after.map(this::old), limit);
            return new Page(
                    page.objects().stream().map(found -> renamed(found, prefix)).toList(),
                    page.more());
        }
        if (sabotage == Sabotage.RETENTION_OF_OPEN && prefix.equals(BucketLayout.RESULTS)) {
            return endsOfRequests();
        }
        stopped &= !prefix.equals(BucketLayout.OPEN);
        if (sabotage == Sabotage.RETENTION_OF_YOUNG) {
            Page found = store().list(prefix, after, limit);
            return new Page(
                    found.objects().stream()
                            .map(one -> written(one, one.key(), Instant.EPOCH))
                            .toList(),
                    found.more());
        }
        Page page = store().list(prefix, after, limit);
        return sabotage == Sabotage.SHORT_PAGE_ENDS && page.objects().size() < limit
                ? new Page(page.objects(), false, page.foreign(), Optional.empty())
                : page;
    }

    private Optional<ObjectInfo> headOfAccepted(ObjectKey key) {
        if (key.value().startsWith(BucketLayout.OPEN)) {
            return Optional.empty();
        }
        return Promises.isResult(key.value())
                ? store().head(BucketLayout.request(Promises.idOf(key.value())))
                : store().head(key);
    }

    /** As if each request had ended when it was accepted. */
    private Page endsOfRequests() {
        List<ObjectInfo> ends = new ArrayList<>();
        for (ObjectListing all = new ObjectListing(store(), BucketLayout.REQUESTS);
                all.hasNext(); ) {
            ObjectInfo object = all.next();
            if (Promises.isRequest(object.key().value())) {
                ObjectKey result = BucketLayout.result(Promises.idOf(object.key().value()));
                ends.add(written(object, result, object.lastModified()));
            }
        }
        return new Page(ends, false);
    }

    private static ObjectInfo written(ObjectInfo object, ObjectKey key, Instant at) {
        return new ObjectInfo(key, object.bytes(), object.etag(), at);
    }

    private static ObjectInfo renamed(ObjectInfo found, String prefix) {
        return new ObjectInfo(
                new ObjectKey(prefix + found.key().value().substring(old(prefix).length())),
                found.bytes(),
                found.etag(),
                found.lastModified());
    }

    @Override
    public void replace(ObjectKey key, byte[] body, String contentType) {
        boolean tombstone = Promises.isResult(key.value());
        if (tombstone && sabotage == Sabotage.TOMBSTONE_LATE) {
            later.put(key, body);
            return;
        }
        store().replace(key, body, contentType);
        if (tombstone && sabotage == Sabotage.NO_TOMBSTONE) {
            store().delete(key);
        }
    }

    @Override
    public void delete(ObjectKey key) {
        store().delete(old(key));
        if (sabotage == Sabotage.TOMBSTONE_LATE && Promises.isRequest(key.value())) {
            ObjectKey result = BucketLayout.result(Promises.idOf(key.value()));
            byte[] tombstone = later.remove(result);
            if (tombstone != null) {
                store().replace(result, tombstone, "application/json");
            }
        }
    }

    @Override
    public void deleteAll(List<ObjectKey> keys) {
        store().deleteAll(keys.stream().map(this::old).toList());
    }
}
