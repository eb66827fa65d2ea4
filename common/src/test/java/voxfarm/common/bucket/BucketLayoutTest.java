package voxfarm.common.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import voxfarm.common.job.JobId;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;

class BucketLayoutTest {
    private static final RequestId ID = new RequestId("audio-1");
    private static final String HASH = "00ff".repeat(16);

    /** Those that others look for by themselves must be safe by themselves. */
    @Test
    void knowsWhatIsFoundByTheWordOfAnother() {
        assertThat(
                        new ObjectKey[] {
                            BucketLayout.plan(ID, HASH),
                            BucketLayout.text(ID, HASH),
                            BucketLayout.audio(ID, "wav"),
                            BucketLayout.audioByHash(ID, HASH, "wav"),
                            BucketLayout.timings(ID),
                            BucketLayout.timingsByHash(ID, HASH),
                            BucketLayout.clipAudio(HASH),
                            BucketLayout.clipNote(HASH)
                        })
                .allMatch(key -> BucketLayout.isFoundByAnother(key.value()));
        assertThat(
                        new ObjectKey[] {
                            BucketLayout.request(ID),
                            BucketLayout.result(ID),
                            BucketLayout.open(ID),
                            BucketLayout.part(ID, AcceptedBy.UNKNOWN, 0),
                            BucketLayout.requeue(ID, AcceptedBy.UNKNOWN, 1),
                            BucketLayout.requeued(ID, AcceptedBy.UNKNOWN, 1),
                            // a job that takes the machine down must not be tried for ever
                            BucketLayout.attempt(JobId.single(ID), AcceptedBy.UNKNOWN, 0, 2),
                            BucketLayout.death(JobId.single(ID), AcceptedBy.UNKNOWN, 0, 2),
                            BucketLayout.refusal(ID, HASH)
                        })
                .noneMatch(key -> BucketLayout.isFoundByAnother(key.value()));
    }
}
