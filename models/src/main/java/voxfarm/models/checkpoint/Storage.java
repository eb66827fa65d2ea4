package voxfarm.models.checkpoint;

import java.lang.foreign.MemorySegment;

/**
 * A run of numbers in a file; several tensors may share it.
 *
 * @param elements how many the file declares
 */
record Storage(ElementType type, long elements, Source source) {
    /** Where the bytes are; asked for when they are first needed. */
    @FunctionalInterface
    interface Source {
        /**
         * The storage's bytes, exactly as many as declared.
         *
         * @throws voxfarm.common.error.VoxfarmException {@code INVALID_VOICE} if they are not there
         *     or damaged
         */
        MemorySegment bytes();
    }
}
