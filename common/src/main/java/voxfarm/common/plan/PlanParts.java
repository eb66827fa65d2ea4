package voxfarm.common.plan;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.RangedStream;

/**
 * The parts of a plan in order, read as they are asked for: one of them is in memory at a time.
 * Throws {@link VoxfarmException} {@code INVALID_PLAN} where the document is no plan, and {@code
 * STORE_UNAVAILABLE} where it cannot be read.
 */
public final class PlanParts implements Iterator<PlanPart> {
    /** Of the plan at a time: some ten parts. */
    private static final int BLOCK_BYTES = 64 << 10;

    private final PlanReader reader;
    private @Nullable PlannedSegment ahead;
    private long aheadOffset;

    private PlanParts(PlanReader reader) {
        this.reader = reader;
        advance();
    }

    /**
     * All parts of a document.
     *
     * @param document stays the caller's to close
     */
    public static PlanParts read(InputStream document) {
        return new PlanParts(PlanReader.ofDocument(document));
    }

    /**
     * The parts from a place on. Only what is asked for is read of the store, a block at a time.
     *
     * @param offset where a segment begins in the plan, see {@link PlanPart#offset}
     * @param index number of that segment
     */
    public static PlanParts from(ObjectStore store, ObjectKey plan, long offset, int index) {
        return new PlanParts(
                PlanReader.fromSegment(
                        new RangedStream(store, plan, offset, BLOCK_BYTES), offset, index));
    }

    private void advance() {
        ahead = reader.hasNext() ? reader.next() : null;
        aheadOffset = reader.offset();
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public PlanPart next() {
        PlannedSegment first = ahead;
        if (first == null) {
            throw new NoSuchElementException();
        }
        long offset = aheadOffset;
        List<Segment> segments = new ArrayList<>();
        for (PlannedSegment next = first; next != null && next.part() == first.part(); ) {
            segments.add(next.segment());
            advance();
            next = ahead;
        }
        return new PlanPart(first.part(), offset, segments);
    }
}
