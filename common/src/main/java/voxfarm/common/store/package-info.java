/**
 * Create-once objects under keys: the port, S3 behind it. Knows nothing of what the objects are.
 */
@NullMarked
package voxfarm.common.store;

import org.jspecify.annotations.NullMarked;
