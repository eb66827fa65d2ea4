package voxfarm.dispatcher.recovery;

/**
 * What is on the farm's topics, to be compared with the bucket.
 *
 * @param jobs that wait
 * @param events that are kept
 */
public record TopicRecords(JobRecords jobs, EventHistory events) {}
