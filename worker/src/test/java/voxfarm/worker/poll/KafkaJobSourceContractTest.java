package voxfarm.worker.poll;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.voice.VoiceId;

/** The contract on the real source, over a broker that is stepped. */
class KafkaJobSourceContractTest extends JobSourceContract {
    private final SteppedPace pace = new SteppedPace();
    private final FakeShareBroker broker = new FakeShareBroker(pace);
    private final List<FakeShareBroker.Client> clients = new ArrayList<>();

    @Override
    protected JobSource join() {
        return new KafkaJobSource(broker.remembering(clients), JobQueue.BULK, pace);
    }

    @Override
    protected VoiceId voice() {
        return new VoiceId("joe");
    }

    @Override
    protected void publish(String job) {
        broker.publish(job);
    }

    @Override
    protected Duration pollAndWake(JobSource member, Duration patience) {
        clients.getLast().duringPoll = member::wakeUp;
        long begun = pace.nanos();
        var _ = member.poll(patience);
        return Duration.ofNanos(pace.nanos() - begun);
    }
}
