/**
 * What a worker says of itself, again and again: its heartbeat, and the voices that it has set
 * aside.
 */
@NullMarked
package voxfarm.common.worker;

import org.jspecify.annotations.NullMarked;
