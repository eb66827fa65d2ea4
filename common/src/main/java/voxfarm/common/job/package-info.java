/** Queue work: a run of segments to speak, and what became of one that nobody could. */
@NullMarked
package voxfarm.common.job;

import org.jspecify.annotations.NullMarked;
