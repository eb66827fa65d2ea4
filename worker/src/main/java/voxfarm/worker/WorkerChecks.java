package voxfarm.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.lifecycle.Probe;
import voxfarm.common.store.ObjectStore;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.poll.JobPoller;

/** What a worker needs to take jobs. Broker and bucket are asked once a second at most. */
final class WorkerChecks implements WorkerHealth.Watched {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final String workerId;
    private final TopicAdmin admin;
    private final ObjectStore store;
    private final List<JobPoller> pollers;
    private final ServedVoices served;
    private final List<WorkerHealth.Check> checks;

    /**
     * @param pollers all of the worker's
     */
    WorkerChecks(
            String workerId,
            TopicAdmin admin,
            ObjectStore store,
            SynthesisEngine engine,
            List<JobPoller> pollers,
            ServedVoices served) {
        this.workerId = workerId;
        this.admin = admin;
        this.store = store;
        this.pollers = pollers;
        this.served = served;
        Probe kafka = new Probe("kafka probe", PATIENCE, System::nanoTime, this::askKafka);
        Probe bucket = new Probe("bucket probe", PATIENCE, System::nanoTime, this::askBucket);
        Probe consumers =
                new Probe("consumers probe", PATIENCE, System::nanoTime, this::askConsumers);
        this.checks =
                List.of(
                        new WorkerHealth.Check("kafka", kafka::problem),
                        new WorkerHealth.Check("bucket", bucket::problem),
                        new WorkerHealth.Check("engine", engine::problem),
                        new WorkerHealth.Check("consumers", consumers::problem));
    }

    @Override
    public Optional<String> deadThread() {
        return pollers.stream().filter(JobPoller::hasDied).map(JobPoller::name).findFirst();
    }

    @Override
    public List<WorkerHealth.Check> checks() {
        return checks;
    }

    private Optional<String> askKafka() {
        return admin.reachable(PATIENCE)
                ? Optional.empty()
                : Optional.of("the brokers do not answer");
    }

    private Optional<String> askBucket() {
        store.list(BucketLayout.VOICES, Optional.empty(), 1);
        return Optional.empty();
    }

    /** Without voices there are no topics to be given. */
    private Optional<String> askConsumers() {
        if (served.now().isEmpty()) {
            return Optional.of("there is no voice to speak with");
        }
        int there = admin.membersWithTopics(workerId + "-");
        return there >= pollers.size()
                ? Optional.empty()
                : Optional.of("%d of %d have their topics".formatted(there, pollers.size()));
    }
}
