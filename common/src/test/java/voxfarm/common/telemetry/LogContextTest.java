package voxfarm.common.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import voxfarm.common.plan.RequestId;

class LogContextTest {
    @Test
    void namesTheRequestUntilItIsClosed() {
        assertThat(MDC.get(LogContext.REQUEST)).isNull();
        try (LogContext _ = LogContext.of(new RequestId("outer"))) {
            try (LogContext _ = LogContext.of(new RequestId("inner"))) {
                assertThat(MDC.get(LogContext.REQUEST)).isEqualTo("inner");
            }
            try (LogContext _ = LogContext.of(Optional.empty())) {
                assertThat(MDC.get(LogContext.REQUEST)).isEqualTo("outer");
            }
            assertThat(MDC.get(LogContext.REQUEST)).isEqualTo("outer");
        }
        assertThat(MDC.get(LogContext.REQUEST)).isNull();
    }
}
