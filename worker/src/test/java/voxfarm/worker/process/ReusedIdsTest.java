package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectListing;

/** Jobs whose id stands for another request, or did. */
class ReusedIdsTest extends ProcessorFixture {
    @Test
    void writesNothingOverTheResultOfAnEarlierRequestOfTheId() {
        storeResult(EARLIER);
        storeRequest(MINE);
        refuseToSpeak();
        byte[] before = store.read(BucketLayout.result(ID), 1 << 20).orElseThrow();

        JobOutcome outcome = process(of(MINE, job()), 1);
        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).as("nothing is told").containsExactly("dead id_conflict");
        assertThat(store.read(BucketLayout.result(ID), 1 << 20)).hasValue(before);

        process(chains().get(0), 1);
        assertThat(sinks.log)
                .as("nor by a part")
                .containsExactly("dead id_conflict", "dead id_conflict");
    }

    @Test
    void passesOverTheJobOfARequestWhoseIdWasUsedAgain() {
        storeResult(MINE);
        storeRequest(MINE);
        refuseToSpeak();

        assertThat(process(of(EARLIER, job()), 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).isEmpty();
    }

    @Test
    void speaksNothingForARequestWhoseIdWasUsedAgain() {
        storeRequest(MINE);
        refuseToSpeak();

        assertThat(process(of(EARLIER, job()), 2))
                .as("came again")
                .isEqualTo(new JobOutcome.Finished());
        assertThat(process(again(of(EARLIER, job()), 1), 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(
                        process(
                                chains().stream()
                                        .map(part -> of(EARLIER, part))
                                        .findFirst()
                                        .orElseThrow(),
                                2))
                .isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).isEmpty();
        assertThat(store.head(BucketLayout.result(ID))).isEmpty();
    }

    @Test
    void speaksNothingForARequestThatWasDeleted() {
        List<SynthesisJob> parts = chains();
        bury();
        List<String> before = store.writes();
        refuseToSpeak();
        for (int count = 1; count <= 3; count++) {
            assertThat(process(of(MINE, job()), count)).isEqualTo(new JobOutcome.Finished());
        }
        assertThat(process(parts.get(0), 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).as("nothing is told").isEmpty();
        assertThat(store.writes()).isEqualTo(before);
    }

    @Test
    void speaksNothingForARequestThatIsNotStoredAnyMore() {
        refuseToSpeak();
        assertThat(process(of(MINE, job()), 2)).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).isEmpty();
        assertThat(store.writes()).isEmpty();
    }

    @Test
    void leavesNothingOfARequestThatIsDeletedWhileItIsSpoken() {
        storeRequest(MINE);
        engine =
                text -> {
                    bury();
                    return new float[] {0.1f, 0.2f};
                };
        assertThat(process(of(MINE, job()), 1)).isEqualTo(new JobOutcome.Finished());
        assertThat(ObjectListing.first(store, BucketLayout.RESULTS, 10))
                .extracting(ObjectInfo::key)
                .containsExactly(BucketLayout.result(ID));
        assertThat(sinks.log).as("its end is not told").containsExactly("Started");
    }

    private void bury() {
        store.replace(
                BucketLayout.result(ID),
                new Tombstone(ID, MINE, Instant.EPOCH).write(),
                "application/json");
    }

    @Test
    void losesToAnEarlierRequestsResultThatAppearsMeanwhile() {
        storeRequest(MINE);
        engine =
                text -> {
                    storeResult(EARLIER);
                    return new float[] {0.5f};
                };

        JobOutcome outcome = process(of(MINE, job()), 1);
        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).containsExactly("Started", "dead id_conflict");
    }

    @Test
    void takesAResultOfAnEarlierBuildAsItsOwn() {
        cancel();
        refuseToSpeak();

        process(of(MINE, job()), 1);
        assertThat(sinks.log).containsExactly("Cancelled", "hint cleared");
    }

    @Test
    void neverTakesThePartsOfAnEarlierRequestOfTheId() {
        speakNoise();
        List<SynthesisJob> parts = chains();
        parts.stream().map(part -> of(EARLIER, part)).forEach(part -> process(part, 1));
        jobs.clear();

        process(parts.get(2), 1);
        process(parts.get(3), 1);
        assertThat(jobs).as("parts 0 and 1 are not done").isEmpty();
    }
}
