package voxfarm.frontend;

import java.util.BitSet;
import java.util.Optional;

/** Where words end in a text that has no blanks between them. Thread-safe. */
@FunctionalInterface
public interface WordEnds {
    /** Of languages whose words nobody knows. */
    WordEnds UNKNOWN = _ -> Optional.empty();

    /** The places behind words, in UTF-16 units; empty where nobody knows. */
    Optional<BitSet> in(String text);
}
