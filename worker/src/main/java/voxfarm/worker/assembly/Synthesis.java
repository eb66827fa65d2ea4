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
import voxfarm.audio.Encoding;
import voxfarm.audio.Joins;
import voxfarm.audio.Mastering;
import voxfarm.audio.MeasuredWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.speak.VoiceSessions;

/** Speaks a short request to its file. Thread-safe. */
public final class Synthesis {
    private final VoiceSessions sessions;
    private final InstantSource clock;

    public Synthesis(VoiceSessions sessions, InstantSource clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /** Asked before the first segment and after each one that is done. */
    @FunctionalInterface
    public interface Checkpoint {
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
        List<PcmAudio> clips = new ArrayList<>();
        List<Double> pauses = new ArrayList<>();
        List<Warning> warnings = new ArrayList<>();
        ByteArrayOutputStream timings = new ByteArrayOutputStream();
        double seconds = 0;
        double engineSeconds;
        try (VoiceSessions.Session session = sessions.open(job.settings(), job.lane(), alone);
                Timings times = new Timings(job.id().request(), timings)) {
            int batch = session.batchSize();
            for (int at = 0; at < job.segments().size(); at += batch) {
                List<Segment> segments =
                        job.segments().subList(at, Math.min(at + batch, job.segments().size()));
                List<LoadedVoice.Spoken> spoken = session.speak(segments);
                for (int i = 0; i < segments.size(); i++) {
                    Segment segment = segments.get(i);
                    PcmAudio audio = spoken.get(i).audio();
                    spokenSegments.accept(segment, spoken.get(i));
                    warnings.addAll(spoken.get(i).warnings());
                    times.add(segment, audio.durationSeconds(), spoken.get(i).words());
                    if (audio.samples().length > 0) { // without sound there is no pause either
                        clips.add(audio);
                        pauses.add(segment.pauseAfterSeconds());
                        seconds += audio.durationSeconds() + segment.pauseAfterSeconds();
                    }
                }
                if (!checkpoint.goOn(at + segments.size(), seconds)) {
                    return Optional.empty();
                }
            }
            engineSeconds = session.engineSeconds();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
        if (clips.isEmpty()) {
            throw nothing(job, warnings);
        }
        OutputSettings output = job.settings().output();
        Encoded file = encode(clips, pauses, output);
        warnings.addAll(LoudnessCheck.of(output, file.levels()));
        byte[] document = timings.toByteArray();
        if (output.trim() && output.needsTimes()) {
            document = cut(document, file);
        }
        return Optional.of(
                new SoundFile(
                        new SoundFile.Content.InMemory(file.bytes()),
                        file.encoding().rateHz(),
                        file.encoding().channels(),
                        file.seconds(),
                        file.levels(),
                        startedAt,
                        engineSeconds,
                        output.timings()
                                ? Optional.of(new SoundFile.Content.InMemory(document))
                                : Optional.empty(),
                        subtitles(document, job.settings()),
                        warnings,
                        Optional.empty()));
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

    private static byte[] cut(byte[] timings, Encoded file) {
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

    /**
     * A file in memory.
     *
     * @param cutSeconds what was trimmed off the beginning
     */
    private record Encoded(
            byte[] bytes,
            Encoding encoding,
            AudioLevels levels,
            double seconds,
            double cutSeconds) {}

    private static Encoded encode(
            List<PcmAudio> clips, List<Double> pauses, OutputSettings output) {
        PcmAudio joined = join(clips, pauses);
        try {
            if (Mastering.needed(output)) {
                return mastered(joined, output);
            }
            float peak = 0;
            for (PcmAudio clip : clips) {
                peak = Math.max(peak, clip.peak());
            }
            float[] samples = joined.scaled(gain(output.level(), peak)).samples();
            Encoding encoding = Encoding.of(output, joined.sampleRateHz());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (MeasuredWriter writer =
                    new MeasuredWriter(
                            SoundWriters.toMemory(out, encoding, samples.length),
                            joined.sampleRateHz())) {
                writer.write(samples, samples.length);
                writer.finish();
                return new Encoded(
                        out.toByteArray(), encoding, writer.levels(), joined.durationSeconds(), 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
    }

    private static Encoded mastered(PcmAudio joined, OutputSettings output) throws IOException {
        ByteArrayOutputStream spool = new ByteArrayOutputStream();
        Mastering.Cut cut;
        try (Mastering mastering = new Mastering(output, joined.sampleRateHz(), spool)) {
            mastering.write(joined.samples(), joined.samples().length);
            cut = mastering.finish();
        }
        byte[] spooled = spool.toByteArray();
        Encoding encoding = Encoding.of(output, cut.rateHz());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MeasuredWriter writer =
                new MeasuredWriter(
                        SoundWriters.toMemory(out, encoding, cut.samples()), cut.rateHz())) {
            Mastering.copy(() -> new ByteArrayInputStream(spooled), cut, writer);
            writer.finish();
            return new Encoded(
                    out.toByteArray(),
                    encoding,
                    writer.levels(),
                    (double) cut.samples() / cut.rateHz(),
                    (double) cut.from() / cut.rateHz());
        }
    }

    private static PcmAudio join(List<PcmAudio> clips, List<Double> pauses) {
        List<PcmAudio> parts = new ArrayList<>();
        for (int i = 0; i < clips.size(); i++) {
            // a pause behind the last clip is one that the split asked for
            boolean more = i < clips.size() - 1 || pauses.get(i) > 0;
            parts.add(Joins.faded(clips.get(i), i > 0, more));
            if (more) {
                parts.add(PcmAudio.silence(pauses.get(i), clips.get(i).sampleRateHz()));
            }
        }
        return PcmAudio.join(parts);
    }

    /**
     * What every sample is multiplied by.
     *
     * @param peak greatest absolute sample of all clips
     */
    static float gain(OutputSettings.Level level, float peak) {
        return switch (level) {
            case NONE -> 1;
            case PEAK -> peak > 0 ? 1 / peak : 1;
            case LOUDNESS -> throw new IllegalArgumentException("is for Mastering to decide");
        };
    }
}
