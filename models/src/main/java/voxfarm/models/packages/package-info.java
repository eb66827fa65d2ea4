/** Voice packages where they lie: on this machine, and in the bucket. */
@NullMarked
package voxfarm.models.packages;

import org.jspecify.annotations.NullMarked;
