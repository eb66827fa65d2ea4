package voxfarm.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TickerTest {
    private static final Duration NEVER = Duration.ofDays(1);

    @Test
    void comesBackSoonUntilATurnSucceeds() throws Exception {
        AtomicInteger turns = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        try (Ticker ticker =
                new Ticker(
                        "test",
                        NEVER,
                        Duration.ofMillis(1),
                        () ->
                                switch (turns.incrementAndGet()) {
                                    case 1 -> false;
                                    case 2 -> throw new IllegalStateException("the second turn");
                                    case 3 -> throw new StackOverflowError("the third turn");
                                    default -> {
                                        done.countDown();
                                        yield true;
                                    }
                                })) {
            ticker.start();
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(turns).as("after that it waits").hasValue(4);
    }

    @Test
    void closesWithoutHavingBegun() {
        AtomicInteger turns = new AtomicInteger();
        Ticker ticker = new Ticker("test", Duration.ofMillis(1), turns::incrementAndGet);
        ticker.close();
        ticker.close();
        assertThat(turns).hasValue(0);
    }
}
