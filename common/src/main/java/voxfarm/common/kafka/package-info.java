/**
 * Topics, their settings, and Kafka's clients but for the consumers of the intake and of the
 * worker. What is told goes out by {@code KafkaSinks}; what is followed comes in by {@code
 * TopicFollower}, which outlasts a broker that is away.
 */
@NullMarked
package voxfarm.common.kafka;

import org.jspecify.annotations.NullMarked;
