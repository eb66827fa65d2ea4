package voxfarm.worker.speak;

import java.util.List;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.frontend.Readings;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.Utterance;
import voxfarm.worker.residency.ResidentVoices;

/** Voices taken into use for the segments of a job, each segment in its turn. Thread-safe. */
public final class VoiceSessions {
    private final ResidentVoices voices;
    private final RequestDictionaries dictionaries;
    private final NanoTicker ticker;
    private final WorkMeter meter;
    private final LaneGate gate;

    public VoiceSessions(
            ResidentVoices voices,
            DictionaryStore dictionaries,
            NanoTicker ticker,
            WorkMeter meter,
            LaneGate gate) {
        this.voices = voices;
        this.dictionaries = new RequestDictionaries(dictionaries);
        this.ticker = ticker;
        this.meter = meter;
        this.gate = gate;
    }

    /**
     * Takes a voice into use, loading it first where it is not here.
     *
     * @param alone whether nothing else may be spoken while its segments are
     */
    public Session open(SpeechSettings settings, Lane lane, boolean alone) {
        return new Session(settings, lane, alone);
    }

    /** A voice held for the segments of one job. On one thread. */
    public final class Session implements AutoCloseable {
        private final ResidentVoices.Lease lease;
        private final SpeechSettings settings;
        private final Readings readings;
        private final Lane lane;
        private final boolean alone;
        private long nanos;

        private Session(SpeechSettings settings, Lane lane, boolean alone) {
            this.settings = settings;
            this.lane = lane;
            this.alone = alone;
            this.readings = dictionaries.of(settings);
            this.lease = voices.lease(settings.voice(), settings.voiceVersion(), this::enter);
        }

        private LaneGate.Pass enter(boolean voiceAlone) throws InterruptedException {
            return alone || voiceAlone ? gate.enterAlone() : gate.enter(lane, voice());
        }

        private String voice() {
            return settings.voice() + " " + settings.voiceVersion();
        }

        /** How many segments are best spoken at once. */
        public int batchSize() {
            return lease.voice().batchSize();
        }

        /** Waits for a slot and speaks. */
        public List<LoadedVoice.Spoken> speak(List<Segment> segments) {
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
                return lease.voice()
                        .speakAll(
                                segments.stream()
                                        .map(s -> new Utterance(s, settings, readings))
                                        .toList());
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
        public double engineSeconds() {
            return nanos / 1e9;
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}
