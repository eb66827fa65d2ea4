package voxfarm.common.store;

import java.time.Instant;

/**
 * @param bytes size
 * @param etag the store's own name for this content, without quotes; empty if it gives none
 * @param lastModified by the store's clock, when it was written; {@link Instant#MAX} if the store
 *     does not say, so that nothing is taken for old that may be new
 */
public record ObjectInfo(ObjectKey key, long bytes, String etag, Instant lastModified) {}
