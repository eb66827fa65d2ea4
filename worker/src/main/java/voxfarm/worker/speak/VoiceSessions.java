package voxfarm.worker.speak;

import java.util.ArrayList;
import java.util.List;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.machine.EngineWork;
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
    private final LaneGate gate;
    private final RunQueue queue;
    private final WorkMeter meter;

    public VoiceSessions(
            ResidentVoices voices,
            DictionaryStore dictionaries,
            NanoTicker ticker,
            WorkMeter meter,
            LaneGate gate) {
        this.voices = voices;
        this.dictionaries = new RequestDictionaries(dictionaries);
        this.gate = gate;
        this.meter = meter;
        this.queue = new RunQueue(gate, ticker, meter);
    }

    /** Told of what is made of what is spoken, too. */
    public WorkMeter meter() {
        return meter;
    }

    /**
     * Takes a voice into use, loading it first where it is not here.
     *
     * @param alone whether nothing else may be spoken while its segments are
     * @param patience how long it may wait for each of its turns
     */
    public Session open(
            SpeechSettings settings, Lane lane, boolean alone, LaneGate.Patience patience) {
        return new Session(settings, lane, alone, patience);
    }

    /** A voice held for the segments of one job. On one thread. */
    public final class Session implements AutoCloseable {
        private final ResidentVoices.Lease lease;
        private final SpeechSettings settings;
        private final Readings readings;
        private final Lane lane;
        private final boolean alone;
        private final LaneGate.Patience patience;
        private long nanos;

        private Session(
                SpeechSettings settings, Lane lane, boolean alone, LaneGate.Patience patience) {
            this.settings = settings;
            this.lane = lane;
            this.alone = alone;
            this.patience = patience;
            this.readings = dictionaries.of(settings);
            this.lease =
                    voices.lease(
                            settings.voice(),
                            settings.voiceVersion(),
                            settings.exact(),
                            this::enter);
        }

        private LaneGate.Pass enter(boolean voiceAlone) throws InterruptedException {
            return alone || voiceAlone
                    ? gate.enterAlone(patience)
                    : gate.enter(lane, voice(), patience);
        }

        /** What may be spoken in one run: never exact and not. */
        private String voice() {
            return settings.voice()
                    + " "
                    + settings.voiceVersion()
                    + (settings.exact() ? " exact" : "");
        }

        /** How many segments are best spoken at once. */
        public int batchSize() {
            return lease.voice().batchSize();
        }

        /** Waits for its turn and speaks, with others of the voice where its batch has room. */
        public List<LoadedVoice.Spoken> speak(List<Segment> segments) {
            List<Utterance> utterances =
                    segments.stream()
                            .map(s -> new Utterance(s, settings.in(s.manner()), readings))
                            .toList();
            RunQueue.Speaker speaker =
                    new RunQueue.Speaker(voice(), lease.voice(), lease::revive, lease.speed());
            RunQueue.Run run =
                    alone || lease.wantsToBeAlone()
                            ? queue.speakAlone(speaker, utterances, patience)
                            : queue.speak(lane, speaker, utterances, patience);
            nanos += run.nanos();
            List<LoadedVoice.Spoken> spoken = new ArrayList<>();
            for (int i = 0; i < segments.size(); i++) {
                spoken.add(MannerOfSound.of(segments.get(i), run.spoken().get(i)));
            }
            return spoken;
        }

        /** What the engine did for it so far. */
        public EngineWork work() {
            return new EngineWork(nanos / 1e9, lease.voice().computation());
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}
