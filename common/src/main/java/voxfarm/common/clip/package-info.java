/** The audio of single segments, kept in the bucket and made once. */
@NullMarked
package voxfarm.common.clip;

import org.jspecify.annotations.NullMarked;
