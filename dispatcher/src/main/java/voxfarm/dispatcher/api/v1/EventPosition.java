package voxfarm.dispatcher.api.v1;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.event.RequestEvent;

/**
 * How far a request was at an event: the id by which a reader of server-sent events comes back.
 * Events come at least once and may overtake the state that was read beside them; a position says
 * which of them tell nothing new.
 *
 * @param end whether it ended; behind every other position
 */
record EventPosition(boolean end, int attempt, int segmentsDone)
        implements Comparable<EventPosition> {
    /** Of a reader who was told nothing; before every event. */
    private static final EventPosition NOTHING = new EventPosition(false, -1, 0);

    private static final EventPosition END = new EventPosition(true, 0, 0);
    private static final String END_ID = "end";
    private static final Pattern ID = Pattern.compile("(\\d{1,9})-(\\d{1,9})");

    private static final Comparator<EventPosition> ORDER =
            Comparator.comparing(EventPosition::end)
                    .thenComparingInt(EventPosition::attempt)
                    .thenComparingInt(EventPosition::segmentsDone);

    static EventPosition of(RequestEvent event) {
        if (event.terminal()) {
            return END;
        }
        int done = event instanceof RequestEvent.Progress progress ? progress.segmentsDone() : 0;
        return new EventPosition(false, event.header().attempt(), done);
    }

    /** Reads what {@link #toString} wrote; anything else is of a reader who was told nothing. */
    static EventPosition parse(String id) {
        if (id.equals(END_ID)) {
            return END;
        }
        Matcher matcher = ID.matcher(id);
        return matcher.matches()
                ? new EventPosition(
                        false,
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)))
                : NOTHING;
    }

    /** Whether this is news to whoever was told up to there. */
    boolean isBeyond(EventPosition told) {
        return compareTo(told) > 0;
    }

    @Override
    public int compareTo(EventPosition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return end ? END_ID : attempt + "-" + segmentsDone;
    }
}
