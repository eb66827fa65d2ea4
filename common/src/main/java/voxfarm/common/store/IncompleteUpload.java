package voxfarm.common.store;

import java.time.Instant;

/**
 * Parts of a file that were stored and never put together: their writer ended before. They are in
 * no listing and cost room.
 *
 * @param key what would have been written
 * @param uploadId the store's name for it
 * @param startedAt by the store's clock
 */
public record IncompleteUpload(ObjectKey key, String uploadId, Instant startedAt) {}
