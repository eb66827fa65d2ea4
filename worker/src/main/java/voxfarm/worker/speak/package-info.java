/** One segment at a time: the turn of its lane, its pronunciations, its clip, what it cost. */
@NullMarked
package voxfarm.worker.speak;

import org.jspecify.annotations.NullMarked;
