package voxfarm.dispatcher.planner;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.PartCutter;
import voxfarm.common.plan.Pauses;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.Segment;
import voxfarm.frontend.split.Speakable;
import voxfarm.frontend.split.Unread;
import voxfarm.frontend.ssml.SsmlItem;

/**
 * The segments of a text in SSML, as they are asked for. A pause that the text asks for takes the
 * place of what would be there otherwise; before the first word it is a part of its sound. On one
 * thread.
 */
final class SsmlSegments implements Iterator<PlannedSegment> {
    private final Iterator<SsmlItem> items;
    private final Pauses pauses;
    private final Unread unread;
    private final PartCutter parts;
    private SsmlItem.@Nullable Words ahead;

    /** What lies before the words ahead. */
    private SsmlItem.Gap gap = SsmlItem.Gap.none();

    private int index;

    /**
     * @param guessed whether the text was taken for SSML by its beginning alone
     */
    SsmlSegments(
            Iterator<SsmlItem> items,
            boolean guessed,
            Pauses pauses,
            double lengthScale,
            Unread unread) {
        this.items = guessed ? new Guessed(items) : items;
        this.pauses = pauses;
        this.unread = unread;
        this.parts = new PartCutter(lengthScale);
        this.ahead = words();
    }

    /** Says what to do about a text that only looks like SSML. */
    private record Guessed(Iterator<SsmlItem> items) implements Iterator<SsmlItem> {
        @Override
        public boolean hasNext() {
            try {
                return items.hasNext();
            } catch (VoxfarmException e) {
                throw new VoxfarmException(
                        e.code(), e.getMessage() + "; ssml: false reads it as text", e);
            }
        }

        @Override
        public SsmlItem next() {
            return items.next();
        }
    }

    /** The next that can be spoken; none behind the last. */
    private SsmlItem.@Nullable Words words() {
        gap = SsmlItem.Gap.none();
        while (items.hasNext()) {
            switch (items.next()) {
                case SsmlItem.Words words -> {
                    if (Speakable.isIn(words.text())) {
                        return words;
                    }
                    unread.piece(words.text(), words.span());
                }
                case SsmlItem.Gap more -> gap = gap.and(more);
            }
        }
        return null;
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public PlannedSegment next() {
        SsmlItem.Words words = ahead;
        if (words == null) {
            throw new NoSuchElementException();
        }
        int place = index++;
        Manner manner =
                place == 0 ? words.manner().behind(asked(gap, place).orElse(0.0)) : words.manner();
        ahead = words();
        Optional<Double> usual = ahead == null ? Optional.empty() : gap.kind().map(pauses::seconds);
        Segment segment =
                new Segment(
                        place,
                        words.text(),
                        words.language(),
                        asked(gap, place).or(() -> usual).orElse(0.0),
                        manner,
                        Optional.of(words.span()));
        return new PlannedSegment(segment, parts.partOf(segment));
    }

    /**
     * @param place of the segment that the pause is a part of
     */
    private Optional<Double> asked(SsmlItem.Gap of, int place) {
        if (of.seconds().filter(seconds -> seconds > Pauses.MAX_SECONDS).isPresent()) {
            unread.notDone(
                    "a pause of more than 10 s in one place lasts 10 s",
                    new Unread.Place("segment " + place, Optional.empty()));
        }
        return of.seconds().map(seconds -> Math.min(seconds, Pauses.MAX_SECONDS));
    }
}
