/**
 * What a process is made of: components started in order and closed in reverse, faults that end it,
 * work side by side, things done from time to time, and its memory kept small.
 */
@NullMarked
package voxfarm.common.lifecycle;

import org.jspecify.annotations.NullMarked;
