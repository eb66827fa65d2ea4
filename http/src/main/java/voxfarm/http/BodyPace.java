package voxfarm.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How fast a body must come.
 *
 * @param grace for which it may come as slowly as it likes
 * @param leastBytesPerSecond behind that
 * @param total in which all of it must have come
 */
public record BodyPace(Duration grace, long leastBytesPerSecond, Duration total) {
    static final Duration GRACE = Duration.ofSeconds(10);

    /** Of a request: lets this one's body come so, instead of as all others. */
    public static final String ATTRIBUTE = BodyPace.class.getName();

    /** As all bodies but those of files must come. */
    public static BodyPace of(CallerLimits limits) {
        return new BodyPace(
                GRACE, limits.leastBytesPerSecond(), Duration.ofSeconds(limits.bodySeconds()));
    }

    /** Of the files of a voice: large, and few at once. */
    public static BodyPace ofUploads(CallerLimits limits) {
        return new BodyPace(
                GRACE,
                (long) limits.leastUploadKibPerSecond() << 10,
                Duration.ofMinutes(limits.uploadMinutes()));
    }

    static BodyPace allowed(@Nullable Object attribute, BodyPace otherwise) {
        return attribute instanceof BodyPace pace ? pace : otherwise;
    }

    boolean holds(long bytes, Duration taken) {
        if (taken.compareTo(total) > 0) {
            return false;
        }
        double measured = taken.minus(grace).toNanos() / 1e9;
        return measured <= 0 || bytes >= measured * leastBytesPerSecond;
    }
}
