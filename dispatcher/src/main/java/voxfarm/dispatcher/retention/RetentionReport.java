package voxfarm.dispatcher.retention;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a run deleted, or would delete.
 *
 * @param removed by kind; every kind is there
 * @param skipped what could not be read or deleted; each was logged
 * @param notes what an operator should know: what was not done, and why
 * @param topics those of {@link Kind#VOICE_TOPICS}
 */
public record RetentionReport(
        Map<Kind, Removed> removed, long skipped, List<String> notes, List<String> topics) {
    public RetentionReport {
        Map<Kind, Removed> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            all.put(kind, removed.getOrDefault(kind, Removed.NOTHING));
        }
        removed = Map.copyOf(all);
        notes = List.copyOf(notes);
        topics = List.copyOf(topics);
    }

    /** Of one kind. */
    public Removed of(Kind kind) {
        return removed.getOrDefault(kind, Removed.NOTHING);
    }

    /** Of all kinds. */
    public Removed total() {
        return removed.values().stream().reduce(Removed.NOTHING, Removed::and);
    }
}
