package voxfarm.bench.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.IncompleteUpload;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Page;

/** A bucket that fails, before or after it did what it was asked for. */
final class SimStore implements ObjectStore {
    private final World world;
    private final Sabotage sabotage;
    private final Watcher watcher;
    private final boolean shortPages;
    private final TreeMap<String, Stored> objects = new TreeMap<>();

    private record Stored(byte[] body, Instant at) {
        ObjectInfo info(String key) {
            return new ObjectInfo(new ObjectKey(key), body.length, "", at);
        }
    }

    /**
     * @param shortPages whether its listings come in pages of one to three objects
     * @param sabotage what it does not keep, to see that the simulation notices
     */
    SimStore(World world, Sabotage sabotage, boolean shortPages, Watcher watcher) {
        this.world = world;
        this.shortPages = shortPages;
        this.sabotage = sabotage;
        this.watcher = watcher;
    }

    /** Told of what changes, to compare it with what was promised. */
    interface Watcher {
        void created(String key, byte[] body);

        void replaced(String key, byte[] body);

        /**
         * @param age since it was written, by this store's clock
         */
        void deleted(String key, byte[] body, Duration age);

        /** A rule of the store, or a person, deleted it. */
        void expired(String key);
    }

    /** Looks without being part of the simulation. */
    Optional<byte[]> peek(String key) {
        return Optional.ofNullable(objects.get(key)).map(Stored::body);
    }

    List<String> keys(String prefix) {
        List<String> found = new ArrayList<>();
        for (String key : objects.tailMap(prefix).keySet()) {
            if (!key.startsWith(prefix)) {
                break;
            }
            found.add(key);
        }
        return found;
    }

    void put(String key, byte[] body) {
        objects.put(key, new Stored(body, world.instant()));
    }

    private static VoxfarmException down(String what) {
        return new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, what + ": simulated");
    }

    private void before(String what) {
        world.step(what);
        if (world.callFails()) {
            throw down(what);
        }
    }

    @Override
    public Created create(ObjectKey key, byte[] body, String contentType) {
        before("put " + key);
        Optional<byte[]> there = peek(key.value());
        Created answer = Created.STORED;
        if (sabotage == Sabotage.AUDIO_LOST
                && contentType.equals("audio/wav")
                && world.chance(0.1)) {
            return Created.STORED;
        }
        if (there.isPresent() && sabotage != Sabotage.STORE_REPLACES) {
            answer = Arrays.equals(there.get(), body) ? Created.STORED : Created.TAKEN;
        } else {
            put(key.value(), body.clone());
            watcher.created(key.value(), body);
        }
        if (world.callFails()) {
            throw down("put " + key + ", after it was done");
        }
        return answer;
    }

    @Override
    public Created create(ObjectKey key, Path file, String contentType) {
        try {
            return create(key, Files.readAllBytes(file), contentType);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<byte[]> read(ObjectKey key, long maxBytes) {
        before("get " + key);
        return peek(key.value());
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, long offset) {
        before("get " + key);
        return peek(key.value())
                .map(body -> {
                    int from = (int) Math.min(offset, body.length);
                    return new ByteArrayInputStream(body, from, body.length - from);
                });
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        before("head " + key);
        return Optional.ofNullable(objects.get(key.value())).map(found -> found.info(key.value()));
    }

    /** Whether that name is none that the farm could have given. */
    static boolean isForeign(String key) {
        return key.endsWith("/") || key.contains(" ");
    }

    /** Pages are as short as the store likes. */
    @Override
    public Page list(String prefix, Optional<ObjectKey> after, int most) {
        before("list " + prefix);
        int limit = shortPages ? Math.min(most, 1 + world.random().nextInt(3)) : most;
        int foreign = 0;
        List<ObjectInfo> found = new ArrayList<>();
        for (Map.Entry<String, Stored> entry : objects.tailMap(prefix).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (isForeign(entry.getKey())) {
                foreign++;
            } else if (after.isEmpty() || entry.getKey().compareTo(after.get().value()) > 0) {
                if (found.size() == limit) {
                    return new Page(found, true, foreign, Optional.empty());
                }
                found.add(entry.getValue().info(entry.getKey()));
            }
        }
        return new Page(found, false, foreign, Optional.empty());
    }

    @Override
    public List<String> folders(String prefix) {
        before("folders " + prefix);
        TreeSet<String> names = new TreeSet<>();
        for (String key : keys(prefix)) {
            String rest = key.substring(prefix.length());
            if (rest.contains("/")) {
                names.add(rest.substring(0, rest.indexOf('/')));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public void replace(ObjectKey key, byte[] body, String contentType) {
        before("replace " + key);
        put(key.value(), body.clone());
        watcher.replaced(key.value(), body);
        if (world.callFails()) {
            throw down("replace " + key + ", after it was done");
        }
    }

    @Override
    public void delete(ObjectKey key) {
        before("delete " + key);
        Stored stored = objects.remove(key.value());
        if (stored != null) {
            Duration age = Duration.between(stored.at(), world.instant());
            watcher.deleted(key.value(), stored.body(), age);
        }
        if (world.callFails()) {
            throw down("delete " + key + ", after it was done");
        }
    }

    /** Whether it has not been written since then. */
    boolean isOlder(String key, Instant than) {
        Stored stored = objects.get(key);
        return stored != null && stored.at().isBefore(than);
    }

    /** When an object that is there was written. */
    Instant written(String key) {
        return Optional.ofNullable(objects.get(key)).map(Stored::at).orElse(world.instant());
    }

    /** As a lifecycle rule does, without being part of the simulation. */
    void remove(String key) {
        if (objects.remove(key) != null) {
            watcher.expired(key);
        }
    }

    /** As if it had been there for so much longer. */
    void age(String key, Duration longer) {
        objects.computeIfPresent(
                key, (_, stored) -> new Stored(stored.body(), stored.at().minus(longer)));
    }

    /** The same objects in another world, each as old as it is. */
    SimStore copy(World other, Watcher otherWatcher) {
        SimStore copy = new SimStore(other, Sabotage.NONE, false, otherWatcher);
        Duration gap = Duration.between(world.instant(), other.instant());
        objects.forEach((key, stored) ->
                copy.objects.put(key, new Stored(stored.body(), stored.at().plus(gap))));
        return copy;
    }

    @Override
    public void deleteAll(List<ObjectKey> keys) {
        keys.forEach(this::delete); // each can fail, so the others may be gone or not
    }

    @Override
    public List<IncompleteUpload> incompleteUploads(Instant startedBefore) {
        before("list uploads");
        return List.of(); // files are stored whole
    }

    @Override
    public void abort(IncompleteUpload upload) {
        throw new IllegalArgumentException("not an upload of this store: " + upload);
    }

    @Override
    public String uri(ObjectKey key) {
        return "s3://sim/" + key;
    }

    @Override
    public void close() {}
}
