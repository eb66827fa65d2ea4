package voxfarm.worker.process;

import voxfarm.common.job.Carried;

/**
 * One attempt at a job.
 *
 * @param value the record's bytes, not checked yet
 * @param count how often the broker has delivered this record, from 1
 * @param carried what travels on to the jobs that follow this one
 */
public record Delivery(byte[] value, int count, Carried carried) {
    /** Of a record that carries nothing. */
    public Delivery(byte[] value, int count) {
        this(value, count, Carried.NONE);
    }
}
