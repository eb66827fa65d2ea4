package voxfarm.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogRateTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final LogRate rate = new LogRate(Duration.ofSeconds(10), now::get);
    private final List<String> lines = new ArrayList<>();

    private void write(String kind) {
        rate.write(kind, more -> lines.add(kind + more));
    }

    @Test
    void writesOneLineOfAKindInAWhileAndCountsTheOthers() {
        for (int i = 0; i < 1000; i++) {
            write("refused");
        }
        write("dead");
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        write("refused");
        write("refused");
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        write("dead");

        assertThat(lines)
                .containsExactly(
                        "refused", "dead", "refused (and 999 like it since the last line)", "dead");
    }
}
