package voxfarm.dispatcher;

import voxfarm.common.store.DownloadLinks;
import voxfarm.common.store.ObjectStore;

/**
 * The farm's bucket. It stays the caller's to close.
 *
 * @param links for callers, into the same bucket
 */
public record Bucket(ObjectStore store, DownloadLinks links) {}
