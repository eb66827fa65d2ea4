package voxfarm.common.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import voxfarm.common.json.Fields;

/**
 * What engines did for some sound.
 *
 * @param seconds spent in the engine
 * @param by what computed it, as far as that is known: an earlier build does not say. Several where
 *     several workers did
 */
public record EngineWork(double seconds, Set<Computation> by) {
    public static final EngineWork NONE = new EngineWork(0, Set.of());

    private static final String MEMBER = "computed_by";

    public EngineWork {
        by = Set.copyOf(by);
    }

    public EngineWork(double seconds, Computation by) {
        this(seconds, Set.of(by));
    }

    public EngineWork plus(EngineWork other) {
        Set<Computation> both = EnumSet.noneOf(Computation.class);
        both.addAll(by);
        both.addAll(other.by);
        return new EngineWork(seconds + other.seconds, both);
    }

    /** Writes {@code computed_by}, in an order that does not change; nothing where it is empty. */
    public void writeBy(ObjectNode into) {
        if (!by.isEmpty()) {
            ArrayNode list = into.putArray(MEMBER);
            by.stream().sorted().map(Computation::wireName).forEach(list::add);
        }
    }

    /**
     * What {@link #writeBy} wrote, with those seconds; without what a later build names. Problems
     * go to the fields' collector.
     */
    public static EngineWork read(double seconds, Fields fields) {
        return new EngineWork(
                seconds,
                fields.texts(MEMBER).stream()
                        .flatMap(name -> Computation.ofWireName(name).stream())
                        .collect(Collectors.toSet()));
    }
}
