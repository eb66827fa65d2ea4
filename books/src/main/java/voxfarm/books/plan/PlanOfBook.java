package voxfarm.books.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.books.About;
import voxfarm.books.Book;
import voxfarm.books.Chapter;
import voxfarm.books.ChapterText;
import voxfarm.books.LeftOut;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/** The plan of a book's file, within a plan's bounds whatever the file says. */
final class PlanOfBook {
    private PlanOfBook() {}

    static BookPlan of(Book book) {
        List<PlannedChapter> chapters = new ArrayList<>();
        long characters = 0;
        for (Chapter chapter : book.chapters()) {
            for (PlannedChapter one : chapters(chapter, book.about().language())) {
                chapters.add(one);
                characters +=
                        one.source().orElse(null) instanceof PlannedChapter.Text(String text)
                                ? text.length()
                                : 0;
            }
            if (characters > BookPlan.LONGEST_BOOK || chapters.size() > BookPlan.MOST_CHAPTERS) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "expected a book of at most %d characters and %d chapters; make volumes of"
                                + " it",
                        BookPlan.LONGEST_BOOK,
                        BookPlan.MOST_CHAPTERS);
            }
        }
        return new BookPlan(
                about(book.about()),
                Role.UNCHOSEN,
                BookPauses.UNCHOSEN,
                Cast.NONE,
                List.of(),
                Optional.empty(),
                chapters);
    }

    /** One, or as many as it must be cut into, between its paragraphs. */
    private static List<PlannedChapter> chapters(Chapter chapter, Optional<String> language) {
        String text = ChapterText.of(chapter, language);
        Optional<String> part = line(chapter.part());
        Optional<String> skip = chapter.leftOut().map(LeftOut::wireName);
        String title = line(Optional.of(chapter.title())).orElse("Untitled");
        List<PlannedChapter> chapters = new ArrayList<>();
        int at = 0;
        while (at < text.length() || chapters.isEmpty()) {
            int end = cut(text, at);
            String piece = text.substring(at, end);
            String number = at == 0 ? "" : " (" + (chapters.size() + 1) + ")";
            chapters.add(
                    new PlannedChapter(
                            title + number,
                            part,
                            piece.isBlank()
                                    ? Optional.empty()
                                    : Optional.of(new PlannedChapter.Text(piece)),
                            piece.isBlank() ? skip.or(() -> Optional.of("empty")) : skip,
                            Role.UNCHOSEN,
                            BookPauses.UNCHOSEN));
            at = end;
        }
        return chapters;
    }

    private static int cut(String text, int from) {
        if (text.length() - from <= BookPlan.LONGEST_CHAPTER) {
            return text.length();
        }
        int most = from + BookPlan.LONGEST_CHAPTER;
        int paragraph = text.lastIndexOf("\n\n", most - 2);
        if (paragraph > from) {
            return paragraph + 2;
        }
        return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    }

    private static About about(About about) {
        List<String> authors =
                about.authors().stream()
                        .limit(BookPlanCodec.MOST_AUTHORS)
                        .flatMap(author -> line(Optional.of(author)).stream())
                        .toList();
        return new About(
                line(about.title()),
                authors,
                line(about.language()),
                line(about.identifier()),
                line(about.publisher()),
                line(about.date()),
                about.description()
                        .map(text ->
                                Problems.shortened(text, BookPlanCodec.LONGEST_DESCRIPTION - 1))
                        .filter(text -> !text.isBlank()),
                line(about.series()),
                Optional.empty()); // it is in the book's file, and no file beside the plan
    }

    /** Words of a file on one line of bounded length; empty if nothing is left. */
    private static Optional<String> line(Optional<String> words) {
        return words.map(text ->
                        Problems.shortened(
                                text.replaceAll("[\\p{Cc}\\s]+", " ").strip(),
                                BookPlanCodec.LONGEST_LINE - 10))
                .filter(text -> !text.isBlank());
    }
}
