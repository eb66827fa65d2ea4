package voxfarm.worker.speak;

import java.util.List;
import java.util.Optional;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.voice.Scales;
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
    private final boolean gated;

    /** Looks at every sound. */
    public VoiceSessions(
            ResidentVoices voices,
            DictionaryStore dictionaries,
            NanoTicker ticker,
            WorkMeter meter,
            LaneGate gate) {
        this(voices, dictionaries, ticker, meter, gate, true);
    }

    /**
     * @param gated whether a sound that cannot be right is made again with another seed
     */
    public VoiceSessions(
            ResidentVoices voices,
            DictionaryStore dictionaries,
            NanoTicker ticker,
            WorkMeter meter,
            LaneGate gate,
            boolean gated) {
        this.voices = voices;
        this.dictionaries = new RequestDictionaries(dictionaries);
        this.gate = gate;
        this.meter = meter;
        this.gated = gated;
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

        /**
         * Waits for its turn and speaks, with others of the voice where its batch has room. What is
         * suspect is spoken again with other seeds, each time in a turn of its own.
         */
        public List<LoadedVoice.Spoken> speak(List<Segment> segments) {
            List<Takes> all = segments.stream().map(Takes::new).toList();
            List<Takes> todo = all;
            for (int take = 1; !todo.isEmpty(); take++) {
                List<LoadedVoice.Spoken> spoken = run(todo, take);
                for (int i = 0; i < spoken.size(); i++) {
                    todo.get(i).add(spoken.get(i), take);
                }
                int next = take + 1;
                todo = todo.stream().filter(one -> one.wants(next)).toList();
            }
            return all.stream().map(Takes::best).toList();
        }

        private List<LoadedVoice.Spoken> run(List<Takes> todo, int take) {
            List<Utterance> utterances =
                    todo.stream()
                            .map(one -> one.segment)
                            .map(s ->
                                    new Utterance(
                                            s,
                                            SoundGate.take(settings.in(s.manner()), take),
                                            readings))
                            .toList();
            RunQueue.Speaker speaker =
                    new RunQueue.Speaker(voice(), lease.voice(), lease::revive, lease.speed());
            RunQueue.Run run =
                    alone || lease.wantsToBeAlone()
                            ? queue.speakAlone(speaker, utterances, patience)
                            : queue.speak(lane, speaker, utterances, patience);
            nanos += run.nanos();
            return run.spoken();
        }

        /** A segment while it is spoken: the best of what was made of it. */
        private final class Takes {
            private final Segment segment;
            private final Scales scales;
            private Optional<LoadedVoice.Spoken> best = Optional.empty();
            private Optional<SoundGate.Suspicion> suspicion = Optional.empty();

            /** Of the first take. */
            private Optional<SoundGate.Suspicion> reason = Optional.empty();

            Takes(Segment segment) {
                this.segment = segment;
                this.scales = settings.in(segment.manner()).scales();
            }

            /** Of two that are suspect in the same way the earlier one stays. */
            void add(LoadedVoice.Spoken spoken, int take) {
                Optional<SoundGate.Suspicion> found =
                        gated ? SoundGate.judge(spoken, scales.lengthScale()) : Optional.empty();
                if (take == 1) {
                    reason = found;
                }
                if (best.isEmpty() || isWorse(suspicion, found)) {
                    best = Optional.of(spoken.ofTake(take));
                    suspicion = found;
                }
            }

            private static boolean isWorse(
                    Optional<SoundGate.Suspicion> one, Optional<SoundGate.Suspicion> other) {
                return one.isPresent()
                        && (other.isEmpty()
                                || one.get().defect().compareTo(other.get().defect()) > 0);
            }

            boolean wants(int take) {
                return suspicion.isPresent()
                        && take <= SoundGate.MOST_TAKES
                        && SoundGate.seedMatters(scales);
            }

            LoadedVoice.Spoken best() {
                reason.ifPresent(of -> meter.suspect(of.defect(), suspicion.isEmpty()));
                LoadedVoice.Spoken spoken = best.orElseThrow();
                return MannerOfSound.of(
                        segment,
                        suspicion.map(of -> SoundGate.told(segment, spoken, of)).orElse(spoken));
            }
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
