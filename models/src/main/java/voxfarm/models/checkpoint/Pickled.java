package voxfarm.models.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of the few kinds that a checkpoint holds. Values may hold themselves and each other any
 * number of times, so nobody may walk them without a bound; equality is identity.
 */
sealed interface Pickled {
    /** {@code None}, or something that does not matter to us. */
    record Nothing() implements Pickled {}

    record Text(String value) implements Pickled {}

    record Whole(long value) implements Pickled {}

    /** An integer beyond 64 bits; only torch's magic number may be one. */
    record Huge(String hex) implements Pickled {}

    record Fraction(double value) implements Pickled {}

    record Flag(boolean value) implements Pickled {}

    /** A tensor. */
    record OfTensor(Tensor tensor) implements Pickled {}

    /** A storage, by a persistent id. */
    record OfStorage(Storage storage) implements Pickled {}

    /** A name of the short list; never called. */
    record Name(String module, String name) implements Pickled {
        @Override
        public String toString() {
            return module + "." + name;
        }
    }

    /** A list or a tuple. */
    final class Sequence implements Pickled {
        final List<Pickled> items = new ArrayList<>();
        final boolean tuple;

        Sequence(boolean tuple) {
            this.tuple = tuple;
        }
    }

    /** A dict; keys that are no strings (an optimiser numbers its state) are not kept. */
    final class Dictionary implements Pickled {
        final Map<String, Pickled> entries = new LinkedHashMap<>();
        final boolean ordered;
        int unnamed;

        Dictionary(boolean ordered) {
            this.ordered = ordered;
        }
    }
}
