package voxfarm.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import voxfarm.common.job.Carried;
import voxfarm.common.job.JobId;
import voxfarm.common.plan.RequestId;

class JobHeadersTest {
    private static final Carried TRACE =
            new Carried(Map.of("traceparent", "00-4bf92f35-00f067aa-01", "tracestate", "a=b"));

    private static void add(RecordHeaders headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void areReadAsTheyWereWritten() {
        RecordHeaders headers = new RecordHeaders();
        JobId id = JobId.part(new RequestId("r1"), 3);
        JobHeaders.write(id, headers);
        JobHeaders.write(TRACE, headers);

        assertThat(JobHeaders.read(headers)).contains(id);
        assertThat(JobHeaders.carried(headers)).isEqualTo(TRACE);
    }

    @Test
    void carryNothingThatIsLongOrNotPrintableOrUnknown() {
        RecordHeaders headers = new RecordHeaders();
        add(headers, "traceparent", "x".repeat(513));
        add(headers, "tracestate", "a\nb");
        add(headers, "authorization", "secret");

        assertThat(JobHeaders.carried(headers)).isEqualTo(Carried.NONE);
    }

    @Test
    void carryNothingOfAHeaderWithoutAValue() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", null);

        assertThat(JobHeaders.carried(headers)).isEqualTo(Carried.NONE);
    }
}
