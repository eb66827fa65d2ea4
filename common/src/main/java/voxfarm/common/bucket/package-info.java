/**
 * What lies in the bucket and how it is found again: the keys ({@code BucketLayout}) and a keeper
 * for each kind of document. Whoever wants one asks its keeper and builds no key.
 */
@NullMarked
package voxfarm.common.bucket;

import org.jspecify.annotations.NullMarked;
