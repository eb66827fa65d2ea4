package voxfarm.dispatcher.recovery;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;

/**
 * Says of each thing that cannot be used once that it cannot, so that one damaged object does not
 * fill a log at every sweep. Thread-safe.
 */
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final int MOST = 1000;

    /** Guarded by this. */
    private final Set<String> made = new HashSet<>();

    /**
     * @param what the key of the object, or the request
     */
    void about(String what, RuntimeException e) {
        if (!isNew(what)) {
            return;
        }
        if (e instanceof VoxfarmException) {
            LOG.warn("{} is passed over: {}", what, e.getMessage());
        } else {
            LOG.error("{} is passed over for a defect in this build", what, e);
        }
    }

    private synchronized boolean isNew(String what) {
        if (made.size() >= MOST || !made.add(what)) {
            return false;
        }
        if (made.size() == MOST) {
            LOG.warn("{} things are passed over; further ones are counted only", MOST);
        }
        return true;
    }
}
