package voxfarm.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LongStepsTest {
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private String heard() {
        try {
            return String.valueOf(said.poll(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void saysWhatTakesLongWhileItDoes() {
        LongSteps steps = new LongSteps(said::add, Duration.ofMillis(1));

        String during = steps.get("starting Kafka", this::heard);

        assertThat(during).isEqualTo("starting Kafka");
    }

    @Test
    void saysNothingOfWhatIsQuick() {
        LongSteps steps = new LongSteps(said::add, Duration.ofMinutes(1));

        steps.run("quick", () -> {});
        assertThatThrownBy(() ->
                        steps.run(
                                "failing",
                                () -> {
                                    throw new IllegalStateException("it failed");
                                }))
                .hasMessage("it failed");

        assertThat(said).isEmpty();
    }
}
