/** Running text to pieces that can be spoken alone. */
@NullMarked
package voxfarm.frontend.split;

import org.jspecify.annotations.NullMarked;
