package voxfarm.common.job;

import java.time.Instant;
import java.util.Optional;
import voxfarm.common.result.ErrorInfo;

/**
 * A job that failed for good, for operators.
 *
 * @param job empty if the record could not be read as a job
 * @param rawJob the record's bytes as they came
 * @param deliveries how often the broker delivered it
 */
public record DeadLetter(
        Optional<SynthesisJob> job,
        byte[] rawJob,
        ErrorInfo error,
        int deliveries,
        String workerId,
        Instant at) {}
