package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class ErrorMapperTest {
    /** {@code SlowCallersTest} has those whose body comes too slowly. */
    @Test
    void aBrokerThatDoesNotAnswerIsNoSlowCaller() {
        assertThat(
                        ErrorMapper.tooSlow(
                                new VoxfarmException(
                                        ErrorCode.BROKER_UNAVAILABLE,
                                        "no answer",
                                        new TimeoutException())))
                .isFalse();
    }
}
