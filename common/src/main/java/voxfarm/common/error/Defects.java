package voxfarm.common.error;

import java.util.UUID;
import org.slf4j.Logger;

/**
 * Failures that nobody foresaw. The log has them whole; whoever waits for an answer gets a number
 * to quote, and no names of classes, which say nothing to them and much to others.
 */
public final class Defects {
    private Defects() {}

    /**
     * Writes the failure to the log.
     *
     * @param place what it concerns, such as {@code GET /v1/voices}
     * @return for the caller: {@code "internal error, reference …; the log has more"}
     */
    public static String told(Logger log, String place, Throwable failure) {
        String reference = UUID.randomUUID().toString();
        log.error("{}: defect {}", place, reference, failure);
        return "internal error, reference " + reference + "; the log has more";
    }
}
