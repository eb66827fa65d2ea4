package voxfarm.common.bucket;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.LogRate;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.voice.VoiceVersion;

/**
 * The voices in the bucket. Of each voice the version imported last is current; manifests never
 * change, so each is read once. Thread-safe; readers see the state of the last {@link #refresh},
 * and who asks for a voice that was not there then makes the catalog look for that one.
 */
public final class VoiceCatalog {
    /** How long an answer that there is no such voice is repeated without looking again. */
    static final Duration DENIAL = Duration.ofSeconds(1);

    /** How many voices that are not known are looked for in a second. */
    static final int LOOKS_A_SECOND = 20;

    private static final Logger LOG = LoggerFactory.getLogger(VoiceCatalog.class);
    private static final long MAX_MANIFEST_BYTES = 16L << 20;
    private static final int MOST_DENIALS = 1000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A key of a manifest, with id and version. */
    private static final Pattern MANIFEST =
            Pattern.compile(
                    BucketLayout.VOICES
                            + "([^/]+)/([^/]+)/"
                            + Pattern.quote(BucketLayout.MANIFEST));

    private final LogRate rate = new LogRate();
    private final ObjectStore store;
    private final Observer observer;
    private final LongSupplier nanos;

    /** Every manifest ever seen, by voice and version. */
    private final Map<String, VoiceManifest> known = new ConcurrentHashMap<>();

    /** Replaced whole. A look and a refresh may race: the next look finds what was lost. */
    private volatile Map<VoiceId, VoiceManifest> current = Map.of();

    /** Guards what follows; not held while all voices are listed, which may take long. */
    private final Object looking = new Object();

    /** When the bucket did not hold a voice, by the ticker; the oldest first. */
    private final Map<VoiceId, Long> denied = new LinkedHashMap<>();

    private long secondBegan;
    private int looks;

    /** Told of voices. */
    public interface Observer {
        Observer NONE = new Observer() {};

        /**
         * Called before voices are known here, for what has to be there first; what it throws keeps
         * them unknown.
         */
        default void prepare(Set<VoiceId> voices) {}

        /**
         * Whether somebody is bringing that voice: nobody may be told then that there is none, as
         * that is final. Costs nothing.
         */
        default boolean expects(VoiceId voice) {
            return false;
        }

        /** Called when a voice was found because somebody asked for it: nobody had told of it. */
        default void found(VoiceManifest voice) {}
    }

    public VoiceCatalog(ObjectStore store) {
        this(store, Observer.NONE, System::nanoTime);
    }

    /**
     * @param nanos a clock for durations
     */
    public VoiceCatalog(ObjectStore store, Observer observer, LongSupplier nanos) {
        this.store = store;
        this.observer = observer;
        this.nanos = nanos;
        this.secondBegan = nanos.getAsLong();
    }

    /**
     * Looks for new voices and versions, in one listing. A package without its manifest is not
     * complete and not listed.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE}, or what the observer threw; what was
     *     known stays known
     */
    public synchronized void refresh() {
        synchronized (looking) {
            denied.clear();
        }
        Map<VoiceId, VoiceManifest> found = new TreeMap<>();
        Map<String, VoiceId> names = new TreeMap<>();
        List<List<VoiceManifest>> voices = new ArrayList<>();
        versions(BucketLayout.VOICES)
                .forEach((folder, versions) ->
                        voiceId(folder).map(voice -> read(voice, versions)).ifPresent(voices::add));
        voices.removeIf(List::isEmpty);
        // of two that Kafka cannot tell apart, the one that was there first
        voices.sort(Comparator.comparing(VoiceCatalog::firstImport));
        for (List<VoiceManifest> versions : voices) {
            VoiceManifest newest = newest(versions).orElseThrow();
            VoiceId other = names.putIfAbsent(newest.voice().collisionKey(), newest.voice());
            if (other == null) {
                found.put(newest.voice(), newest);
            } else {
                rate.write(
                        "clash",
                        more ->
                                LOG.error(
                                        "voice {} is not served: its id is that of voice {} where"
                                                + " '.' counts as '_'; remove one of them{}",
                                        newest.voice(),
                                        other,
                                        more));
            }
        }
        observer.prepare(found.keySet());
        current = Map.copyOf(found);
    }

    /** Versions with a manifest, by what should be the id of a voice. */
    private Map<String, List<String>> versions(String prefix) {
        Map<String, List<String>> versions = new TreeMap<>();
        new ObjectListing(store, prefix)
                .forEachRemaining(object -> {
                    Matcher names = MANIFEST.matcher(object.key().value());
                    if (names.matches()) {
                        versions.computeIfAbsent(names.group(1), _ -> new ArrayList<>())
                                .add(names.group(2));
                    }
                });
        return versions;
    }

    private Optional<VoiceId> voiceId(String folder) {
        try {
            return Optional.of(new VoiceId(folder));
        } catch (VoxfarmException e) {
            rate.write(
                    "no voice",
                    more ->
                            LOG.warn(
                                    "bucket: {}{} is not a voice: {}{}",
                                    BucketLayout.VOICES,
                                    folder,
                                    e.getMessage(),
                                    more));
            return Optional.empty();
        }
    }

    private List<VoiceManifest> read(VoiceId voice, List<String> versions) {
        return versions.stream().flatMap(version -> read(voice, version).stream()).toList();
    }

    private static Optional<VoiceManifest> newest(List<VoiceManifest> versions) {
        return versions.stream()
                .max(
                        Comparator.comparing(VoiceManifest::importedAt)
                                .thenComparing(VoiceManifest::version));
    }

    private static Instant firstImport(List<VoiceManifest> versions) {
        return versions.stream()
                .map(VoiceManifest::importedAt)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private Optional<VoiceManifest> read(VoiceId voice, String version) {
        String key = voice + "/" + version;
        VoiceManifest seen = known.get(key);
        if (seen != null) {
            return Optional.of(seen);
        }
        try {
            Optional<VoiceManifest> manifest =
                    store.read(
                                    BucketLayout.voiceManifest(voice, new VoiceVersion(version)),
                                    MAX_MANIFEST_BYTES)
                            .map(VoiceManifestCodec::read);
            manifest.ifPresent(m -> known.put(key, m));
            return manifest;
        } catch (VoxfarmException e) {
            if (e.code().retryable()) {
                throw e;
            }
            rate.write(
                    "damaged voice",
                    more -> LOG.warn("voice {}: passed over: {}{}", key, e.getMessage(), more));
            return Optional.empty();
        }
    }

    /**
     * Deletes every version of a voice from the bucket, its manifests first: a package without one
     * is not there. Known here until the next {@link #refresh}.
     *
     * @return how many objects that were
     */
    public int remove(VoiceId voice) {
        String prefix = BucketLayout.VOICES + voice + "/";
        for (String version : store.folders(prefix)) {
            // whatever its name: what is no version goes, too
            store.delete(new ObjectKey(prefix + version + "/" + BucketLayout.MANIFEST));
        }
        List<ObjectKey> objects = new ArrayList<>();
        new ObjectListing(store, prefix).forEachRemaining(object -> objects.add(object.key()));
        store.deleteAll(objects);
        VoiceNames.release(store, voice);
        return objects.size();
    }

    /**
     * The current version of a voice; empty if the bucket holds none. One that is not known is
     * looked for, as it may have come since.
     *
     * @throws VoxfarmException {@code NOT_READY} if it is not known and the bucket could not be
     *     looked at, or was looked at too often just now, or if somebody is bringing it: nobody may
     *     be told then that there is no such voice
     */
    public Optional<VoiceManifest> find(VoiceId voice) {
        VoiceManifest manifest = current.get(voice);
        return manifest == null ? look(voice) : Optional.of(manifest);
    }

    /**
     * A version of a voice, be it current or not; empty if the bucket does not hold it.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE}
     */
    public Optional<VoiceManifest> find(VoiceId voice, VoiceVersion version) {
        return read(voice, version.value());
    }

    private Optional<VoiceManifest> look(VoiceId voice) {
        Optional<VoiceManifest> found;
        synchronized (looking) {
            VoiceManifest meanwhile = current.get(voice);
            if (meanwhile != null) {
                return Optional.of(meanwhile);
            }
            long now = nanos.getAsLong();
            Long since = denied.get(voice);
            // asked before the bucket is: one that comes meanwhile is found there
            boolean expected = observer.expects(voice);
            if (since != null && now - since < DENIAL.toNanos() && !expected) {
                return Optional.empty();
            }
            countLook(voice, now);
            found = lookInBucket(voice);
            if (found.isEmpty() && expected) {
                throw VoxfarmException.of(
                        ErrorCode.NOT_READY,
                        "voice %s: it is being brought into the farm; try again soon",
                        voice);
            }
            if (found.isEmpty()) {
                deny(voice, now);
            }
        }
        found.ifPresent(observer::found);
        return found;
    }

    private Optional<VoiceManifest> lookInBucket(VoiceId voice) {
        try {
            return newestInBucket(voice);
        } catch (VoxfarmException e) {
            throw new VoxfarmException(
                    ErrorCode.NOT_READY,
                    "voice " + voice + ": it cannot be looked for at the moment: " + e.getMessage(),
                    e);
        }
    }

    private Optional<VoiceManifest> newestInBucket(VoiceId voice) {
        List<String> versions =
                versions(BucketLayout.VOICES + voice + "/").getOrDefault(voice.value(), List.of());
        Optional<VoiceManifest> found = newest(read(voice, versions));
        boolean clashes =
                current.keySet().stream()
                        .anyMatch(other -> other.collisionKey().equals(voice.collisionKey()));
        if (found.isEmpty() || clashes) {
            return Optional.empty();
        }
        observer.prepare(Set.of(voice));
        add(found.get());
        return found;
    }

    private void add(VoiceManifest voice) {
        Map<VoiceId, VoiceManifest> more = new TreeMap<>(current);
        more.put(voice.voice(), voice);
        current = Map.copyOf(more);
    }

    private void countLook(VoiceId voice, long now) {
        if (now - secondBegan >= SECOND) {
            secondBegan = now;
            looks = 0;
        }
        if (looks >= LOOKS_A_SECOND) {
            throw VoxfarmException.of(
                    ErrorCode.NOT_READY,
                    "voice %s: not known, and %d voices were looked for in this second",
                    voice,
                    looks);
        }
        looks++;
    }

    private void deny(VoiceId voice, long now) {
        denied.remove(voice);
        denied.put(voice, now);
        if (denied.size() > MOST_DENIALS) {
            denied.remove(denied.keySet().iterator().next());
        }
    }

    /** Whether a voice was in the bucket when it was looked at last; costs nothing. */
    public boolean knows(VoiceId voice) {
        return current.containsKey(voice);
    }

    /**
     * Whether anything of a voice is in the bucket now. Not rationed as a look for callers is, and
     * remembers nothing.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE}
     */
    public boolean isStored(VoiceId voice) {
        return !ObjectListing.first(store, BucketLayout.VOICES + voice + "/", 1).isEmpty();
    }

    /**
     * Whether a version of a voice is in the bucket now, be it current or not.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE}
     */
    public boolean isStored(VoiceId voice, VoiceVersion version) {
        return store.head(BucketLayout.voiceManifest(voice, version)).isPresent();
    }

    /** The current version of every voice, by id. */
    public List<VoiceManifest> all() {
        return current.values().stream()
                .sorted(Comparator.comparing(VoiceManifest::voice))
                .toList();
    }
}
