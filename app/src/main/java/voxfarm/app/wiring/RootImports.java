package voxfarm.app.wiring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.Defects;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.importer.VoiceFolders;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageStore;

/**
 * Brings the voices of the roots into the bucket, two at once, and tells others of those that are
 * new there. The start waits for all of them where the bucket holds no voice yet, else for a while;
 * the rest follows behind. A voice that cannot be imported is named in the log and holds up no
 * other. Thread-safe.
 */
public final class RootImports implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(RootImports.class);

    /** For new voices of a farm that has some already. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Each is a process that may take half a gibibyte of heap, and maps its files. */
    private static final int MOST_AT_ONCE = 2;

    private final List<VoiceSource> sources;
    private final List<String> named;

    /** What is no voice, and what turned out to be none. */
    private final List<UnservedVoice> unserved;

    private final Bringing bringing;
    private final Duration patience;
    private final Duration retry;

    /** Not brought yet, and not given up. */
    private final Set<VoiceId> left = ConcurrentHashMap.newKeySet();

    private final ExecutorService executor =
            Executors.newFixedThreadPool(
                    Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors()),
                    Thread.ofPlatform().name("import-", 0).daemon().factory());
    private final CountDownLatch stop = new CountDownLatch(1);

    /** Guarded by this: new in the bucket, and nobody was told yet. */
    private final List<VoiceManifest> untold = new ArrayList<>();

    /** Guarded by this. */
    private @Nullable Consumer<VoiceManifest> announcer;

    /** How a voice gets into the bucket. Thread-safe. */
    interface Bringing {
        /** Manifests that are there. */
        Set<ObjectKey> published();

        VoicePackage importVoice(VoiceSource source);

        /** False if it was there already. */
        boolean publish(VoicePackage voice);
    }

    public RootImports(
            VoiceFolders.Found found,
            VoiceImporter importer,
            VoicePackageStore packages,
            LongSteps steps) {
        this(found, bringing(importer, packages, steps), PATIENCE, RETRY);
    }

    /**
     * @param patience for new voices of a farm that has some already
     * @param retry pause before what failed for the moment is tried again
     */
    RootImports(VoiceFolders.Found found, Bringing bringing, Duration patience, Duration retry) {
        this.sources = found.voices();
        this.named = found.named();
        this.unserved = new CopyOnWriteArrayList<>(found.unserved());
        this.bringing = bringing;
        this.patience = patience;
        this.retry = retry;
        this.sources.forEach(source -> left.add(source.voice()));
    }

    private static Bringing bringing(
            VoiceImporter importer, VoicePackageStore packages, LongSteps steps) {
        return new Bringing() {
            @Override
            public Set<ObjectKey> published() {
                return packages.published();
            }

            @Override
            public VoicePackage importVoice(VoiceSource source) {
                return steps.get(
                        "importing voice " + source.voice(), () -> importer.importVoice(source));
            }

            @Override
            public boolean publish(VoicePackage voice) {
                return packages.publish(voice);
            }
        };
    }

    /** Whether a voice of the roots is not there yet, and is not given up either. */
    public boolean isBringing(VoiceId voice) {
        return left.contains(voice);
    }

    /** All such voices. */
    public List<VoiceId> bringing() {
        return left.stream().sorted().toList();
    }

    /** What lies in the roots and is not spoken with, as far as that is known yet. */
    public List<UnservedVoice> unserved() {
        return List.copyOf(unserved);
    }

    @Override
    public String name() {
        return "voice imports";
    }

    /**
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if the bucket cannot be looked at
     */
    @Override
    public void start() {
        named.forEach(LOG::info);
        unserved.forEach(one -> LOG.warn("{}", one));
        Set<ObjectKey> published = bringing.published();
        CountDownLatch tried = new CountDownLatch(sources.size());
        for (VoiceSource source : sources) {
            executor.execute(() -> {
                try {
                    boolean decided = false;
                    try {
                        decided = bring(source, published);
                    } finally {
                        tried.countDown(); // no start hangs on a store or a disk that may mend
                    }
                    while (!decided && !stop.await(retry.toMillis(), TimeUnit.MILLISECONDS)) {
                        decided = bring(source, published);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // closed
                }
            });
        }
        try {
            if (published.isEmpty()) {
                tried.await();
            } else if (!tried.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("{} voices are still being imported", tried.getCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is there, or cannot be: false where trying again may help. */
    private boolean bring(VoiceSource source, Set<ObjectKey> published)
            throws InterruptedException {
        try {
            VoicePackage voice = bringing.importVoice(source);
            ObjectKey manifest = VoicePackageStore.manifestKey(voice.manifest());
            boolean isNew = !published.contains(manifest) && bringing.publish(voice);
            left.remove(source.voice()); // from now on it is found in the bucket
            if (isNew) {
                tell(voice.manifest());
            }
            LOG.debug("voice {} version {}", source.voice(), voice.manifest().version());
            return true;
        } catch (VoxfarmException e) {
            if (e.code().retryable() && stop.getCount() == 0) {
                LOG.debug("voice {} waits for the next start", source.voice(), e);
                return false;
            }
            if (e.code().retryable()) {
                LOG.warn("voice {} is not there yet: {}", source.voice(), e.getMessage());
                return false;
            }
            LOG.error(
                    "voice {} is not served: {}: {}",
                    source.voice(),
                    source.place(),
                    e.getMessage());
            unserved.add(unserved(source, String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            unserved.add(
                    unserved(
                            source,
                            "the import failed: "
                                    + Defects.told(
                                            LOG,
                                            "voice " + source.voice() + ", " + source.place(),
                                            e)));
        }
        left.remove(source.voice());
        return true;
    }

    /** By its place, which whoever put it there knows; the id may be made by the farm. */
    private static UnservedVoice unserved(VoiceSource source, String reason) {
        return new UnservedVoice(source.place().toString(), reason);
    }

    private void tell(VoiceManifest voice) throws InterruptedException {
        Consumer<VoiceManifest> to;
        synchronized (this) {
            to = announcer;
            if (to == null) {
                untold.add(voice);
                return;
            }
        }
        tell(voice, to);
    }

    /** Until it was heard: without it others look by themselves, but much later. */
    private void tell(VoiceManifest voice, Consumer<VoiceManifest> to) throws InterruptedException {
        while (true) {
            try {
                to.accept(voice);
                return;
            } catch (VoxfarmException e) {
                LOG.warn("voice {} could not be announced yet: {}", voice.voice(), e.getMessage());
            }
            if (stop.await(retry.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    /**
     * From now on tells of each voice that is new in the bucket, and of those up to now.
     *
     * @param announce throws {@code VoxfarmException} if it could not be told, and is called again
     */
    public void announceTo(Consumer<VoiceManifest> announce) {
        List<VoiceManifest> before;
        synchronized (this) {
            announcer = announce;
            before = List.copyOf(untold);
            untold.clear();
        }
        if (before.isEmpty()) {
            return;
        }
        // not behind the imports that still wait for a thread
        Thread.ofVirtual()
                .name("announce-voices")
                .start(() -> {
                    try {
                        for (VoiceManifest voice : before) {
                            tell(voice, announce);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @Override
    public void close() {
        stop.countDown();
        executor.shutdownNow();
    }
}
