/** The command of all measurements and trials. */
@NullMarked
package voxfarm.bench;

import org.jspecify.annotations.NullMarked;
