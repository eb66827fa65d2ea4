/** Faults on real processes: {@code voxfarm chaos}. */
@NullMarked
package voxfarm.bench.chaos;

import org.jspecify.annotations.NullMarked;
