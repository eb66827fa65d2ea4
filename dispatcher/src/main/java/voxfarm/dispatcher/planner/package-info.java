/**
 * Text to the segments of a plan. Pure: the same text and voice give the same plan, whichever
 * dispatcher makes it.
 */
@NullMarked
package voxfarm.dispatcher.planner;

import org.jspecify.annotations.NullMarked;
