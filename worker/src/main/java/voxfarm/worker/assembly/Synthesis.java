package voxfarm.worker.assembly;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.audio.ClipJoiner;
import voxfarm.audio.JoinedFile;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.speak.LaneGate;
import voxfarm.worker.speak.VoiceSessions;

/** Speaks a short request to its file. Thread-safe. */
public final class Synthesis {
    private final VoiceSessions sessions;
    private final InstantSource clock;

    public Synthesis(VoiceSessions sessions, InstantSource clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /** Asked before the first segment and after each one, and while one waits for its turn. */
    public interface Checkpoint extends LaneGate.Patience {
        /**
         * @param segmentsDone segments spoken so far
         * @param audioSeconds sound made so far, pauses included
         * @return false to end the attempt here
         */
        boolean goOn(int segmentsDone, double audioSeconds);
    }

    /** Takes segments one after another. */
    @FunctionalInterface
    public interface SegmentSink {
        SegmentSink NONE = (_, _) -> {};

        void accept(Segment segment, LoadedVoice.Spoken spoken);
    }

    /**
     * Speaks a short request whole.
     *
     * @param alone whether nothing else may be spoken meanwhile
     * @param spokenSegments gets each segment as soon as it is spoken
     * @return empty if the checkpoint ended it
     * @throws VoxfarmException {@code NOTHING_TO_SPEAK} if no segment holds anything that the voice
     *     can say
     */
    public Optional<SoundFile> speak(
            SynthesisJob job, boolean alone, Checkpoint checkpoint, SegmentSink spokenSegments) {
        if (!checkpoint.goOn(0, 0)) { // before a voice is loaded for it
            return Optional.empty();
        }
        Instant startedAt = clock.instant();
        Take take = new Take(job);
        EngineWork work;
        try (VoiceSessions.Session session =
                        sessions.open(job.settings(), job.lane(), alone, checkpoint);
                Timings times = new Timings(job.id().request(), take.timings)) {
            int batch = session.batchSize();
            for (int at = 0; at < job.segments().size(); at += batch) {
                List<Segment> segments =
                        job.segments().subList(at, Math.min(at + batch, job.segments().size()));
                List<LoadedVoice.Spoken> spoken = session.speak(segments);
                for (int i = 0; i < segments.size(); i++) {
                    spokenSegments.accept(segments.get(i), spoken.get(i));
                    take.add(segments.get(i), spoken.get(i), times);
                }
                if (!checkpoint.goOn(at + segments.size(), take.seconds)) {
                    return Optional.empty();
                }
            }
            work = session.work();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
        long begun = System.nanoTime();
        SoundFile file = take.file(new SoundFile.Making(startedAt, work));
        sessions.meter()
                .joined(job.settings().output().format().wireName(), System.nanoTime() - begun);
        return Optional.of(file);
    }

    /** What is spoken of a request so far, in memory. */
    private static final class Take {
        private final SynthesisJob job;
        private final List<Sounding> clips = new ArrayList<>();
        private final JoinedFile.Sum sum = new JoinedFile.Sum();
        private final ResultWarnings warnings = new ResultWarnings();
        private final ByteArrayOutputStream timings = new ByteArrayOutputStream();

        /** Of sound, pauses included. */
        private double seconds;

        Take(SynthesisJob job) {
            this.job = job;
        }

        void add(Segment segment, LoadedVoice.Spoken spoken, Timings times) throws IOException {
            PcmAudio audio = spoken.audio();
            warnings.add(segment, spoken.warnings());
            times.add(segment, audio.samples().length, audio.sampleRateHz(), spoken.words());
            if (audio.samples().length > 0) { // without sound there is no pause either
                Sounding clip = new Sounding(audio, segment.pauseAfterSeconds());
                clips.add(clip);
                clip.countIn(sum);
                seconds += audio.durationSeconds() + segment.pauseAfterSeconds();
            }
        }

        /** All of it joined; the timings are closed. */
        SoundFile file(SoundFile.Making making) {
            if (clips.isEmpty()) {
                throw nothing(job, warnings.list());
            }
            OutputSettings output = job.settings().output();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            JoinedFile file = join(clips, sum, output, bytes);
            List<Warning> told = new ArrayList<>(warnings.list());
            told.addAll(LoudnessCheck.of(output, file.levels()));
            byte[] document = timings.toByteArray();
            if (output.trim() && output.needsTimes()) {
                document = cut(document, file);
            }
            return new SoundFile(
                    new SoundFile.Content.InMemory(bytes.toByteArray()),
                    SoundFile.Sound.of(file),
                    making,
                    output.timings()
                            ? Optional.of(new SoundFile.Content.InMemory(document))
                            : Optional.empty(),
                    subtitles(document, job.settings()),
                    told,
                    Optional.empty());
        }
    }

    private static Map<SubtitleFormat, SoundFile.Content> subtitles(
            byte[] timings, SpeechSettings settings) {
        Map<SubtitleFormat, SoundFile.Content> subtitles = new LinkedHashMap<>();
        for (SubtitleFormat format : settings.output().subtitles()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                Subtitles.write(
                        new ByteArrayInputStream(timings), format, Subtitles.shown(settings), out);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // of memory
            }
            subtitles.put(format, new SoundFile.Content.InMemory(out.toByteArray()));
        }
        return subtitles;
    }

    private static byte[] cut(byte[] timings, JoinedFile file) {
        ByteArrayOutputStream moved = new ByteArrayOutputStream();
        try {
            Timings.cut(
                    new ByteArrayInputStream(timings), file.cutSeconds(), file.seconds(), moved);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
        return moved.toByteArray();
    }

    static VoxfarmException nothing(SynthesisJob job, List<Warning> warnings) {
        return VoxfarmException.of(
                ErrorCode.NOTHING_TO_SPEAK,
                "request %s: the text holds nothing that voice %s can speak%s",
                job.id().request(),
                job.settings().voice(),
                warnings.isEmpty() ? "" : " (" + warnings.getFirst().message() + ")");
    }

    /** A clip that has sound, and the pause behind it. */
    private record Sounding(PcmAudio audio, double pauseAfterSeconds) {
        void countIn(JoinedFile.Sum sum) {
            sum.add(audio.samples().length, audio.sampleRateHz(), audio.peak(), pauseAfterSeconds);
        }

        void sendTo(ClipJoiner joiner, boolean more) throws IOException {
            joiner.add(
                    new ClipJoiner.Place(
                            audio.samples().length, audio.sampleRateHz(), pauseAfterSeconds, more),
                    ClipJoiner.Samples.of(audio));
        }
    }

    private static JoinedFile join(
            List<Sounding> clips,
            JoinedFile.Sum sum,
            OutputSettings output,
            ByteArrayOutputStream bytes) {
        JoinedFile.Clips all =
                joiner -> {
                    for (Sounding clip : clips) {
                        clip.sendTo(joiner, joiner.clips() < clips.size() - 1);
                    }
                    return true;
                };
        try {
            return JoinedFile.make(output, sum, all, new JoinedFile.Target.Memory(bytes))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
    }
}
