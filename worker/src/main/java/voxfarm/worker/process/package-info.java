/**
 * One delivery, to its outcome: was it told already, how often was it tried, what follows a result.
 * What is spoken is {@code assembly}'s.
 */
@NullMarked
package voxfarm.worker.process;

import org.jspecify.annotations.NullMarked;
