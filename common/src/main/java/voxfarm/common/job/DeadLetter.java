package voxfarm.common.job;

import java.time.Instant;
import java.util.Optional;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;

/**
 * A job that failed for good, for operators.
 *
 * @param request whose it was; empty if the record did not say
 * @param job empty if the record could not be read as a job, or no worker had one in hand
 * @param rawJob the record's bytes as they came
 * @param deliveries how often the broker delivered it
 */
public record DeadLetter(
        Optional<RequestId> request,
        Optional<SynthesisJob> job,
        byte[] rawJob,
        ErrorInfo error,
        int deliveries,
        String workerId,
        Instant at) {}
