/**
 * Files that torch writes, read without running what is in them: an allow-list of pickle, bounded
 * sizes, safetensors, npy.
 */
@NullMarked
package voxfarm.models.checkpoint;

import org.jspecify.annotations.NullMarked;
