package voxfarm.common.job;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.store.ObjectKey;

/**
 * What a job asks for. A choice that must be made for each kind is a switch over these; a new kind
 * does not compile until it is made.
 */
public sealed interface Work {
    /** The name of the job that asks for it. */
    JobId of(RequestId request);

    /** In order; none for an assembly or a binding. */
    List<Segment> segments();

    /** How many jobs speak the request. */
    int parts();

    /** How many segments the request has. */
    int segmentsInAll();

    /**
     * The whole of a long request.
     *
     * @param parts how many jobs speak it
     * @param segments how many segments it has
     */
    record Whole(int parts, int segments) {}

    /**
     * A short request whole.
     *
     * @throws VoxfarmException {@code INVALID_PLAN} without segments
     */
    record Single(List<Segment> segments) implements Work {
        public Single {
            segments = List.copyOf(segments);
            require(!segments.isEmpty(), "a single job: expected segments, found none");
        }

        @Override
        public JobId of(RequestId request) {
            return JobId.single(request);
        }

        @Override
        public int parts() {
            return 1;
        }

        @Override
        public int segmentsInAll() {
            return segments.size();
        }
    }

    /**
     * One part of a long request.
     *
     * @param part its number, from 0
     * @param chain how the part after this one is found; none where an earlier build queued all
     *     parts at once
     * @throws VoxfarmException {@code INVALID_PLAN} without segments, or beyond the last part
     */
    record Part(int part, Whole whole, Optional<PartChain> chain, List<Segment> segments)
            implements Work {
        public Part {
            segments = List.copyOf(segments);
            require(
                    part >= 0 && part < whole.parts() && !segments.isEmpty(),
                    "part%d: expected one of %d parts with segments, found %d segments",
                    part,
                    whole.parts(),
                    segments.size());
        }

        @Override
        public JobId of(RequestId request) {
            return JobId.part(request, part);
        }

        @Override
        public int parts() {
            return whole.parts();
        }

        @Override
        public int segmentsInAll() {
            return whole.segments();
        }
    }

    /**
     * The joining of all parts.
     *
     * @throws VoxfarmException {@code INVALID_PLAN} of fewer than two
     */
    record Assembly(Whole whole) implements Work {
        public Assembly {
            require(
                    whole.parts() > 1,
                    "an assembly: expected more than one part, found %d",
                    whole.parts());
        }

        @Override
        public JobId of(RequestId request) {
            return JobId.assembly(request);
        }

        @Override
        public List<Segment> segments() {
            return List.of();
        }

        @Override
        public int parts() {
            return whole.parts();
        }

        @Override
        public int segmentsInAll() {
            return whole.segments();
        }
    }

    /**
     * The making of a book's files, once all its chapters are spoken. It counts each chapter as a
     * segment.
     *
     * @param plan of the book
     * @throws VoxfarmException {@code INVALID_PLAN} without chapters
     */
    record Binding(ObjectKey plan, int chapters) implements Work {
        public Binding {
            require(chapters > 0, "a binding: expected chapters, found none");
        }

        @Override
        public JobId of(RequestId request) {
            return JobId.binding(request);
        }

        @Override
        public List<Segment> segments() {
            return List.of();
        }

        @Override
        public int parts() {
            return 1;
        }

        @Override
        public int segmentsInAll() {
            return chapters;
        }
    }

    @FormatMethod
    private static void require(boolean holds, @FormatString String message, Object... values) {
        if (!holds) {
            throw VoxfarmException.of(ErrorCode.INVALID_PLAN, message, values);
        }
    }
}
