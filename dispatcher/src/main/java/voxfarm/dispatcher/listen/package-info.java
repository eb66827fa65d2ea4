/**
 * Sound for a caller that stays on the line: a request awaited, or its segments as they are made.
 */
@NullMarked
package voxfarm.dispatcher.listen;

import org.jspecify.annotations.NullMarked;
