/** Comparisons with recorded output of the originals, for the {@code golden} commands. */
@NullMarked
package voxfarm.worker.golden;

import org.jspecify.annotations.NullMarked;
