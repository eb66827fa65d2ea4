/** What failed for good, for operators. */
@NullMarked
package voxfarm.dispatcher.dead;

import org.jspecify.annotations.NullMarked;
