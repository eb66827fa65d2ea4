package voxfarm.worker.residency;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.voice.VoiceId;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;

/**
 * The voices in this worker's memory. A voice is loaded when it is first asked for, once for all
 * who wait for it, and stays until the budget is needed for another; the one that was used longest
 * ago goes first, and none goes while somebody speaks with it. Thread-safe.
 */
public final class ResidentVoices implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(ResidentVoices.class);

    private final SynthesisEngine engine;
    private final VoicePackageStore packages;
    private final long budgetBytes;

    /** Guarded by this; in order of last use. */
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** Guarded by this. */
    private boolean closed;

    /**
     * @param budgetBytes of weights held; one voice is loaded even if it alone is larger
     */
    public ResidentVoices(SynthesisEngine engine, VoicePackageStore packages, long budgetBytes) {
        this.engine = engine;
        this.packages = packages;
        this.budgetBytes = budgetBytes;
    }

    @Override
    public String name() {
        return "resident voices";
    }

    /** Voices are loaded when they are asked for. */
    @Override
    public void start() {}

    private static final class Entry {
        private final CompletableFuture<LoadedVoice> voice = new CompletableFuture<>();

        /** Guarded by the outer object, as are the others. */
        private int leases;

        private long bytes;
    }

    /** A voice in use; closing it lets the voice go from memory again. */
    public final class Lease implements AutoCloseable {
        private final Entry entry;
        private final LoadedVoice voice;
        private final AtomicBoolean returned = new AtomicBoolean();

        private Lease(Entry entry, LoadedVoice voice) {
            this.entry = entry;
            this.voice = voice;
        }

        public LoadedVoice voice() {
            return voice;
        }

        @Override
        public void close() {
            if (returned.compareAndSet(false, true)) {
                giveBack(entry);
            }
        }
    }

    /**
     * The voice, loaded first if it is not here.
     *
     * @throws VoxfarmException {@code VOICE_BROKEN} if it cannot be loaded; the next call tries
     *     again
     */
    public Lease lease(VoiceId voice, String version) {
        String key = voice + "@" + version;
        Entry entry;
        boolean mine = false;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("resident voices: closed");
            }
            entry = entries.get(key);
            if (entry == null) {
                entry = new Entry();
                entries.put(key, entry);
                mine = true;
            }
            entry.leases++;
        }
        if (mine) {
            load(key, entry, voice, version);
        }
        try {
            return new Lease(entry, entry.voice.join());
        } catch (CompletionException e) {
            giveBack(entry);
            if (e.getCause() instanceof VoxfarmException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void load(String key, Entry entry, VoiceId voice, String version) {
        try {
            long begun = System.nanoTime();
            VoicePackage voicePackage = packages.obtain(voice, version);
            long bytes = voicePackage.manifest().bytes();
            makeRoom(entry, bytes);
            entry.voice.complete(engine.load(voicePackage));
            LOG.info("voice {} loaded in {} ms", key, (System.nanoTime() - begun) / 1_000_000);
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                entries.remove(key, entry);
            }
            entry.voice.completeExceptionally(e);
        }
    }

    private void makeRoom(Entry forEntry, long bytes) {
        List<LoadedVoice> toClose = new ArrayList<>();
        synchronized (this) {
            forEntry.bytes = bytes;
            long held = entries.values().stream().mapToLong(e -> e.bytes).sum();
            var oldestFirst = entries.entrySet().iterator();
            while (held > budgetBytes && oldestFirst.hasNext()) {
                Entry candidate = oldestFirst.next().getValue();
                boolean loaded =
                        candidate.voice.isDone() && !candidate.voice.isCompletedExceptionally();
                if (candidate != forEntry && candidate.leases == 0 && loaded) {
                    held -= candidate.bytes;
                    oldestFirst.remove();
                    toClose.add(candidate.voice.join());
                }
            }
        }
        toClose.forEach(LoadedVoice::close);
    }

    private synchronized void giveBack(Entry entry) {
        entry.leases--;
    }

    /** How many voices are held. */
    public synchronized int count() {
        return entries.size();
    }

    /** Frees all voices; the caller has seen to it that nobody speaks any more. Idempotent. */
    @Override
    public void close() {
        List<Entry> toClose;
        synchronized (this) {
            closed = true;
            toClose = new ArrayList<>(entries.values());
            entries.clear();
        }
        for (Entry entry : toClose) {
            if (entry.voice.isDone() && !entry.voice.isCompletedExceptionally()) {
                entry.voice.join().close();
            }
        }
    }
}
