/** Piper voices: their configuration, and their one graph cut into three with the noise outside. */
@NullMarked
package voxfarm.models.piper;

import org.jspecify.annotations.NullMarked;
