package voxfarm.worker.process;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.audio.Encoding;
import voxfarm.audio.Mastering;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.audio.Joins;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.clip.Clip;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.clip.ClipStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.Segment;
import voxfarm.common.result.Warning;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.worker.engine.LoadedVoice;

/**
 * Requests of several jobs: each part is spoken clip by clip, and the assembly joins what is
 * stored, in memory that does not grow with the text. Sounds the same as if it were spoken whole.
 * Thread-safe.
 */
public final class LongRequests {
    private static final int MAX_NOTE_BYTES = 4 << 20;
    private static final int MOST_WARNINGS = 1000;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Synthesis synthesis;
    private final ClipStore clips;
    private final ObjectStore store;
    private final InstantSource clock;

    public LongRequests(
            Synthesis synthesis, ClipStore clips, ObjectStore store, InstantSource clock) {
        this.synthesis = synthesis;
        this.clips = clips;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Speaks what of the part is not spoken yet, and writes its note.
     *
     * @param alone whether nothing else may be spoken meanwhile
     * @return false if the checkpoint ended it
     */
    boolean speakPart(SynthesisJob job, boolean alone, Synthesis.Checkpoint checkpoint) {
        int part = job.id().part().orElseThrow();
        ObjectKey key = BucketLayout.part(job.id().request(), job.acceptedBy(), part);
        if (store.head(key).isPresent()) {
            return true;
        }
        List<PartNote.PartClip> made = new ArrayList<>();
        double seconds = 0;
        try (LazySession session = new LazySession(job, alone)) {
            if (!checkpoint.goOn(0, 0)) {
                return false;
            }
            List<Segment> todo = new ArrayList<>();
            for (Segment segment : job.segments()) {
                String hash = ClipHash.of(job.settings(), segment);
                made.add(new PartNote.PartClip(segment, hash));
                Optional<Clip> known = clips.find(hash);
                if (known.isEmpty()) {
                    todo.add(segment);
                } else {
                    seconds += known.get().durationSeconds();
                }
            }
            int done = job.segments().size() - todo.size();
            int batch = todo.isEmpty() ? 1 : session.get().batchSize();
            for (int at = 0; at < todo.size(); at += batch) {
                for (Clip clip :
                        session.make(todo.subList(at, Math.min(at + batch, todo.size())))) {
                    seconds += clip.durationSeconds();
                    done++;
                }
                if (!checkpoint.goOn(done, seconds)) {
                    return false;
                }
            }
        }
        store.create(key, new PartNote(part, made).write(), "application/json");
        return true;
    }

    /** How many parts are spoken. */
    int partsDone(SynthesisJob job) {
        int done = 0;
        for (ObjectListing parts =
                        new ObjectListing(
                                store, BucketLayout.parts(job.id().request(), job.acceptedBy()));
                parts.hasNext();
                parts.next()) {
            done++;
        }
        return done;
    }

    /** Stores each segment of a short request at once, where its caller listens meanwhile. */
    Synthesis.SegmentSink segmentsOf(SynthesisJob job) {
        if (!job.settings().output().stream()) {
            return Synthesis.SegmentSink.NONE;
        }
        return (segment, spoken) ->
                clips.store(
                        ClipHash.of(job.settings(), segment),
                        spoken.audio(),
                        spoken.warnings(),
                        spoken.words(),
                        0);
    }

    /** A voice that is loaded only where something has to be spoken. */
    private final class LazySession implements AutoCloseable {
        private final SynthesisJob job;
        private final boolean alone;
        private Optional<Synthesis.Session> session = Optional.empty();

        LazySession(SynthesisJob job, boolean alone) {
            this.job = job;
            this.alone = alone;
        }

        Synthesis.Session get() {
            if (session.isEmpty()) {
                session = Optional.of(synthesis.open(job.settings(), job.lane(), alone));
            }
            return session.get();
        }

        /** Speaks segments and stores them as clips. */
        List<Clip> make(List<Segment> segments) {
            double before = get().engineSeconds();
            List<LoadedVoice.Spoken> spoken = get().speak(segments);
            double each = (get().engineSeconds() - before) / segments.size();
            List<Clip> made = new ArrayList<>();
            for (int i = 0; i < segments.size(); i++) {
                made.add(
                        clips.store(
                                ClipHash.of(job.settings(), segments.get(i)),
                                spoken.get(i).audio(),
                                spoken.get(i).warnings(),
                                spoken.get(i).words(),
                                each));
            }
            return made;
        }

        @Override
        public void close() {
            session.ifPresent(Synthesis.Session::close);
        }
    }

    /** A clip at its place. */
    private record Placed(Segment segment, Clip clip) {
        boolean sounds() {
            return clip.samples() > 0;
        }
    }

    /**
     * Joins all parts into one file on disk.
     *
     * @return empty if the checkpoint ended it
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if a part that was seen cannot be read,
     *     {@code NOTHING_TO_SPEAK} if no clip has sound
     */
    Optional<Speech> assemble(SynthesisJob job, Synthesis.Checkpoint checkpoint) {
        Instant startedAt = clock.instant();
        try {
            TemporaryFolder folder = TemporaryFolder.create("assembly-");
            Optional<Speech> speech = Optional.empty();
            try {
                speech = assemble(job, checkpoint, folder, startedAt);
                return speech;
            } finally {
                if (speech.isEmpty()) {
                    folder.close();
                }
            }
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.NOT_READY, "job " + job.id() + ": cannot be joined here: " + e, e);
        }
    }

    private Optional<Speech> assemble(
            SynthesisJob job,
            Synthesis.Checkpoint checkpoint,
            TemporaryFolder folder,
            Instant startedAt)
            throws IOException {
        List<Warning> warnings = new ArrayList<>();
        double engineSeconds = 0;
        Path timings = folder.path().resolve("timings.json");
        Summary sum = new Summary();
        try (LazySession session = new LazySession(job, false);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(timings));
                Timings times = new Timings(job.id().request(), out)) {
            for (int part = 0; part < job.parts(); part++) {
                for (PartNote.PartClip item : note(job, part).clips()) {
                    Placed placed = placed(item, session);
                    sum.add(placed);
                    engineSeconds += placed.clip().engineSeconds();
                    addWarnings(placed.clip().warnings(), warnings);
                    times.add(
                            item.segment(), placed.clip().durationSeconds(), placed.clip().words());
                }
                if (!checkpoint.goOn(0, 0)) {
                    return Optional.empty();
                }
            }
        }
        if (sum.clips == 0) {
            throw Synthesis.nothing(job, warnings);
        }
        Path audio = folder.path().resolve("audio");
        Optional<Written> written = writeAudio(job, checkpoint, sum, folder.path(), audio);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        OutputSettings output = job.settings().output();
        if (output.trim() && output.timings()) {
            timings = cut(timings, written.get(), folder.path());
        }
        Encoding encoding = Encoding.of(output, sum.sampleRateHz);
        return Optional.of(
                new Speech(
                        Speech.Content.OnDisk.of(audio),
                        encoding.rateHz(),
                        encoding.channels(),
                        written.get().seconds(),
                        startedAt,
                        engineSeconds,
                        output.timings()
                                ? Optional.of(Speech.Content.OnDisk.of(timings))
                                : Optional.empty(),
                        warnings,
                        Optional.of(folder)));
    }

    private static Path cut(Path timings, Written audio, Path folder) throws IOException {
        Path moved = folder.resolve("timings-cut.json");
        try (InputStream in = new BufferedInputStream(Files.newInputStream(timings));
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(moved))) {
            Timings.cut(in, audio.cutSeconds(), audio.seconds(), out);
        }
        return moved;
    }

    private static void addWarnings(List<Warning> more, List<Warning> warnings) {
        int room = Math.max(0, MOST_WARNINGS - warnings.size());
        warnings.addAll(more.subList(0, Math.min(room, more.size())));
    }

    /** What must be known before the first sample is written. */
    private static final class Summary {
        private int clips;
        private int sampleRateHz = 1000;
        private long samples;
        private double pauseBefore;
        private float peak;

        /** With a pause behind the last clip, where the split asked for one. */
        long samplesInAll() {
            return samples + Math.round(pauseBefore * sampleRateHz);
        }

        void add(Placed placed) {
            if (!placed.sounds()) {
                return;
            }
            sampleRateHz = placed.clip().sampleRateHz();
            if (clips > 0) {
                samples += Math.round(pauseBefore * sampleRateHz);
            }
            samples += placed.clip().samples();
            pauseBefore = placed.segment().pauseAfterSeconds();
            peak = Math.max(peak, placed.clip().peak());
            clips++;
        }
    }

    private PartNote note(SynthesisJob job, int part) {
        ObjectKey key = BucketLayout.part(job.id().request(), job.acceptedBy(), part);
        return store.read(key, MAX_NOTE_BYTES)
                .map(PartNote::read)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.STORE_UNAVAILABLE,
                                "job %s: %s cannot be read",
                                job.id(),
                                key));
    }

    /** A clip that was deleted meanwhile is made again. */
    private Placed placed(PartNote.PartClip item, LazySession session) {
        Optional<Clip> clip = clips.find(item.hash());
        if (clip.isPresent() && store.head(clip.get().audio()).isPresent()) {
            return new Placed(item.segment(), clip.get());
        }
        clip.ifPresent(clips::forget);
        return new Placed(item.segment(), session.make(List.of(item.segment())).getFirst());
    }

    /**
     * What was written.
     *
     * @param seconds its length
     * @param cutSeconds what was trimmed off the beginning
     */
    private record Written(double seconds, double cutSeconds) {}

    /**
     * Writes the file.
     *
     * @return empty if the checkpoint ended it
     */
    private Optional<Written> writeAudio(
            SynthesisJob job, Synthesis.Checkpoint checkpoint, Summary sum, Path folder, Path file)
            throws IOException {
        OutputSettings output = job.settings().output();
        Encoding encoding = Encoding.of(output, sum.sampleRateHz);
        if (!Mastering.needed(output)) {
            try (SoundWriter writer = SoundWriters.toFile(file, encoding, sum.samplesInAll())) {
                float gain = Synthesis.gain(output.level(), sum.peak);
                if (!joined(job, checkpoint, new Joined(sum.clips, gain, writer::write))) {
                    return Optional.empty();
                }
                writer.finish();
            }
            return Optional.of(new Written((double) sum.samplesInAll() / sum.sampleRateHz, 0));
        }
        Path spooled = folder.resolve("joined.f32");
        Mastering.Cut cut;
        try (OutputStream spool =
                        new BufferedOutputStream(Files.newOutputStream(spooled), BUFFER_BYTES);
                Mastering mastering = new Mastering(output, sum.sampleRateHz, spool)) {
            if (!joined(job, checkpoint, new Joined(sum.clips, 1, mastering::write))) {
                return Optional.empty();
            }
            cut = mastering.finish();
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(spooled), BUFFER_BYTES);
                SoundWriter writer = SoundWriters.toFile(file, encoding, cut.samples())) {
            Mastering.copy(in, cut, writer);
            writer.finish();
        }
        return Optional.of(
                new Written(
                        (double) cut.samples() / sum.sampleRateHz,
                        (double) cut.from() / sum.sampleRateHz));
    }

    /** Sends all clips through; false if the checkpoint ended it. */
    private boolean joined(SynthesisJob job, Synthesis.Checkpoint checkpoint, Joined out)
            throws IOException {
        for (int part = 0; part < job.parts(); part++) {
            for (PartNote.PartClip item : note(job, part).clips()) {
                Clip clip = clips.find(item.hash()).orElseThrow(() -> gone(item.hash()));
                out.add(new Placed(item.segment(), clip));
            }
            if (!checkpoint.goOn(0, 0)) {
                return false;
            }
        }
        return true;
    }

    private static VoxfarmException gone(String hash) {
        return VoxfarmException.of(
                ErrorCode.STORE_UNAVAILABLE, "clip %s was deleted while it was needed", hash);
    }

    /** The clips one after another, with their pauses and faded where they meet. */
    private final class Joined {
        private final int clipsInAll;
        private final float gain;
        private final FloatWav.Sink out;
        private int written;
        private double pauseBefore;
        private long index;

        Joined(int clipsInAll, float gain, FloatWav.Sink out) {
            this.clipsInAll = clipsInAll;
            this.gain = gain;
            this.out = out;
        }

        void add(Placed placed) throws IOException {
            if (!placed.sounds()) {
                return;
            }
            Clip clip = placed.clip();
            pause(clip.sampleRateHz());
            boolean before = written > 0;
            boolean behind = written < clipsInAll - 1 || placed.segment().pauseAfterSeconds() > 0;
            index = 0;
            boolean there =
                    clips.read(
                            clip,
                            (block, count) -> {
                                for (int i = 0; i < count; i++, index++) {
                                    float faded =
                                            block[i]
                                                    * Joins.gain(
                                                            index,
                                                            clip.samples(),
                                                            clip.sampleRateHz(),
                                                            before,
                                                            behind);
                                    block[i] = faded * gain;
                                }
                                out.accept(block, count);
                            });
            if (!there) {
                throw gone(clip.hash());
            }
            pauseBefore = placed.segment().pauseAfterSeconds();
            written++;
            if (written == clipsInAll) {
                pause(clip.sampleRateHz());
            }
        }

        private void pause(int sampleRateHz) throws IOException {
            int samples = Math.toIntExact(Math.round(pauseBefore * sampleRateHz));
            if (samples > 0) {
                out.accept(new float[samples], samples);
            }
        }
    }
}
