package voxfarm.common.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;

/** A bucket in memory, for tests. Can be told to fail. Thread-safe. */
public class InMemoryObjectStore implements ObjectStore {
    private final TreeMap<String, Stored> objects = new TreeMap<>();
    private final List<IncompleteUpload> uploads = new ArrayList<>();
    private final InstantSource clock;
    private final List<String> writes = new ArrayList<>();
    private boolean down;
    private boolean createsLargeOnce = true;
    private int reads;
    private int rangesRead;
    private int lists;

    private record Stored(byte[] body, Instant at) {
        ObjectInfo info(String key) {
            return new ObjectInfo(
                    new ObjectKey(key), body.length, Sha256.hex(body).substring(0, 32), at);
        }
    }

    public InMemoryObjectStore() {
        this(InstantSource.system());
    }

    /**
     * @param clock says when objects are written
     */
    public InMemoryObjectStore(InstantSource clock) {
        this.clock = clock;
    }

    /** As a writer leaves it that ends in the middle of a large file. */
    public synchronized void beginUpload(ObjectKey key) {
        uploads.add(new IncompleteUpload(key, "upload-" + uploads.size(), clock.instant()));
    }

    /** From now on every call fails, or works again. */
    public synchronized void setDown(boolean down) {
        this.down = down;
    }

    /** As a store that keeps to create-once, but not where a file goes in parts. */
    public synchronized void replaceLargeFiles() {
        createsLargeOnce = false;
    }

    @Override
    public synchronized boolean createsOnce(long bytes) {
        return createsLargeOnce;
    }

    /** How often an object was asked for as a whole. */
    public synchronized int reads() {
        return reads;
    }

    /** How many pages of listings were asked for. */
    public synchronized int lists() {
        return lists;
    }

    /** How often a range of an object was asked for. */
    public synchronized int rangesRead() {
        return rangesRead;
    }

    /** Keys in the order in which they were created. */
    public synchronized List<String> writes() {
        return List.copyOf(writes);
    }

    private void checkUp() {
        if (down) {
            throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "the store is down");
        }
    }

    @Override
    public synchronized Created create(ObjectKey key, byte[] body, String contentType) {
        checkUp();
        Stored before = objects.get(key.value());
        if (before != null) {
            return Arrays.equals(before.body(), body) ? Created.STORED : Created.TAKEN;
        }
        objects.put(key.value(), new Stored(body.clone(), clock.instant()));
        writes.add(key.value());
        return Created.STORED;
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
    public synchronized Optional<byte[]> read(ObjectKey key, long maxBytes) {
        reads++;
        checkUp();
        Stored found = objects.get(key.value());
        if (found != null && found.body().length > maxBytes) {
            throw new VoxfarmException(ErrorCode.BODY_TOO_LARGE, "object " + key);
        }
        return Optional.ofNullable(found).map(stored -> stored.body().clone());
    }

    @Override
    public synchronized Optional<InputStream> open(ObjectKey key, long offset) {
        checkUp();
        Stored found = objects.get(key.value());
        if (found == null) {
            return Optional.empty();
        }
        byte[] body = found.body();
        int from = (int) Math.min(offset, body.length);
        return Optional.of(new ByteArrayInputStream(body, from, body.length - from));
    }

    @Override
    public synchronized Optional<byte[]> readRange(ObjectKey key, long offset, int length) {
        rangesRead++;
        checkUp();
        Stored found = objects.get(key.value());
        if (found == null) {
            return Optional.empty();
        }
        byte[] body = found.body();
        int from = (int) Math.min(offset, body.length);
        return Optional.of(Arrays.copyOfRange(body, from, Math.min(from + length, body.length)));
    }

    @Override
    public synchronized Optional<ObjectInfo> head(ObjectKey key) {
        checkUp();
        return Optional.ofNullable(objects.get(key.value())).map(found -> found.info(key.value()));
    }

    @Override
    public synchronized Page list(String prefix, Optional<ObjectKey> after, int limit) {
        lists++;
        checkUp();
        List<ObjectInfo> found = new ArrayList<>();
        for (Map.Entry<String, Stored> entry : objects.tailMap(prefix).entrySet()) {
            String key = entry.getKey();
            if (!key.startsWith(prefix)) {
                break;
            }
            if (after.isEmpty() || key.compareTo(after.get().value()) > 0) {
                if (found.size() == limit) {
                    return new Page(found, true);
                }
                found.add(entry.getValue().info(key));
            }
        }
        return new Page(found, false);
    }

    @Override
    public synchronized List<String> folders(String prefix) {
        checkUp();
        TreeSet<String> names = new TreeSet<>();
        for (String key : objects.tailMap(prefix).keySet()) {
            if (!key.startsWith(prefix)) {
                break;
            }
            String rest = key.substring(prefix.length());
            if (rest.contains("/")) {
                names.add(rest.substring(0, rest.indexOf('/')));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public synchronized void replace(ObjectKey key, byte[] body, String contentType) {
        checkUp();
        objects.put(key.value(), new Stored(body.clone(), clock.instant()));
        writes.add(key.value());
    }

    @Override
    public synchronized void delete(ObjectKey key) {
        checkUp();
        objects.remove(key.value());
    }

    @Override
    public synchronized void deleteAll(List<ObjectKey> keys) {
        checkUp();
        keys.forEach(key -> objects.remove(key.value()));
    }

    @Override
    public synchronized List<IncompleteUpload> incompleteUploads(Instant startedBefore) {
        checkUp();
        return uploads.stream()
                .filter(upload -> upload.startedAt().isBefore(startedBefore))
                .toList();
    }

    @Override
    public synchronized void abort(IncompleteUpload upload) {
        checkUp();
        uploads.remove(upload);
    }

    @Override
    public String uri(ObjectKey key) {
        return "s3://memory/" + key;
    }

    @Override
    public void close() {}
}
