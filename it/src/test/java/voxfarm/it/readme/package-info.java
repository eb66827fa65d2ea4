/** The commands of the first pages, run as they stand. */
@NullMarked
package voxfarm.it.readme;

import org.jspecify.annotations.NullMarked;
