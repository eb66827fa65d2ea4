package voxfarm.worker.poll;

import java.time.Duration;
import voxfarm.common.voice.VoiceId;

/** The contract on the fake. */
class InMemoryJobSourceTest extends JobSourceContract {
    private final InMemoryJobSource.Group group =
            new InMemoryJobSource.Group(Duration.ofSeconds(2));

    @Override
    protected JobSource join() {
        return new InMemoryJobSource(group);
    }

    @Override
    protected VoiceId voice() {
        return new VoiceId("joe");
    }

    @Override
    protected void publish(String job) {
        group.publish(voice(), job);
    }

    @Override
    protected Duration pollAndWake(JobSource member, Duration patience) {
        return Waking.during(() -> member.poll(patience), member);
    }
}
