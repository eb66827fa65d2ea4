package voxfarm.worker.process;

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
import voxfarm.audio.Mastering;
import voxfarm.audio.MeasuredWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.Joins;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.Lane;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.result.Warning;
import voxfarm.common.voice.DictionaryStore;
import voxfarm.frontend.zh.Pronunciations;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.report.WorkMeter;
import voxfarm.worker.residency.ResidentVoices;
import voxfarm.worker.schedule.LaneGate;

/** Speaks: single segments, or a short request to its file. Thread-safe. */
public final class Synthesis {
    private final ResidentVoices voices;
    private final RequestDictionaries dictionaries;
    private final InstantSource clock;
    private final NanoTicker ticker;
    private final WorkMeter meter;
    private final LaneGate gate;

    /** A clock for durations. */
    @FunctionalInterface
    public interface NanoTicker {
        long nanos();
    }

    public Synthesis(
            ResidentVoices voices,
            DictionaryStore dictionaries,
            InstantSource clock,
            NanoTicker ticker,
            WorkMeter meter,
            LaneGate gate) {
        this.voices = voices;
        this.dictionaries = new RequestDictionaries(dictionaries);
        this.clock = clock;
        this.ticker = ticker;
        this.meter = meter;
        this.gate = gate;
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
    interface SegmentSink {
        SegmentSink NONE = (_, _) -> {};

        void accept(Segment segment, LoadedVoice.Spoken spoken);
    }

    /** A voice held for the segments of one job. On one thread. */
    final class Session implements AutoCloseable {
        private final ResidentVoices.Lease lease;
        private final SpeechSettings settings;
        private final Pronunciations pronunciations;
        private final Lane lane;
        private final boolean alone;
        private long nanos;

        private Session(SpeechSettings settings, Lane lane, boolean alone) {
            this.settings = settings;
            this.lane = lane;
            this.alone = alone;
            this.pronunciations = dictionaries.of(settings);
            this.lease = voices.lease(settings.voice(), settings.voiceVersion(), this::enter);
        }

        private LaneGate.Pass enter(boolean voiceAlone) throws InterruptedException {
            return alone || voiceAlone ? gate.enterAlone() : gate.enter(lane, voice());
        }

        private String voice() {
            return settings.voice() + " " + settings.voiceVersion();
        }

        /** How many segments are best spoken at once. */
        int batchSize() {
            return lease.voice().batchSize();
        }

        /** Waits for a slot and speaks. */
        List<LoadedVoice.Spoken> speak(List<Segment> segments) {
            try (LaneGate.Pass pass = enter(lease.wantsToBeAlone())) {
                lease.revive(pass);
                return speakNow(segments);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VoxfarmException(
                        ErrorCode.NOT_READY, "this worker was stopped in the middle", e);
            }
        }

        /** A voice that hangs or kills the engine must not do so in all slots at once. */
        private List<LoadedVoice.Spoken> speakOrLimit(List<Segment> segments) {
            try {
                return lease.voice().speakAll(segments, settings, pronunciations);
            } catch (VoxfarmException e) {
                if (e.code() == ErrorCode.ENGINE_DIED) {
                    gate.limit(voice());
                }
                throw e;
            }
        }

        private List<LoadedVoice.Spoken> speakNow(List<Segment> segments) {
            long begun = ticker.nanos();
            List<LoadedVoice.Spoken> spoken = speakOrLimit(segments);
            long took = ticker.nanos() - begun;
            nanos += took;
            meter.add(
                    took / 1e9,
                    spoken.stream().mapToDouble(s -> s.audio().durationSeconds()).sum());
            return spoken;
        }

        /** Time spent in the engine so far. */
        double engineSeconds() {
            return nanos / 1e9;
        }

        @Override
        public void close() {
            lease.close();
        }
    }

    /**
     * Takes a voice into use, loading it first where it is not here.
     *
     * @param alone whether nothing else may be spoken while its segments are
     */
    Session open(SpeechSettings settings, Lane lane, boolean alone) {
        return new Session(settings, lane, alone);
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
    Optional<Speech> speak(
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
        try (Session session = open(job.settings(), job.lane(), alone);
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
                new Speech(
                        new Speech.Content.InMemory(file.bytes()),
                        file.encoding().rateHz(),
                        file.encoding().channels(),
                        file.seconds(),
                        file.levels(),
                        startedAt,
                        engineSeconds,
                        output.timings()
                                ? Optional.of(new Speech.Content.InMemory(document))
                                : Optional.empty(),
                        subtitles(document, job.settings()),
                        warnings,
                        Optional.empty()));
    }

    private static Map<SubtitleFormat, Speech.Content> subtitles(
            byte[] timings, SpeechSettings settings) {
        Map<SubtitleFormat, Speech.Content> subtitles = new LinkedHashMap<>();
        for (SubtitleFormat format : settings.output().subtitles()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                Subtitles.write(
                        new ByteArrayInputStream(timings), format, Subtitles.shown(settings), out);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // of memory
            }
            subtitles.put(format, new Speech.Content.InMemory(out.toByteArray()));
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
