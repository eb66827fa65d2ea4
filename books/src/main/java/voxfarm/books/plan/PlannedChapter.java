package voxfarm.books.plan;

import java.util.Optional;

/**
 * A chapter of a plan.
 *
 * @param title what a listener jumps to; not blank
 * @param part of the book that it belongs to
 * @param source of its text; empty only of a chapter that is skipped
 * @param skip why it is not read; empty of one that is
 * @param role who narrates it otherwise than the book, and how fast
 * @param pauses otherwise than the book's
 */
public record PlannedChapter(
        String title,
        Optional<String> part,
        Optional<Source> source,
        Optional<String> skip,
        Role role,
        BookPauses pauses) {

    /** Where a chapter's words are. */
    public sealed interface Source {}

    /**
     * In the plan itself.
     *
     * @param value Markdown with marks of readings, as the text of a request
     */
    public record Text(String value) implements Source {}

    /**
     * In a file beside the plan's own.
     *
     * @param path below the plan's folder, its names parted by {@code /}
     */
    public record Beside(String path) implements Source {}

    /** Read as the book is. */
    public static PlannedChapter of(String title, String text) {
        return new PlannedChapter(
                title,
                Optional.empty(),
                Optional.of(new Text(text)),
                Optional.empty(),
                Role.UNCHOSEN,
                BookPauses.UNCHOSEN);
    }

    public boolean isRead() {
        return skip.isEmpty();
    }

    /**
     * What is to be said.
     *
     * @throws IllegalStateException if it stands in a file, or nowhere
     */
    public String text() {
        if (source.isPresent() && source.get() instanceof Text(String value)) {
            return value;
        }
        throw new IllegalStateException("the text of a chapter is not in the plan");
    }

    /** The same with its words from elsewhere. */
    public PlannedChapter from(Source other) {
        return new PlannedChapter(title, part, Optional.of(other), skip, role, pauses);
    }
}
