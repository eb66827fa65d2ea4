/**
 * What a machine has and lacks to run CUDA: its driver and the libraries that the runtime's
 * provider needs, looked at without loading them.
 */
@NullMarked
package voxfarm.worker.cuda;

import org.jspecify.annotations.NullMarked;
