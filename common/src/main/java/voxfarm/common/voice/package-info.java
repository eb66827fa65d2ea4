/**
 * A voice as the farm knows it: id, version, manifest, scales. The packages themselves are {@code
 * voxfarm.models}'.
 */
@NullMarked
package voxfarm.common.voice;

import org.jspecify.annotations.NullMarked;
