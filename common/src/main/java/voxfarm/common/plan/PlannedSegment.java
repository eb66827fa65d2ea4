package voxfarm.common.plan;

/**
 * A segment and the job that speaks it.
 *
 * @param part number of the job among those of its request, from 0
 */
public record PlannedSegment(Segment segment, int part) {}
