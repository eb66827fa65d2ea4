package voxfarm.common.store;

/**
 * @param bytes size
 * @param etag the store's own name for this content, without quotes; empty if it gives none
 */
public record ObjectInfo(ObjectKey key, long bytes, String etag) {}
