/** Finds what was lost, and keeps the times that requests name. */
@NullMarked
package voxfarm.dispatcher.recovery;

import org.jspecify.annotations.NullMarked;
