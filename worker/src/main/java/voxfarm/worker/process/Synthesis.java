package voxfarm.worker.process;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.audio.WavWriter;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.Segment;
import voxfarm.common.result.Warning;
import voxfarm.common.voice.DictionaryStore;
import voxfarm.frontend.zh.Pronunciations;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.report.WorkMeter;
import voxfarm.worker.residency.ResidentVoices;

/** Speaks a job: every segment, the pauses between them, the level, the file. Thread-safe. */
public final class Synthesis {
    private final ResidentVoices voices;
    private final RequestDictionaries dictionaries;
    private final InstantSource clock;
    private final NanoTicker ticker;
    private final WorkMeter meter;

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
            WorkMeter meter) {
        this.voices = voices;
        this.dictionaries = new RequestDictionaries(dictionaries);
        this.clock = clock;
        this.ticker = ticker;
        this.meter = meter;
    }

    /**
     * A finished file.
     *
     * @param file the bytes to store
     * @param engineSeconds time inside the engine, loading excluded
     * @param timings the document that says when each word is heard, if it was asked for
     */
    public record Speech(
            byte[] file,
            int sampleRateHz,
            double durationSeconds,
            Instant startedAt,
            double engineSeconds,
            Optional<byte[]> timings,
            List<Warning> warnings) {
        public Speech {
            warnings = List.copyOf(warnings);
        }
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

    /**
     * @return empty if the checkpoint ended it
     * @throws VoxfarmException {@code NOTHING_TO_SPEAK} if no segment holds anything that the voice
     *     can say
     */
    public Optional<Speech> speak(SynthesisJob job, Checkpoint checkpoint) {
        Instant startedAt = clock.instant();
        Pronunciations pronunciations = dictionaries.of(job.settings());
        List<PcmAudio> parts = new ArrayList<>();
        List<Warning> warnings = new ArrayList<>();
        Timings timings = new Timings(job.id().request());
        long engineNanos = 0;
        try (ResidentVoices.Lease lease =
                voices.lease(job.settings().voice(), job.settings().voiceVersion())) {
            if (!checkpoint.goOn(0, 0)) {
                return Optional.empty();
            }
            int batch = lease.voice().batchSize();
            for (int at = 0; at < job.segments().size(); at += batch) {
                List<Segment> segments =
                        job.segments().subList(at, Math.min(at + batch, job.segments().size()));
                long begun = ticker.nanos();
                List<LoadedVoice.Spoken> spoken =
                        lease.voice().speakAll(segments, job.settings(), pronunciations);
                engineNanos += ticker.nanos() - begun;
                for (int i = 0; i < segments.size(); i++) {
                    warnings.addAll(spoken.get(i).warnings());
                    timings.add(segments.get(i), spoken.get(i));
                    add(spoken.get(i).audio(), segments.get(i), parts);
                }
                if (!checkpoint.goOn(at + segments.size(), seconds(parts))) {
                    return Optional.empty();
                }
            }
        }
        if (parts.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.NOTHING_TO_SPEAK,
                    "request %s: the text holds nothing that voice %s can speak%s",
                    job.id().request(),
                    job.settings().voice(),
                    warnings.isEmpty() ? "" : " (" + warnings.getFirst().message() + ")");
        }
        PcmAudio audio =
                levelled(PcmAudio.join(withoutLastPause(parts)), job.settings().output().level());
        meter.add(engineNanos / 1e9, audio.durationSeconds());
        return Optional.of(
                new Speech(
                        WavWriter.write(audio),
                        audio.sampleRateHz(),
                        audio.durationSeconds(),
                        startedAt,
                        engineNanos / 1e9,
                        job.settings().output().timings()
                                ? Optional.of(timings.document())
                                : Optional.empty(),
                        warnings));
    }

    private static double seconds(List<PcmAudio> parts) {
        return parts.stream().mapToDouble(PcmAudio::durationSeconds).sum();
    }

    /** A segment without sound gets no pause either. */
    private static void add(PcmAudio audio, Segment segment, List<PcmAudio> parts) {
        if (audio.samples().length > 0) {
            parts.add(audio);
            parts.add(PcmAudio.silence(segment.pauseAfterSeconds(), audio.sampleRateHz()));
        }
    }

    private static List<PcmAudio> withoutLastPause(List<PcmAudio> parts) {
        return parts.subList(0, parts.size() - 1);
    }

    private static PcmAudio levelled(PcmAudio audio, OutputSettings.Level level) {
        return switch (level) {
            case NONE -> audio;
            case PEAK -> {
                float peak = audio.peak();
                yield peak > 0 ? audio.scaled(1 / peak) : audio;
            }
        };
    }
}
