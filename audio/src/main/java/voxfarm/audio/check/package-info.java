/** Finished files of sound, measured against what those ask for to whom they go. */
@NullMarked
package voxfarm.audio.check;

import org.jspecify.annotations.NullMarked;
