package voxfarm.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.lifecycle.CapturedLog;

class DefectsTest {
    private static final Logger LOG = LoggerFactory.getLogger(DefectsTest.class);

    @Test
    void fillNoLogWithTheSameTraceAndGiveEachCallerALineToFind() {
        try (CapturedLog log = new CapturedLog(DefectsTest.class)) {
            for (int i = 0; i < 100; i++) {
                String told = Defects.told(LOG, "call " + i, new IllegalStateException("x" + i));
                String reference = told.replaceAll(".*reference (\\S+);.*", "$1");
                assertThat(log.lines().getLast()).contains("call " + i, reference);
            }
            assertThat(log.traces()).isEqualTo(1);

            var _ = Defects.told(LOG, "elsewhere", new IllegalStateException("y"));
            assertThat(log.traces()).as("thrown at another place").isEqualTo(2);
        }
    }
}
