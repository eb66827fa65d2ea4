package voxfarm.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KafkaFailuresTest {
    @ParameterizedTest
    @EnumSource(
            value = Errors.class,
            names = {
                "COORDINATOR_NOT_AVAILABLE",
                "COORDINATOR_LOAD_IN_PROGRESS",
                "NOT_COORDINATOR",
                "NOT_LEADER_OR_FOLLOWER",
                "REQUEST_TIMED_OUT",
                "NETWORK_EXCEPTION",
                "UNKNOWN_TOPIC_OR_PARTITION"
            })
    void passesForWhatTheBrokerSaysOfItself(Errors error) {
        KafkaException wrapped =
                new KafkaException("poll failed", new ExecutionException(error.exception()));

        assertThat(KafkaFailures.mayPass(wrapped)).isTrue();
    }

    @Test
    void passesForConnectionsTimeoutsAndRegrouping() {
        assertThat(KafkaFailures.mayPass(new DisconnectException())).isTrue();
        assertThat(KafkaFailures.mayPass(new TimeoutException())).isTrue();
        assertThat(KafkaFailures.mayPass(new RebalanceInProgressException())).isTrue();
        assertThat(KafkaFailures.mayPass(new UnknownMemberIdException("gone"))).isTrue();
    }

    @Test
    void doesNotPassForWhatSomebodyMustMend() {
        assertThat(KafkaFailures.mayPass(new GroupAuthorizationException("voxfarm-workers")))
                .isFalse();
        assertThat(KafkaFailures.mayPass(new SaslAuthenticationException("bad password")))
                .isFalse();
        assertThat(KafkaFailures.mayPass(new GroupMaxSizeReachedException("full"))).isFalse();
        assertThat(KafkaFailures.mayPass(new InvalidRecordStateException("another's"))).isFalse();
        assertThat(KafkaFailures.mayPass(new IllegalStateException("defect"))).isFalse();
    }

    @Test
    void namesTheTrueCause() {
        KafkaException failure =
                new KafkaException(
                        "Failed to get offsets. See cause.",
                        new ExecutionException(
                                Errors.COORDINATOR_NOT_AVAILABLE.exception("broker 2 is moving")));

        assertThat(KafkaFailures.describe(failure))
                .isEqualTo("COORDINATOR_NOT_AVAILABLE: broker 2 is moving");
    }

    @Test
    void keepsTheOutermostMessageThatSaysSomething() {
        KafkaException failure =
                new SaslAuthenticationException(
                        "Authentication failed for user farm", new IllegalStateException("null"));

        assertThat(KafkaFailures.describe(failure))
                .isEqualTo("SASL_AUTHENTICATION_FAILED: Authentication failed for user farm");
    }

    @Test
    void isNeverEmptyNorNullNorMoreThanALine() {
        assertThat(KafkaFailures.describe(new TimeoutException())).isEqualTo("TimeoutException");
        assertThat(KafkaFailures.describe(new DisconnectException()))
                .doesNotContain("null")
                .isNotBlank();
        assertThat(
                        KafkaFailures.describe(
                                new CompletionException(null, new KafkaException("a\n b"))))
                .isEqualTo("KafkaException: a b");
        assertThat(
                        KafkaFailures.describe(
                                new InvalidRecordStateException((String) null) {
                                    private static final long serialVersionUID = 1;
                                }))
                .doesNotContain("null");
    }

    @Test
    void endsAtACircleOfCauses() {
        IllegalStateException inner = new IllegalStateException("inner");
        RuntimeException outer = new RuntimeException("outer", inner);
        inner.initCause(outer);

        assertThat(KafkaFailures.mayPass(outer)).isFalse();
        assertThat(KafkaFailures.describe(outer)).isEqualTo("RuntimeException: outer");
    }
}
