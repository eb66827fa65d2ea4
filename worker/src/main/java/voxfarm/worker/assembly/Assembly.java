package voxfarm.worker.assembly;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import voxfarm.audio.ClipJoiner;
import voxfarm.audio.JoinedFile;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.clip.Clip;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.Warning;
import voxfarm.common.store.ObjectStore;
import voxfarm.worker.speak.ClipSession;
import voxfarm.worker.speak.VoiceSessions;

/**
 * Joins the clips of one long request, in two passes over its part notes: the first learns what
 * must be known before the first sample is written, the second writes. Both trust the notes; only
 * when a clip turns out to be gone they are run once more, looking at each clip and making anew
 * what is missing. Memory does not grow with the text. For one attempt, on one thread.
 */
final class Assembly {
    private static final int MAX_NOTE_BYTES = 4 << 20;
    private static final int USUAL_NOTE_BYTES = 64 << 10;

    /** A longer clip is read in blocks when its turn comes. */
    private static final long MOST_CLIP_BYTES = 8L << 20;

    private final SynthesisJob job;
    private final boolean alone;
    private final Synthesis.Checkpoint checkpoint;
    private final VoiceSessions sessions;
    private final ClipStore clips;
    private final ObjectStore store;
    private final RequestStore requests;
    private final int readAhead;
    private final OutputSettings output;

    /** Whether each clip is looked at, instead of trusting the notes. */
    private boolean careful;

    /**
     * @param alone whether nothing else may be spoken while a missing clip is made anew
     */
    Assembly(
            SynthesisJob job,
            boolean alone,
            Synthesis.Checkpoint checkpoint,
            VoiceSessions sessions,
            ClipStore clips,
            ObjectStore store,
            int readAhead) {
        this.job = job;
        this.alone = alone;
        this.checkpoint = checkpoint;
        this.sessions = sessions;
        this.clips = clips;
        this.store = store;
        this.requests = new RequestStore(store);
        this.readAhead = readAhead;
        this.output = job.settings().output();
    }

    /** A clip that a note names is not there. */
    private static final class ClipGone extends IOException {
        private static final long serialVersionUID = 1;

        ClipGone(String hash) {
            super("clip " + hash + " was deleted while it was needed");
        }
    }

    /**
     * Joins all. The sound counts as begun with the part that was begun first.
     *
     * @param now when this attempt begins: that counts where no note says when its part did
     * @return empty if the checkpoint ended it
     */
    Optional<SoundFile> run(Instant now) {
        try {
            try {
                return inFolder(now);
            } catch (ClipGone e) {
                careful = true;
                return inFolder(now);
            }
        } catch (ClipGone e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, "job " + job.id() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.NOT_READY,
                    "job " + job.id() + ": cannot be joined here: " + FileFailure.reason(e),
                    e);
        }
    }

    private Optional<SoundFile> inFolder(Instant now) throws IOException {
        TemporaryFolder folder = TemporaryFolder.create("assembly-");
        Optional<SoundFile> speech = Optional.empty();
        try {
            speech = join(folder, now);
            return speech;
        } finally {
            if (speech.isEmpty()) {
                folder.close();
            }
        }
    }

    private Optional<SoundFile> join(TemporaryFolder folder, Instant now) throws IOException {
        Path timings = folder.path().resolve("timings.json");
        Optional<Summary> looked = look(timings);
        if (looked.isEmpty()) {
            return Optional.empty();
        }
        Summary sum = looked.get();
        if (sum.sound.clips() == 0) {
            throw Synthesis.nothing(job, sum.warnings.list());
        }
        Path audio = folder.path().resolve("audio");
        Optional<JoinedFile> written = write(audio, folder.path().resolve("joined.f32"), sum);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Path times =
                output.trim() && output.needsTimes()
                        ? cut(timings, written.get(), folder.path())
                        : timings;
        List<Warning> warnings = new ArrayList<>(sum.warnings.list());
        warnings.addAll(LoudnessCheck.of(output, written.get().levels()));
        return Optional.of(
                new SoundFile(
                        SoundFile.Content.OnDisk.of(audio),
                        SoundFile.Sound.of(written.get()),
                        new SoundFile.Making(sum.startedAt.orElse(now), sum.work),
                        output.timings()
                                ? Optional.of(SoundFile.Content.OnDisk.of(times))
                                : Optional.empty(),
                        subtitles(times, folder.path()),
                        warnings,
                        Optional.of(folder)));
    }

    private Optional<JoinedFile> write(Path audio, Path spool, Summary sum) throws IOException {
        long begun = System.nanoTime();
        Optional<JoinedFile> made =
                JoinedFile.make(
                        output,
                        sum.sound,
                        joiner -> send(joiner, sum.sound.clips()),
                        new JoinedFile.Target.Disk(audio, spool));
        sessions.meter().joined(output.format().wireName(), System.nanoTime() - begun);
        return made;
    }

    private Map<SubtitleFormat, SoundFile.Content> subtitles(Path timings, Path folder)
            throws IOException {
        Map<SubtitleFormat, SoundFile.Content> subtitles = new LinkedHashMap<>();
        for (SubtitleFormat format : output.subtitles()) {
            Path file = folder.resolve("subtitles." + format.wireName());
            try (InputStream in = new BufferedInputStream(Files.newInputStream(timings));
                    OutputStream out = Files.newOutputStream(file)) {
                Subtitles.write(in, format, Subtitles.shown(job.settings()), out);
            }
            subtitles.put(format, SoundFile.Content.OnDisk.of(file));
        }
        return subtitles;
    }

    private static Path cut(Path timings, JoinedFile audio, Path folder) throws IOException {
        Path moved = folder.resolve("timings-cut.json");
        try (InputStream in = new BufferedInputStream(Files.newInputStream(timings));
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(moved))) {
            Timings.cut(in, audio.cutSeconds(), audio.seconds(), out);
        }
        return moved;
    }

    /** What must be known before the first sample is written. */
    private static final class Summary {
        private final ResultWarnings warnings = new ResultWarnings();
        private final JoinedFile.Sum sound = new JoinedFile.Sum();
        private EngineWork work = EngineWork.NONE;
        private Optional<Instant> startedAt = Optional.empty();

        void begin(PartNote note) {
            work = work.plus(note.work().orElse(EngineWork.NONE));
            startedAt =
                    Stream.concat(startedAt.stream(), note.startedAt().stream())
                            .min(Comparator.naturalOrder());
        }

        void add(PartNote.PartClip item, PartNote.Sound clip) {
            sound.add(
                    clip.samples(),
                    clip.sampleRateHz(),
                    clip.peak(),
                    item.segment().pauseAfterSeconds());
        }
    }

    /** All part notes in order. */
    private ReadAhead<Integer, PartNote> notes() {
        return new ReadAhead<>(
                IntStream.range(0, job.parts()).iterator(),
                this::note,
                _ -> USUAL_NOTE_BYTES,
                readAhead);
    }

    private PartNote note(int part) {
        return PartNote.read(
                requests.part(job.id().request(), job.acceptedBy(), part, MAX_NOTE_BYTES));
    }

    /** A clip at its place; the note is the one that it stands in, where it is its first. */
    private record Item(PartNote.PartClip clip, Optional<PartNote> begins) {}

    /** The clips of all parts in order. */
    private static final class Items implements Iterator<Item> {
        private final Iterator<PartNote> notes;
        private Iterator<PartNote.PartClip> clips = List.<PartNote.PartClip>of().iterator();
        private Optional<PartNote> begins = Optional.empty();

        Items(Iterator<PartNote> notes) {
            this.notes = notes;
        }

        @Override
        public boolean hasNext() {
            while (!clips.hasNext() && notes.hasNext()) {
                PartNote note = notes.next();
                clips = note.clips().iterator();
                begins = Optional.of(note);
            }
            return clips.hasNext();
        }

        @Override
        public Item next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Item item = new Item(clips.next(), begins);
            begins = Optional.empty();
            return item;
        }
    }

    /**
     * A clip as the first pass sees it.
     *
     * @param known its own note, where that was needed
     * @param gone whether it has to be made again
     */
    private record Looked(Item item, Optional<Clip> known, boolean gone) {}

    /** Whether the clip's own note is read, besides the part's. */
    private boolean needsNote(PartNote.PartClip clip) {
        return output.needsTimes()
                || mustBeSeen(clip)
                || clip.sound().map(PartNote.Sound::warned).orElse(true);
    }

    private boolean mustBeSeen(PartNote.PartClip clip) {
        return careful || clip.sound().isEmpty();
    }

    private Looked look(Item item) {
        if (!needsNote(item.clip())) {
            return new Looked(item, Optional.empty(), false);
        }
        Optional<Clip> clip = clips.find(item.clip().hash());
        boolean there =
                clip.isPresent()
                        && (!mustBeSeen(item.clip()) || store.head(clip.get().audio()).isPresent());
        return new Looked(item, clip, !there);
    }

    /**
     * The first pass.
     *
     * @param timings is written on the way
     * @return empty if the checkpoint ended it
     */
    private Optional<Summary> look(Path timings) throws IOException {
        Summary sum = new Summary();
        // where nothing is fetched of a clip, a thread for each would be dear
        int ahead = careful || output.needsTimes() ? readAhead : 0;
        try (ClipSession session = new ClipSession(sessions, clips, job, alone, checkpoint);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(timings));
                Timings times = new Timings(job.id().request(), out);
                ReadAhead<Integer, PartNote> notes = notes();
                ReadAhead<Item, Looked> items =
                        new ReadAhead<>(new Items(notes), this::look, _ -> 4 << 10, ahead)) {
            while (items.hasNext()) {
                Looked looked = items.next();
                if (looked.item().begins().isPresent() && !checkpoint.goOn(0, 0)) {
                    return Optional.empty();
                }
                add(looked, session, sum, times);
            }
            sum.work = sum.work.plus(session.work());
        }
        return checkpoint.goOn(0, 0) ? Optional.of(sum) : Optional.empty();
    }

    private void add(Looked looked, ClipSession session, Summary sum, Timings times)
            throws IOException {
        PartNote.PartClip item = looked.item().clip();
        looked.item().begins().ifPresent(sum::begin);
        Optional<Clip> clip = looked.known();
        if (looked.gone()) {
            clip.ifPresent(clips::forget);
            clip = Optional.of(session.make(List.of(item.segment())).getFirst());
        } else if (item.sound().isEmpty()) { // an earlier build's: all counted as spoken for it
            sum.work = sum.work.plus(clip.map(of -> of.made().work()).orElse(EngineWork.NONE));
        }
        PartNote.Sound sound = clip.map(PartNote.Sound::of).or(item::sound).orElseThrow();
        sum.add(item, sound);
        clip.ifPresent(known -> sum.warnings.add(item.segment(), known.warnings()));
        times.add(
                item.segment(),
                sound.samples(),
                sound.sampleRateHz(),
                clip.map(Clip::words).orElse(List.of()));
    }

    /**
     * A clip as the second pass sees it.
     *
     * @param file empty if it is to be read in blocks
     */
    private record Fetched(Item item, PartNote.Sound sound, Optional<byte[]> file) {}

    /** How many bytes are in memory once it is fetched. */
    private static long bytes(Item item) {
        long file =
                FloatWav.bytes(item.clip().sound().map(PartNote.Sound::samples).orElse(1L << 20));
        return file > MOST_CLIP_BYTES ? 0 : file;
    }

    /** Empty if the clip is gone. */
    private Optional<Fetched> fetch(Item item) {
        Optional<PartNote.Sound> sound =
                mustBeSeen(item.clip())
                        ? clips.find(item.clip().hash()).map(PartNote.Sound::of)
                        : item.clip().sound();
        if (sound.isEmpty()) {
            return Optional.empty();
        }
        long samples = sound.get().samples();
        if (samples == 0 || FloatWav.bytes(samples) > MOST_CLIP_BYTES) {
            return Optional.of(new Fetched(item, sound.get(), Optional.empty()));
        }
        return clips.audio(sound.get().audio(), samples)
                .map(file -> new Fetched(item, sound.get(), Optional.of(file)));
    }

    /** Sends all clips through; false if the checkpoint ended it. */
    private boolean send(ClipJoiner joiner, int clipsInAll) throws IOException {
        try (ReadAhead<Integer, PartNote> notes = notes();
                ReadAhead<Item, Optional<Fetched>> items =
                        new ReadAhead<>(
                                new Items(notes), this::fetch, Assembly::bytes, readAhead)) {
            String last = "";
            while (items.hasNext()) {
                Optional<Fetched> next = items.next();
                if (next.isEmpty()) {
                    throw new ClipGone("behind " + last);
                }
                Fetched fetched = next.get();
                last = fetched.item().clip().hash();
                if (fetched.item().begins().isPresent() && !checkpoint.goOn(0, 0)) {
                    return false;
                }
                add(fetched, joiner, clipsInAll);
            }
        }
        return checkpoint.goOn(0, 0);
    }

    private void add(Fetched fetched, ClipJoiner joiner, int clipsInAll) throws IOException {
        PartNote.Sound sound = fetched.sound();
        if (sound.samples() == 0) {
            return;
        }
        try (InputStream in =
                fetched.file().isPresent()
                        ? new ByteArrayInputStream(fetched.file().get())
                        : store.open(sound.audio(), 0)
                                .orElseThrow(() -> new ClipGone(fetched.item().clip().hash()))) {
            joiner.add(
                    new ClipJoiner.Place(
                            sound.samples(),
                            sound.sampleRateHz(),
                            fetched.item().clip().segment().pauseAfterSeconds(),
                            joiner.clips() < clipsInAll - 1),
                    sink -> FloatWav.read(in, sound.samples(), sink));
        }
    }
}
