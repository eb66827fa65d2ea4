package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class BodyRoomTest {
    private static final int KIB = 1 << 10;

    private final BodyRoom room = new BodyRoom(64 * KIB, KIB, Duration.ZERO);

    @Test
    void sendsAwayWhoseBodyFindsNoRoom() {
        try (BodyRoom.Claim slow = room.claim();
                BodyRoom.Claim other = room.claim()) {
            for (int i = 0; i < 60; i++) {
                slow.read(KIB);
            }
            other.read(4 * KIB);

            assertFull(() -> other.read(1));
            assertFull(() -> other.parse(() -> 1));
        }
        try (BodyRoom.Claim later = room.claim()) {
            later.read(64 * KIB);
            assertThat(later.parse(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void aBodyTakesManyTimesItsLengthWhileItIsParsed() throws Exception {
        CountDownLatch parsing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first =
                    callers.submit(() -> {
                        try (BodyRoom.Claim claim = room.claim()) {
                            claim.read(2 * KIB);
                            return claim.parse(() -> {
                                parsing.countDown();
                                await(go);
                                return 7;
                            });
                        }
                    });
            assertThat(parsing.await(30, TimeUnit.SECONDS)).isTrue();

            try (BodyRoom.Claim second = room.claim()) {
                assertFull(() -> second.read(1));
            }
            go.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(7);
        }
        try (BodyRoom.Claim third = room.claim()) {
            third.read(2 * KIB);
            assertThat(third.parse(() -> 1)).isEqualTo(1);
        }
    }

    /** One body above all the room there is still comes in, alone. */
    @Test
    void oneBodyAloneIsAlwaysTaken() {
        try (BodyRoom.Claim claim = room.claim()) {
            for (int i = 0; i < 1000; i++) {
                claim.read(KIB);
            }
            assertThat(claim.parse(() -> 1)).isEqualTo(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertFull(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
    }
}
