package voxfarm.worker.process;

/**
 * One attempt at a job.
 *
 * @param value the record's bytes, not checked yet
 * @param count how often the broker has delivered this record, from 1
 */
public record Delivery(byte[] value, int count) {}
