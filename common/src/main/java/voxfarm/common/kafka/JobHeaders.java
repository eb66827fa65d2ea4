package voxfarm.common.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.JobId;
import voxfarm.common.plan.RequestId;

/** The headers of a job's record that say which job it is. */
public final class JobHeaders {
    private static final String REQUEST = "request";
    private static final String JOB = "job";

    private JobHeaders() {}

    static void write(JobId id, Headers headers) {
        headers.add(REQUEST, id.request().value().getBytes(StandardCharsets.US_ASCII));
        headers.add(JOB, id.name().getBytes(StandardCharsets.US_ASCII));
    }

    /** Empty if they are missing or malformed. */
    public static Optional<JobId> read(Headers headers) {
        Header request = headers.lastHeader(REQUEST);
        Header job = headers.lastHeader(JOB);
        if (request == null || request.value() == null || job == null || job.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new JobId(
                            new RequestId(new String(request.value(), StandardCharsets.US_ASCII)),
                            new String(job.value(), StandardCharsets.US_ASCII)));
        } catch (VoxfarmException e) {
            return Optional.empty();
        }
    }
}
