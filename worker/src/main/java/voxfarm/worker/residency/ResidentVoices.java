package voxfarm.worker.residency;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.common.worker.Residency;
import voxfarm.common.worker.ResidentVoice;
import voxfarm.common.worker.SetAsideVoice;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;

/**
 * The voices in this worker's memory. A voice is loaded when it is first asked for, once for all
 * who wait for it, and stays until the budget is needed for another; the one that was used longest
 * ago goes first, and none goes while somebody speaks with it. What happens in the engine for it,
 * loading and freeing, takes its turn among the segments; a voice that does not load is answered
 * for by {@link VoiceTrials}. Thread-safe.
 */
public final class ResidentVoices implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(ResidentVoices.class);

    private final SynthesisEngine engine;
    private final VoicePackageStore packages;
    private final long budgetBytes;
    private final VoiceTrials trials;
    private final Metrics metrics;
    private final MemoryModel memory = new MemoryModel();
    private final AtomicInteger loads = new AtomicInteger();

    /** Guarded by this; in order of last use. */
    private final Map<Held, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** Guarded by this. */
    private boolean closed;

    /**
     * @param budgetBytes of memory that voices may take in the engine; one voice is loaded even if
     *     it alone is larger
     * @param nanos a clock for durations
     */
    public ResidentVoices(
            SynthesisEngine engine,
            VoicePackageStore packages,
            long budgetBytes,
            LongSupplier nanos) {
        this(engine, packages, budgetBytes, nanos, Metrics.NONE);
    }

    /**
     * As the other.
     *
     * @param metrics told of every load
     */
    public ResidentVoices(
            SynthesisEngine engine,
            VoicePackageStore packages,
            long budgetBytes,
            LongSupplier nanos,
            Metrics metrics) {
        this.metrics = metrics;
        this.engine = engine;
        this.packages = packages;
        this.budgetBytes = budgetBytes;
        this.trials = new VoiceTrials(nanos);
    }

    /** How a turn in the engine is had. */
    @FunctionalInterface
    public interface Turn {
        /**
         * Waits for it.
         *
         * @param alone whether nothing else may be in the engine meanwhile
         */
        EnginePass enter(boolean alone) throws InterruptedException;
    }

    @Override
    public String name() {
        return "resident voices";
    }

    /** Voices are loaded when they are asked for. */
    @Override
    public void start() {}

    /**
     * @param exact whether it is loaded apart, computed more exactly than others are
     */
    private record Held(VoiceTrials.Version version, boolean exact) {
        @Override
        public String toString() {
            return version + (exact ? " (exact)" : "");
        }
    }

    private static final class Entry {
        private final Held held;
        private final CompletableFuture<LoadedVoice> voice = new CompletableFuture<>();
        private final SpeedMeter speed = new SpeedMeter();

        /** Guarded by the outer object, as are the others. */
        private int leases;

        private long packageBytes;

        Entry(Held held) {
            this.held = held;
        }

        VoiceTrials.Version version() {
            return held.version();
        }

        /** Whether it was; its engine may have died since. */
        boolean loaded() {
            return voice.isDone() && !voice.isCompletedExceptionally();
        }
    }

    /**
     * What the engine's process held before a voice was loaded.
     *
     * @param load number of that load
     */
    private record Before(int load, long packageBytes, long engineBytes) {}

    /** A voice in use; closing it lets the voice go from memory again. */
    public final class Lease implements AutoCloseable {
        private final Entry entry;
        private final LoadedVoice voice;
        private final Optional<Before> before;
        private final AtomicBoolean returned = new AtomicBoolean();

        private Lease(Entry entry, LoadedVoice voice, Optional<Before> before) {
            this.entry = entry;
            this.voice = voice;
            this.before = before;
        }

        public LoadedVoice voice() {
            return voice;
        }

        /** To be told of each run of this voice. */
        public SpeedMeter speed() {
            return entry.speed;
        }

        /** Whether nothing may be in the engine beside its next use: it ended the engine before. */
        public boolean wantsToBeAlone() {
            return trials.isSuspect(entry.version());
        }

        /**
         * Loads the voice again where the engine died since; within the caller's turn.
         *
         * @throws VoxfarmException {@code VOICE_BROKEN} if it is set aside, {@code NOT_READY} if
         *     the engine died again
         */
        public void revive(EnginePass turn) {
            trials.check(entry.version());
            try {
                voice.revive();
            } catch (VoxfarmException e) {
                throw trials.failed(entry.version(), e, turn.alone());
            }
            trials.loaded(entry.version());
        }

        @Override
        public void close() {
            if (returned.compareAndSet(false, true)) {
                before.ifPresent(ResidentVoices.this::learn);
                giveBack(entry);
            }
        }
    }

    /**
     * The voice, loaded first if it is not here.
     *
     * @param exact whether no device may round beyond single precision
     * @param turn taken for loading it
     * @throws VoxfarmException {@code VOICE_BROKEN} if it cannot be loaded, or could not be so
     *     often that it is set aside; {@code NOT_READY} if the engine died while loading it or
     *     beside it: the next call tries again
     */
    public Lease lease(VoiceId voice, VoiceVersion version, boolean exact, Turn turn) {
        VoiceTrials.Version asked = new VoiceTrials.Version(voice, version);
        Held key = new Held(asked, exact && !engine.computation().isExact());
        Entry entry;
        boolean mine = false;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("resident voices: closed");
            }
            entry = entries.get(key);
            if (entry == null) {
                trials.check(asked);
                entry = new Entry(key);
                entries.put(key, entry);
                mine = true;
            }
            entry.leases++;
        }
        Optional<Before> before = mine ? load(entry, turn) : Optional.empty();
        try {
            return new Lease(entry, entry.voice.join(), before);
        } catch (CompletionException e) {
            giveBack(entry);
            switch (e.getCause()) {
                case VoxfarmException failure -> throw failure;
                case Error fatal -> throw fatal; // as whoever loads it meets it
                case null, default -> throw e;
            }
        }
    }

    private Optional<Before> load(Entry entry, Turn turn) {
        try {
            // whatever has to be fetched is, before the engine is kept from others
            VoicePackage voicePackage =
                    packages.obtain(entry.version().voice(), entry.version().version());
            try (EnginePass pass = turn.enter(trials.isSuspect(entry.version()))) {
                return load(entry, voicePackage, pass);
            }
        } catch (VoxfarmException e) {
            fail(entry, trials.failed(entry.version(), e, true));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(entry, new VoxfarmException(ErrorCode.NOT_READY, "this worker is stopping", e));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            LOG.error("voice {}: defect in this build", entry.version(), e);
            fail(entry, trials.failed(entry.version(), defect(entry.version(), e), true));
        } catch (Error e) {
            fail(entry, e); // only a new process can mend that
        }
        return Optional.empty();
    }

    private static VoxfarmException defect(VoiceTrials.Version voice, Throwable e) {
        return new VoxfarmException(
                ErrorCode.INTERNAL, "voice " + voice + " cannot be loaded: defect: " + e, e);
    }

    private Optional<Before> load(Entry entry, VoicePackage voicePackage, EnginePass pass) {
        long begun = System.nanoTime();
        makeRoom(entry, voicePackage.manifest().bytes());
        OptionalLong engineBytes = engine.memoryBytes();
        int load = loads.incrementAndGet();
        try {
            LoadedVoice loaded =
                    entry.held.exact() ? engine.loadExact(voicePackage) : engine.load(voicePackage);
            trials.loaded(entry.version());
            entry.voice.complete(loaded);
        } catch (VoxfarmException e) {
            metrics.time(Metric.LOAD_SECONDS, System.nanoTime() - begun, "failed");
            fail(entry, trials.failed(entry.version(), e, pass.alone()));
            return Optional.empty();
        }
        long took = System.nanoTime() - begun;
        metrics.time(Metric.LOAD_SECONDS, took, "done");
        LOG.info("voice {} loaded in {} ms", entry.held, took / 1_000_000);
        return engineBytes.isPresent()
                ? Optional.of(new Before(load, entry.packageBytes, engineBytes.getAsLong()))
                : Optional.empty();
    }

    private void fail(Entry entry, Throwable why) {
        synchronized (this) {
            entries.remove(entry.held, entry);
        }
        entry.voice.completeExceptionally(why);
    }

    /** Once the voice has spoken: what its first sentence took stays, too. */
    private void learn(Before before) {
        OptionalLong now = engine.memoryBytes();
        long grown = now.orElse(0) - before.engineBytes();
        // less: another process; another load since: not this voice's alone
        if (grown > 0 && loads.get() == before.load()) {
            memory.measured(before.packageBytes(), grown);
        }
    }

    private void makeRoom(Entry forEntry, long packageBytes) {
        List<LoadedVoice> toClose = new ArrayList<>();
        synchronized (this) {
            forEntry.packageBytes = packageBytes;
            long held = bytes();
            var oldestFirst = entries.entrySet().iterator();
            while (held > budgetBytes && oldestFirst.hasNext()) {
                Entry candidate = oldestFirst.next().getValue();
                if (candidate != forEntry && candidate.leases == 0 && candidate.loaded()) {
                    held -= memory.bytesOf(candidate.packageBytes);
                    oldestFirst.remove();
                    toClose.add(candidate.voice.join());
                }
            }
        }
        toClose.forEach(LoadedVoice::close);
    }

    /** Memory that the voices held are reckoned to take. */
    public synchronized long bytes() {
        return entries.values().stream()
                .filter(entry -> entry.packageBytes > 0)
                .mapToLong(entry -> memory.bytesOf(entry.packageBytes))
                .sum();
    }

    /** The budget, and the voices that can speak at this moment, by id and version. Never waits. */
    public synchronized Residency residency() {
        return new Residency(
                budgetBytes,
                entries.values().stream()
                        .filter(entry -> entry.loaded() && entry.voice.join().isLoaded())
                        .map(entry ->
                                new ResidentVoice(
                                        entry.version().voice(),
                                        entry.version().version(),
                                        memory.bytesOf(entry.packageBytes),
                                        entry.speed.speed()))
                        .sorted(
                                Comparator.comparing((ResidentVoice one) -> one.voice().value())
                                        .thenComparing(one -> one.version().value()))
                        .toList());
    }

    /** Voices that are not loaded at the moment, as loading them failed again and again. */
    public List<SetAsideVoice> setAside() {
        return trials.setAside();
    }

    private synchronized void giveBack(Entry entry) {
        entry.leases--;
    }

    /** How many voices are held. */
    public synchronized int count() {
        return entries.size();
    }

    /** Lets all voices go; what is still spoken with one keeps it until it ends. Idempotent. */
    @Override
    public void close() {
        List<Entry> toClose;
        synchronized (this) {
            closed = true;
            toClose = new ArrayList<>(entries.values());
            entries.clear();
        }
        for (Entry entry : toClose) {
            if (entry.loaded()) {
                entry.voice.join().close();
            }
        }
    }
}
