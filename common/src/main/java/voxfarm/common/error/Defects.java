package voxfarm.common.error;

import java.util.UUID;
import org.slf4j.Logger;
import voxfarm.common.lifecycle.LogRate;

/**
 * Failures that nobody foresaw. The log has them whole; whoever waits for an answer gets a number
 * to quote, and no names of classes, which say nothing to them and much to others.
 */
public final class Defects {
    private static final LogRate RATE = new LogRate();

    private Defects() {}

    private static String kind(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        return failure.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }

    /**
     * Writes the failure to the log: a line each, and where it came from for one in a while of
     * those that are thrown at the same place.
     *
     * @param place what it concerns, such as {@code GET /v1/voices}
     * @return for the caller: {@code "internal error, reference …; the log has more"}
     */
    public static String told(Logger log, String place, Throwable failure) {
        String reference = UUID.randomUUID().toString();
        if (RATE.mayWrite(kind(failure)).isPresent()) {
            log.error("{}: defect {}", place, reference, failure);
        } else {
            log.error(
                    "{}: defect {}, as one told just before: {}",
                    place,
                    reference,
                    Problems.oneLine(failure.toString()));
        }
        return "internal error, reference " + reference + "; the log has more";
    }
}
