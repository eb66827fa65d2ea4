package voxfarm.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.process.Acknowledgement;
import voxfarm.worker.process.Delivery;

/**
 * The rules of renewing and acknowledging, over the states that Kafka's share client goes through.
 */
class KafkaJobSourceTest {
    private static final Set<VoiceId> VOICES = Set.of(new VoiceId("joe"));
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration RENEWAL = FakeShareBroker.LOCK.dividedBy(3);
    private static final Duration FROZEN = FakeShareBroker.LOCK.plusSeconds(1);

    private final SteppedPace pace = new SteppedPace();
    private final FakeShareBroker broker = new FakeShareBroker(pace);
    private final List<FakeShareBroker.Client> clients = new ArrayList<>();
    private final KafkaJobSource source =
            new KafkaJobSource(broker.remembering(clients), JobQueue.BULK, pace);
    private final KafkaJobSource other = new KafkaJobSource(broker::client, JobQueue.BULK, pace);

    @BeforeEach
    void subscribe() {
        source.subscribe(VOICES);
        other.subscribe(VOICES);
    }

    private static String text(Optional<Delivery> delivery) {
        return delivery.map(taken ->
                        new String(taken.value(), StandardCharsets.UTF_8) + " " + taken.count())
                .orElse("nothing");
    }

    private String take(KafkaJobSource from) {
        return text(from.poll(SECOND));
    }

    @Test
    void keepsARecordForAsLongAsItIsRenewed() {
        broker.publish("a");
        assertThat(take(source)).isEqualTo("a 1");
        for (int renewal = 0; renewal < 10; renewal++) {
            pace.sleep(RENEWAL);
            assertThat(source.renew()).isTrue();
            assertThat(take(other)).isEqualTo("nothing");
        }
        source.acknowledge(Acknowledgement.ACCEPT);
        source.close();

        assertThat(broker.log).endsWith("ACCEPT 0").doesNotContain("refused RENEW 0");
    }

    @Test
    void saysThatADeliveryIsLostAndAcknowledgesNothingInItsPlace() {
        broker.publish("a");
        broker.publish("b");
        broker.publish("c");
        assertThat(take(source)).isEqualTo("a 1");
        pace.sleep(FROZEN);
        assertThat(take(other)).isEqualTo("a 2");

        assertThat(source.renew()).isFalse();
        assertThat(source.renew()).isFalse();
        source.acknowledge(Acknowledgement.ACCEPT);

        assertThat(take(source)).isEqualTo("b 1");
        assertThat(broker.log).containsExactly("refused RENEW 0");
        source.acknowledge(Acknowledgement.ACCEPT);
        assertThat(take(source)).isEqualTo("c 1");
        assertThat(broker.log).containsExactly("refused RENEW 0", "ACCEPT 1");
    }

    @Test
    void aRecordThatComesBackWithANewCountIsANewDelivery() {
        broker.publish("a");
        assertThat(take(source)).isEqualTo("a 1");
        pace.sleep(FROZEN);
        assertThat(source.renew()).isFalse();
        source.acknowledge(Acknowledgement.ACCEPT);

        assertThat(take(source)).isEqualTo("a 2");
        source.acknowledge(Acknowledgement.ACCEPT);
        source.close();
        assertThat(broker.log).containsExactly("refused RENEW 0", "ACCEPT 0");
    }

    @Test
    void aWakeUpDuringWorkDoesNotTouchTheRenewals() {
        broker.publish("a");
        assertThat(take(source)).isEqualTo("a 1");
        source.wakeUp();
        for (int renewal = 0; renewal < 6; renewal++) {
            pace.sleep(RENEWAL);
            source.wakeUp();
            assertThat(source.renew()).isTrue();
            assertThat(take(other)).isEqualTo("nothing");
        }
        source.acknowledge(Acknowledgement.ACCEPT);
        source.close();
        assertThat(broker.log).endsWith("ACCEPT 0").doesNotContain("refused ACCEPT 0");
    }

    @Test
    void aWakeUpThatComesTogetherWithARecordDoesNotTouchTheRenewals() {
        broker.publish("a");
        clients.getFirst().duringPoll = source::wakeUp;
        assertThat(take(source)).isEqualTo("a 1");
        for (int renewal = 0; renewal < 6; renewal++) {
            pace.sleep(RENEWAL);
            assertThat(source.renew()).isTrue();
            assertThat(take(other)).isEqualTo("nothing");
        }
        source.acknowledge(Acknowledgement.ACCEPT);
        assertThat(take(source)).isEqualTo("nothing");
        assertThat(broker.log).endsWith("ACCEPT 0");
        assertThat(clients).as("nothing failed").hasSize(1);
    }

    @Test
    void aWakeUpEndsAPollThatWaits() {
        clients.getFirst().duringPoll = source::wakeUp;
        long before = pace.nanos();
        assertThat(take(source)).isEqualTo("nothing");
        assertThat(pace.nanos()).isEqualTo(before);
    }

    @Test
    void aRenewalWhoseAnswerIsNotKnownIsTriedAgain() {
        broker.publish("a");
        broker.publish("b");
        assertThat(take(source)).isEqualTo("a 1");
        pace.sleep(RENEWAL);
        broker.commitFailures.add(new TimeoutException("no answer"));
        assertThat(source.renew()).isTrue();
        pace.sleep(RENEWAL);
        assertThat(source.renew()).isTrue(); // the answer is there now
        pace.sleep(RENEWAL);
        assertThat(source.renew()).isTrue();
        source.acknowledge(Acknowledgement.ACCEPT);
        assertThat(take(source)).startsWith("b ");

        assertThat(broker.log).contains("ACCEPT 0").doesNotContain("ACCEPT 1");
    }

    @Test
    void aRecordThatComesInPlaceOfTheOneInHandIsTheNextDelivery() {
        broker.publish("a");
        assertThat(take(source)).isEqualTo("a 1");
        broker.takeAway(0);
        broker.commitFailures.add(new TimeoutException("no answer"));
        pace.sleep(RENEWAL);
        assertThat(source.renew()).as("refused, but nobody heard it").isTrue();
        pace.sleep(RENEWAL);
        assertThat(source.renew()).isTrue();
        pace.sleep(RENEWAL);
        assertThat(source.renew()).as("another delivery came").isFalse();
        pace.sleep(RENEWAL);
        assertThat(source.renew()).isFalse();
        source.acknowledge(Acknowledgement.ACCEPT);

        assertThat(broker.log).as("it is kept until its turn").endsWith("RENEW 0");
        assertThat(take(source)).isEqualTo("a 2");
        source.acknowledge(Acknowledgement.ACCEPT);
        source.close();
        assertThat(broker.log).endsWith("ACCEPT 0");
    }

    @Test
    void aRecordAtTheSameOffsetOfATopicThatWasMadeAgainIsTheNextDelivery() {
        broker.publish("a");
        assertThat(take(source)).isEqualTo("a 1");
        broker.lose();
        broker.publish("b");
        broker.commitFailures.add(new TimeoutException("no answer"));
        for (int renewal = 0; renewal < 3; renewal++) {
            pace.sleep(RENEWAL);
            var _ = source.renew();
        }
        source.acknowledge(Acknowledgement.ACCEPT);

        assertThat(broker.log).doesNotContain("ACCEPT 0");
        assertThat(take(source)).isEqualTo("b 1");
        source.acknowledge(Acknowledgement.ACCEPT);
        source.close();
        assertThat(broker.log).endsWith("ACCEPT 0");
    }

    @Test
    void aRecordThatCannotBeRenewedForAWholeLockIsLost() {
        broker.publish("a");
        assertThat(take(source)).isEqualTo("a 1");
        pace.sleep(RENEWAL);
        broker.commitFailures.add(new TimeoutException("no answer"));
        assertThat(source.renew()).isTrue();
        for (int poll = 0; poll < 3; poll++) {
            broker.pollFailures.add(new TimeoutException("no answer"));
        }
        pace.sleep(RENEWAL);
        assertThat(source.renew()).isTrue();
        pace.sleep(RENEWAL.plusSeconds(1));
        assertThat(source.renew()).isFalse();
        source.acknowledge(Acknowledgement.ACCEPT);
        source.close();
        assertThat(broker.log).doesNotContain("ACCEPT 0");
    }

    @Test
    void aFailureThatPassesPausesAndGoesOn() {
        broker.publish("a");
        for (int failure = 0; failure < 30; failure++) {
            broker.pollFailures.add(
                    new KafkaException(Errors.COORDINATOR_NOT_AVAILABLE.exception()));
        }
        long before = pace.nanos();
        int polls = 0;
        String taken = "nothing";
        while (taken.equals("nothing") && polls++ < 2000) {
            taken = take(source);
        }

        assertThat(taken).isEqualTo("a 1");
        assertThat(Duration.ofNanos(pace.nanos() - before))
                .as("30 failures, pauses that grow to 20 s")
                .isBetween(Duration.ofMinutes(7), Duration.ofMinutes(10));
        assertThat(clients).as("a new member after each failure").hasSize(31);
    }

    @Test
    void aFailureThatLastsIsThrownAfterSomeNewMembers() {
        for (int failure = 0; failure < 10; failure++) {
            broker.pollFailures.add(new GroupAuthorizationException("voxfarm-workers"));
        }

        assertThatThrownBy(
                        () -> {
                            for (int poll = 0; poll < 100; poll++) {
                                take(source);
                            }
                        })
                .isInstanceOf(GroupAuthorizationException.class);
        assertThat(clients).hasSize(1 + KafkaJobSource.SETBACKS.mostLasting());
    }

    @Test
    void aFailureDuringAJobLeavesTheJobInHandAndTheClientIsReplacedBehindIt() {
        broker.publish("a");
        broker.publish("b");
        assertThat(take(source)).isEqualTo("a 1");
        pace.sleep(RENEWAL);
        broker.pollFailures.add(Errors.COORDINATOR_NOT_AVAILABLE.exception());
        assertThat(source.renew()).isTrue(); // renewed, but not brought back
        source.acknowledge(Acknowledgement.ACCEPT);

        assertThat(take(source)).isEqualTo("b 1");
        assertThat(broker.log).containsExactly("RENEW 0", "ACCEPT 0");
        assertThat(clients).hasSize(2);
    }

    @Test
    void releasesWhatItIsToldToRelease() {
        broker.publish("a");
        assertThat(take(source)).isEqualTo("a 1");
        source.acknowledge(Acknowledgement.RELEASE);
        source.subscribe(VOICES);
        assertThat(take(other)).isEqualTo("a 2");
    }
}
