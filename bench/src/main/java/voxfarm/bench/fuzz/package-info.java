/** Changed and made-up files and records for every reader of what others write. */
@NullMarked
package voxfarm.bench.fuzz;

import org.jspecify.annotations.NullMarked;
