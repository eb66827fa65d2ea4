/**
 * Taking jobs: one thread and one share consumer for each lane and slot. Knows of a job only its
 * bytes.
 */
@NullMarked
package voxfarm.worker.poll;

import org.jspecify.annotations.NullMarked;
