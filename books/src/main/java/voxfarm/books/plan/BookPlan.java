package voxfarm.books.plan;

import java.util.List;
import java.util.Optional;
import voxfarm.books.About;
import voxfarm.books.Book;
import voxfarm.common.plan.Expression;
import voxfarm.common.voice.VoiceId;

/**
 * A book as it shall be made.
 *
 * @param about what stands on its title page; the cover is a file beside the plan
 * @param narrator who reads what nobody else does, and how fast
 * @param pauses between its parts
 * @param cast who speaks besides
 * @param dictionary of the book, before all other dictionaries; up to 1000 words
 * @param seed of all its noise
 * @param chapters in the order of reading, those too that are skipped; one at least is read
 */
public record BookPlan(
        About about,
        Role narrator,
        BookPauses pauses,
        Cast cast,
        List<Expression.Pronunciation> dictionary,
        Optional<Long> seed,
        List<PlannedChapter> chapters) {
    /** Of a plan. */
    public static final int MOST_CHAPTERS = 10_000;

    /** UTF-16 units of a chapter's text. */
    public static final int LONGEST_CHAPTER = 1 << 20;

    /** UTF-16 units of all texts together: some hundred hours of speech. */
    public static final int LONGEST_BOOK = 1 << 24;

    public BookPlan {
        dictionary = List.copyOf(dictionary);
        chapters = List.copyOf(chapters);
    }

    /** Of a book's file as it is: its chapters, and why some are left out. */
    public static BookPlan of(Book book) {
        return PlanOfBook.of(book);
    }

    /** Those that are read. */
    public List<PlannedChapter> read() {
        return chapters.stream().filter(PlannedChapter::isRead).toList();
    }

    /** Who narrates a chapter. */
    public Role narrator(PlannedChapter chapter) {
        return chapter.role().within(narrator);
    }

    /** Of a chapter. */
    public BookPauses pauses(PlannedChapter chapter) {
        return chapter.pauses().orElse(pauses);
    }

    /** The same, narrated by another voice where it names none. */
    public BookPlan orVoice(Optional<VoiceId> voice) {
        return new BookPlan(
                about,
                new Role(narrator.voice().or(() -> voice), narrator.speaker(), narrator.speed()),
                pauses,
                cast,
                dictionary,
                seed,
                chapters);
    }

    /** The same with other chapters. */
    public BookPlan with(List<PlannedChapter> others) {
        return new BookPlan(about, narrator, pauses, cast, dictionary, seed, others);
    }
}
