/** Where the bare engine of a command runs. */
@NullMarked
package voxfarm.bench.device;

import org.jspecify.annotations.NullMarked;
