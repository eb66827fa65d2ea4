/** What the farm says on Kafka, and what has to be said behind a stored result. */
@NullMarked
package voxfarm.common.event;

import org.jspecify.annotations.NullMarked;
