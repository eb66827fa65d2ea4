package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RebuildCommandTest {
    private static final String SWEPT =
            """
            {"requests": 7, "open": 3, "requeued": 2, "failed": 1, "told": 4, "indexed": 5,
             "dropped": 6, "skipped": 8, "foreign": 9}
            """;

    private final StubFarm farm = new StubFarm();

    @AfterEach
    void stop() {
        farm.close();
    }

    @Test
    void printsWhatWasMended() {
        farm.on("POST /v1/rebuild", 200, SWEPT);
        StubFarm.Ran ran = farm.run("rebuild");

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .isEqualTo(
                        "requests 7 open 3 requeued 2 failed 1 told 4 indexed 5 dropped 6 skipped 8"
                                + " foreign 9\n");
    }

    @Test
    void showsHowFarItIsWhileItLasts() {
        CountDownLatch shown = new CountDownLatch(4);
        Iterator<String> steps =
                List.of(
                                "{\"step\":\"none\",\"requests\":0}",
                                "{\"step\":\"events\",\"requests\":0}",
                                "{\"step\":\"requests\",\"requests\":1200}",
                                "{\"step\":\"sweep\",\"requests\":2000}")
                        .iterator();
        farm.on(
                "GET /v1/rebuild",
                () -> {
                    shown.countDown();
                    return steps.hasNext()
                            ? new StubFarm.Answer(200, steps.next())
                            : StubFarm.problem(503, "not_ready", "busy");
                });
        farm.on(
                "POST /v1/rebuild",
                () -> {
                    awaitQuietly(shown);
                    return new StubFarm.Answer(200, SWEPT);
                });
        StubFarm.Ran ran = farm.run("rebuild");

        assertThat(ran.code()).isZero();
        assertThat(ran.err())
                .contains("waiting for a sweep to end")
                .contains("reading which ends were told")
                .contains("requests walked over: 1200");
        assertThat(ran.out()).startsWith("requests 7 ");
    }

    @Test
    void saysWhyItWasBrokenOff() {
        farm.on(
                "POST /v1/rebuild",
                () -> StubFarm.problem(503, "broker_unavailable", "Kafka is down"));
        StubFarm.Ran ran = farm.run("rebuild");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("Kafka is down");
        assertThat(ran.out()).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
