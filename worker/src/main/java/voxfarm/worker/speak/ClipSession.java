package voxfarm.worker.speak;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.clip.Clip;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.Segment;
import voxfarm.worker.engine.LoadedVoice;

/** Makes clips; the voice is loaded only where something has to be spoken. On one thread. */
public final class ClipSession implements AutoCloseable {
    private final VoiceSessions sessions;
    private final ClipStore clips;
    private final SynthesisJob job;
    private final boolean alone;
    private final LaneGate.Patience patience;
    private Optional<VoiceSessions.Session> session = Optional.empty();

    /**
     * @param alone whether nothing else may be spoken meanwhile
     * @param patience how long it may wait for each of its turns in the engine
     */
    public ClipSession(
            VoiceSessions sessions,
            ClipStore clips,
            SynthesisJob job,
            boolean alone,
            LaneGate.Patience patience) {
        this.sessions = sessions;
        this.clips = clips;
        this.job = job;
        this.alone = alone;
        this.patience = patience;
    }

    private VoiceSessions.Session open() {
        if (session.isEmpty()) {
            session = Optional.of(sessions.open(job.settings(), job.lane(), alone, patience));
        }
        return session.get();
    }

    /** How many segments are best spoken at once. */
    public int batchSize() {
        return open().batchSize();
    }

    /** What the engine did for it so far. */
    public EngineWork work() {
        return session.map(VoiceSessions.Session::work).orElse(EngineWork.NONE);
    }

    /** Speaks segments and stores them; the clips that are stored, by whomever, in order. */
    public List<Clip> make(List<Segment> segments) {
        double before = work().seconds();
        List<LoadedVoice.Spoken> spoken = open().speak(segments);
        EngineWork after = work();
        EngineWork each = new EngineWork((after.seconds() - before) / segments.size(), after.by());
        List<Clip> made = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            Clip clip =
                    clips.store(
                            ClipHash.of(job.settings(), segments.get(i)),
                            spoken.get(i).audio(),
                            spoken.get(i).warnings(),
                            spoken.get(i).words(),
                            new Clip.Made(madeFor(job), each, spoken.get(i).take()));
            clips.use(clip, user(job));
            made.add(clip);
        }
        return made;
    }

    /** How a clip names the job in which it was made. */
    public static String madeFor(SynthesisJob job) {
        return user(job).madeIn(job.id());
    }

    public static ClipStore.User user(SynthesisJob job) {
        return new ClipStore.User(job.id().request(), job.acceptedBy());
    }

    @Override
    public void close() {
        session.ifPresent(VoiceSessions.Session::close);
    }
}
