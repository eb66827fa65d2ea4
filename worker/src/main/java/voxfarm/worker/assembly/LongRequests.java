package voxfarm.worker.assembly;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.clip.Clip;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.PartChain;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.PlanPart;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.plan.Segment;
import voxfarm.common.store.ObjectStore;
import voxfarm.worker.speak.ClipSession;
import voxfarm.worker.speak.VoiceSessions;

/**
 * Requests of several jobs: each part is spoken clip by clip, a part that is done is followed by
 * the next of its chain, and the assembly joins what is stored, in memory that does not grow with
 * the text. Sounds the same as if it were spoken whole. Thread-safe.
 */
public final class LongRequests {
    private static final int CLIP_NOTE_BYTES = 4 << 10; // most are smaller by far

    private final VoiceSessions sessions;
    private final ClipStore clips;
    private final ObjectStore store;
    private final RequestStore requests;
    private final InstantSource clock;
    private final int readAhead;

    /**
     * @param readAhead things fetched of the store at once, on threads of their own; 0 for one
     *     after the other on the job's thread
     */
    public LongRequests(
            VoiceSessions sessions,
            ClipStore clips,
            ObjectStore store,
            InstantSource clock,
            int readAhead) {
        this.sessions = sessions;
        this.clips = clips;
        this.store = store;
        this.requests = new RequestStore(store);
        this.clock = clock;
        this.readAhead = readAhead;
    }

    /** How an attempt at a part ended. */
    public enum PartEnd {
        /** Its note is written, by this attempt. */
        MADE,
        /** Somebody else wrote its note meanwhile. */
        MADE_BY_OTHER,
        /** The checkpoint ended it. */
        STOPPED
    }

    /** Whether the part that this job speaks is done. */
    public boolean isMade(SynthesisJob job) {
        return isMade(job, job.id().part().orElseThrow());
    }

    private boolean isMade(SynthesisJob job, int part) {
        return requests.isPartDone(job.id().request(), job.acceptedBy(), part);
    }

    /**
     * Speaks what of the part is not spoken yet, and writes its note.
     *
     * @param alone whether nothing else may be spoken meanwhile
     */
    public PartEnd speakPart(SynthesisJob job, boolean alone, Synthesis.Checkpoint checkpoint) {
        if (!checkpoint.goOn(0, 0)) {
            return PartEnd.STOPPED;
        }
        PartClips made = new PartClips(job, clock.instant());
        findClips(job, made);
        try (ClipSession session = new ClipSession(sessions, clips, job, alone, checkpoint)) {
            List<Segment> todo = made.missing();
            int batch = todo.isEmpty() ? 1 : session.batchSize();
            for (int at = 0; at < todo.size(); at += batch) {
                List<Segment> next = todo.subList(at, Math.min(at + batch, todo.size()));
                session.make(next).forEach(made::add);
                if (!checkpoint.goOn(made.done(), made.seconds())) {
                    return PartEnd.STOPPED;
                }
            }
            PartNote note = made.note(session.work());
            return requests.createPart(
                            job.id().request(), job.acceptedBy(), note.part(), note.write())
                    ? PartEnd.MADE
                    : PartEnd.MADE_BY_OTHER;
        }
    }

    private void findClips(SynthesisJob job, PartClips made) {
        try (ReadAhead<String, Optional<Clip>> found =
                new ReadAhead<>(
                        List.copyOf(made.wanted.keySet()).iterator(),
                        hash -> used(clips.find(hash), job),
                        _ -> CLIP_NOTE_BYTES,
                        job.segments().size() == 1 ? 0 : readAhead)) {
            found.forEachRemaining(clip -> clip.ifPresent(made::addFound));
        }
    }

    /** One that was made for another request is there as long as this one is stored, too. */
    private Optional<Clip> used(Optional<Clip> clip, SynthesisJob job) {
        clip.ifPresent(found -> clips.use(found, ClipSession.user(job)));
        return clip;
    }

    /** The clips of a part while it is made. */
    private static final class PartClips {
        private final SynthesisJob job;
        private final Instant startedAt;
        private final List<String> hashes = new ArrayList<>();
        private final Map<String, Segment> wanted = new LinkedHashMap<>();
        private final Map<String, Clip> clips = new HashMap<>();
        private EngineWork before = EngineWork.NONE;

        PartClips(SynthesisJob job, Instant startedAt) {
            this.job = job;
            this.startedAt = startedAt;
            for (Segment segment : job.segments()) {
                String hash = ClipHash.of(job.settings(), segment);
                hashes.add(hash);
                wanted.putIfAbsent(hash, segment); // what is said twice is spoken once
            }
        }

        void add(Clip clip) {
            clips.put(clip.hash(), clip);
        }

        /** What an earlier delivery of this part spoke counts; what others spoke took no time. */
        void addFound(Clip clip) {
            add(clip);
            boolean mine = clip.made().in().equals(ClipSession.madeFor(job));
            EngineWork work = clip.made().work();
            before = before.plus(new EngineWork(mine ? work.seconds() : 0, work.by()));
        }

        List<Segment> missing() {
            return wanted.entrySet().stream()
                    .filter(entry -> !clips.containsKey(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        /** Segments whose clip is there. */
        int done() {
            return (int) hashes.stream().filter(clips::containsKey).count();
        }

        /** Of sound. */
        double seconds() {
            return hashes.stream()
                    .map(clips::get)
                    .filter(clip -> clip != null)
                    .mapToDouble(Clip::durationSeconds)
                    .sum();
        }

        /**
         * @param work of this delivery
         */
        PartNote note(EngineWork work) {
            List<PartNote.PartClip> all = new ArrayList<>();
            for (int i = 0; i < hashes.size(); i++) {
                Clip clip = clips.get(hashes.get(i));
                all.add(
                        new PartNote.PartClip(
                                job.segments().get(i),
                                hashes.get(i),
                                Optional.ofNullable(clip).map(PartNote.Sound::of)));
            }
            return new PartNote(
                    job.id().part().orElseThrow(),
                    UUID.randomUUID().toString(),
                    Optional.of(startedAt),
                    Optional.of(before.plus(work)),
                    all);
        }
    }

    /**
     * The part that follows this one in its chain, read of the plan from where this one begins.
     *
     * @throws VoxfarmException {@code INVALID_PLAN} if the plan is not what the job says, {@code
     *     NOT_FOUND} if it was deleted
     */
    public SynthesisJob next(SynthesisJob job) {
        PartChain chain = job.chain().orElseThrow();
        int wanted = job.nextPart().orElseThrow();
        Iterator<PlanPart> parts =
                PlanParts.from(
                        store, chain.plan(), chain.offset(), job.segments().getFirst().index());
        while (parts.hasNext()) {
            PlanPart part = parts.next();
            if (part.part() == wanted) {
                return job.ofPart(part);
            }
        }
        throw VoxfarmException.of(
                ErrorCode.INVALID_PLAN,
                "%s: expected part %d behind job %s, it is not there",
                chain.plan(),
                wanted,
                job.id());
    }

    /**
     * Whether all parts of the request are done. Looks at the ends of the chains first: only when
     * those are there, all notes are listed.
     */
    public boolean allMade(SynthesisJob job) {
        int window = job.chain().map(PartChain::window).orElse(0);
        for (int part = job.parts() - 1; part >= Math.max(0, job.parts() - window); part--) {
            if (!isMade(job, part)) {
                return false;
            }
        }
        return requests.partsDone(job.id().request(), job.acceptedBy()).size() >= job.parts();
    }

    /** Stores each segment of a short request at once, where its caller listens meanwhile. */
    public Synthesis.SegmentSink segmentsOf(SynthesisJob job) {
        if (!job.settings().output().stream()) {
            return Synthesis.SegmentSink.NONE;
        }
        return (segment, spoken) -> {
            Clip clip =
                    clips.store(
                            ClipHash.of(job.settings(), segment),
                            spoken.audio(),
                            spoken.warnings(),
                            spoken.words(),
                            new Clip.Made(
                                    ClipSession.madeFor(job), EngineWork.NONE, spoken.take()));
            clips.use(clip, ClipSession.user(job));
        };
    }

    /**
     * Joins all parts into one file on disk.
     *
     * @param alone whether nothing else may be spoken while a missing clip is made anew
     * @return empty if the checkpoint ended it
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if a part that was seen cannot be read,
     *     {@code NOTHING_TO_SPEAK} if no clip has sound
     */
    public Optional<SoundFile> assemble(
            SynthesisJob job, boolean alone, Synthesis.Checkpoint checkpoint) {
        return new Assembly(job, alone, checkpoint, sessions, clips, store, readAhead)
                .run(clock.instant());
    }
}
