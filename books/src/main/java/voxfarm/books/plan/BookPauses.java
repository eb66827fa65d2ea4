package voxfarm.books.plan;

import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Pauses;

/**
 * How long the pauses of a book are, as far as somebody chose.
 *
 * @param within of a chapter
 * @param chapterSeconds behind a chapter, 0 to 10
 * @throws VoxfarmException {@code INVALID_REQUEST} if a pause is out of range
 */
public record BookPauses(Pauses within, Optional<Double> chapterSeconds) {
    public static final double DEFAULT_CHAPTER_SECONDS = 2.5;
    public static final BookPauses UNCHOSEN = new BookPauses(Pauses.NONE_CHOSEN, Optional.empty());

    public BookPauses {
        chapterSeconds.ifPresent(value -> {
            if (!(value >= 0 && value <= Pauses.MAX_SECONDS)) { // NaN fails too
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "chapter: expected a number from 0 to 10, was %s",
                        value);
            }
        });
    }

    /** These, and another's where nothing is chosen, as {@link Pauses#orElse}. */
    public BookPauses orElse(BookPauses other) {
        return new BookPauses(
                within.orElse(other.within), chapterSeconds.or(other::chapterSeconds));
    }

    /** Behind a chapter. */
    public double behindChapter() {
        return chapterSeconds.orElse(DEFAULT_CHAPTER_SECONDS);
    }
}
