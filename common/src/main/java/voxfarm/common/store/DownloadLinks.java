package voxfarm.common.store;

import java.net.URI;
import java.time.Duration;

/** Addresses by which anybody who has them may fetch one object for a while. */
@FunctionalInterface
public interface DownloadLinks {
    /**
     * @param fileName that the download is offered as
     */
    URI link(ObjectKey key, Duration validity, String fileName);
}
