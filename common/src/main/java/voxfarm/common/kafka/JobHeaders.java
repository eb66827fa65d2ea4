package voxfarm.common.kafka;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.Carried;
import voxfarm.common.job.JobId;
import voxfarm.common.plan.RequestId;

/** The headers of a job's record: which job it is, and what it carries. */
public final class JobHeaders {
    private static final String REQUEST = "request";
    private static final String JOB = "job";
    private static final String AUDIO_SECONDS = "audio-s";

    /** No job comes near; a stranger's header may say anything. */
    private static final double MOST_SECONDS = 1e6;

    private JobHeaders() {}

    static void write(JobId id, Headers headers) {
        headers.add(REQUEST, id.request().value().getBytes(StandardCharsets.US_ASCII));
        headers.add(JOB, id.name().getBytes(StandardCharsets.US_ASCII));
    }

    /** How much sound the job comes to, by estimate. */
    static void write(double audioSeconds, Headers headers) {
        headers.add(
                AUDIO_SECONDS,
                String.format(Locale.ROOT, "%.1f", audioSeconds)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /** What {@link #write(double, Headers)} wrote; empty where an older build wrote the record. */
    static OptionalDouble audioSeconds(Headers headers) {
        Header header = headers.lastHeader(AUDIO_SECONDS);
        if (header == null || header.value() == null) {
            return OptionalDouble.empty();
        }
        try {
            double seconds =
                    Double.parseDouble(new String(header.value(), StandardCharsets.US_ASCII));
            return seconds >= 0 && seconds <= MOST_SECONDS
                    ? OptionalDouble.of(seconds)
                    : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    static void write(Carried carried, Headers headers) {
        carried.values()
                .forEach((name, value) ->
                        headers.add(name, value.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Nothing of what is malformed; the last of what stands there twice. */
    public static Carried carried(Headers headers) {
        Map<String, String> values = new HashMap<>();
        for (String name : Carried.NAMES) {
            Header header = headers.lastHeader(name);
            if (header != null && header.value() != null) {
                values.put(name, new String(header.value(), StandardCharsets.ISO_8859_1));
            }
        }
        return values.isEmpty() ? Carried.NONE : new Carried(values);
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
