package voxfarm.common.plan;

import java.util.List;

/**
 * One part of a plan: what one job speaks.
 *
 * @param part its number, from 0
 * @param offset where its first segment begins in the plan's document, in bytes
 * @param segments in order, at least one
 */
public record PlanPart(int part, long offset, List<Segment> segments) {
    public PlanPart {
        segments = List.copyOf(segments);
    }
}
