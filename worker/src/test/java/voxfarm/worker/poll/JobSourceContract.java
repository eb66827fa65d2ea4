package voxfarm.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.process.Acknowledgement;
import voxfarm.worker.process.Delivery;

/**
 * What every source of jobs does; run on the fake, on the real one over a fake broker, and on a
 * real broker. Time passes where a member waits in vain.
 */
public abstract class JobSourceContract {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** A new member takes some seconds until a real broker gives it jobs; a lock lasts seconds. */
    private static final int MOST_POLLS = 300;

    private final List<JobSource> members = new ArrayList<>();

    /** One more member of the same group, which was given no voices yet. */
    protected abstract JobSource join();

    /** Of a queue that no other test uses. */
    protected abstract VoiceId voice();

    /** Puts a job of {@link #voice} on its queue. */
    protected abstract void publish(String job);

    /**
     * Polls a member that waits in vain, and wakes it.
     *
     * @return how long the poll lasted, by the clock that the member goes by
     */
    protected abstract Duration pollAndWake(JobSource member, Duration patience);

    private JobSource member() {
        JobSource member = newcomer();
        member.subscribe(Set.of(voice()));
        return member;
    }

    private JobSource newcomer() {
        JobSource member = join();
        members.add(member);
        return member;
    }

    @AfterEach
    void leave() {
        members.forEach(JobSource::close);
    }

    private static String text(Delivery delivery) {
        return new String(delivery.value(), StandardCharsets.UTF_8);
    }

    private static Delivery take(JobSource member) {
        for (int i = 0; i < MOST_POLLS; i++) {
            Optional<Delivery> delivery = member.poll(PATIENCE);
            if (delivery.isPresent()) {
                return delivery.get();
            }
        }
        throw new AssertionError("no job came");
    }

    private static void takeNothing(JobSource member) {
        for (int i = 0; i < 3; i++) {
            assertThat(member.poll(PATIENCE).map(JobSourceContract::text)).isEmpty();
        }
    }

    @Test
    void givesAJobOnceIfItIsAccepted() {
        publish("a");
        JobSource member = member();
        Delivery delivery = take(member);
        assertThat(text(delivery)).isEqualTo("a");
        assertThat(delivery.count()).isEqualTo(1);
        member.acknowledge(Acknowledgement.ACCEPT);

        takeNothing(member);
    }

    @Test
    void givesAJobOnceIfItIsRejected() {
        publish("a");
        publish("b");
        JobSource member = member();
        assertThat(text(take(member))).isEqualTo("a");
        member.acknowledge(Acknowledgement.REJECT);
        assertThat(text(take(member))).isEqualTo("b");
        member.acknowledge(Acknowledgement.ACCEPT);

        takeNothing(member);
    }

    @Test
    void givesAReleasedJobAgainAndCounts() {
        publish("a");
        JobSource member = member();
        take(member);
        member.acknowledge(Acknowledgement.RELEASE);

        Delivery again = take(member);
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.count()).isEqualTo(2);
        member.acknowledge(Acknowledgement.ACCEPT);
        takeNothing(member);
    }

    @Test
    void givesNothingOfVoicesThatWereNotAskedFor() {
        publish("a");
        JobSource member = newcomer();
        takeNothing(member);
        member.subscribe(Set.of(new VoiceId("another")));
        takeNothing(member);

        member.subscribe(Set.of(voice()));
        assertThat(text(take(member))).isEqualTo("a");
        member.acknowledge(Acknowledgement.ACCEPT);
        member.subscribe(Set.of());
        publish("b");
        takeNothing(member);
    }

    @Test
    void twoMembersHaveEachAJobOfTheirOwn() {
        publish("a");
        publish("b");
        JobSource first = member();
        JobSource second = member();
        List<String> taken = List.of(text(take(first)), text(take(second)));
        assertThat(taken).containsExactlyInAnyOrder("a", "b");
        first.acknowledge(Acknowledgement.ACCEPT);
        second.acknowledge(Acknowledgement.ACCEPT);

        takeNothing(first);
        takeNothing(second);
    }

    @Test
    void aJobThatIsRenewedStays() {
        publish("a");
        JobSource first = member();
        JobSource second = member();
        take(first);
        for (int i = 0; i < 4; i++) { // two locks
            assertThat(second.poll(first.lock().dividedBy(2))).isEmpty();
            assertThat(first.renew()).isTrue();
        }
        first.acknowledge(Acknowledgement.ACCEPT);

        takeNothing(first);
        takeNothing(second);
    }

    @Test
    void aJobThatIsNotRenewedGoesToAnotherAndIsThatOnes() {
        publish("a");
        JobSource first = member();
        take(first);
        JobSource second = member();
        Delivery lost = take(second);
        assertThat(text(lost)).isEqualTo("a");
        assertThat(lost.count()).isGreaterThan(1);

        assertThat(first.renew()).isFalse();
        first.acknowledge(Acknowledgement.ACCEPT); // says nothing
        takeNothing(first);
        second.acknowledge(Acknowledgement.RELEASE);
        takeNothingBut(second, "a");
    }

    /** What the one said in vain must not have ended the job of the other. */
    private static void takeNothingBut(JobSource member, String job) {
        assertThat(text(take(member))).isEqualTo(job);
        member.acknowledge(Acknowledgement.ACCEPT);
        takeNothing(member);
    }

    @Test
    void renewsNothingWhereNothingIsInHand() {
        publish("a");
        JobSource member = member();
        assertThat(member.renew()).isFalse();
        take(member);
        member.acknowledge(Acknowledgement.ACCEPT);

        assertThat(member.renew()).isFalse();
        member.acknowledge(Acknowledgement.RELEASE); // there is nothing to release
        takeNothing(member);
    }

    @Test
    void closingGivesBackWhatIsInHandAndEndsWhatWasAcknowledged() {
        publish("a");
        publish("b");
        JobSource first = member();
        assertThat(text(take(first))).isEqualTo("a");
        first.acknowledge(Acknowledgement.ACCEPT);
        assertThat(text(take(first))).isEqualTo("b");
        first.close();

        takeNothingBut(member(), "b");
    }

    @Test
    void closingEndsWhatWasAcknowledgedLast() {
        publish("a");
        publish("b");
        JobSource first = member();
        take(first);
        first.acknowledge(Acknowledgement.ACCEPT);
        first.close();

        takeNothingBut(member(), "b");
    }

    @Test
    void aPollIsWokenAndTheNextOneWaitsAgain() {
        JobSource member = member();
        Duration patience = Duration.ofSeconds(60);
        assertThat(pollAndWake(member, patience)).isLessThan(patience.dividedBy(2));

        publish("a");
        assertThat(text(take(member))).isEqualTo("a");
        member.acknowledge(Acknowledgement.ACCEPT);
    }

    @Test
    void wakingNobodyDoesNothing() {
        publish("a");
        JobSource member = member();
        member.wakeUp();
        assertThat(text(take(member))).isEqualTo("a");
        member.wakeUp();
        assertThat(member.renew()).isTrue();
        member.acknowledge(Acknowledgement.ACCEPT);

        takeNothing(member);
    }
}
