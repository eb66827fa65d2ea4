package voxfarm.common.book;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;

/**
 * The ids of a book's chapters: {@code <book>.c0001} and so on, so that whoever hears of a
 * chapter's end knows the book without asking for it.
 */
public final class ChapterIds {
    /** Characters of a book's id, which the ids of its chapters and of its replays go beyond. */
    public static final int MAX_BOOK_ID = 116;

    private static final String BOOK_LABEL = "book";
    private static final String ACCEPTANCE_LABEL = "acceptance";
    private static final String MARK = ".c";
    private static final int LEAST_DIGITS = 4;
    private static final int MOST_DIGITS = 5;

    private ChapterIds() {}

    /**
     * The id of a chapter.
     *
     * @param number from 1
     */
    public static RequestId of(RequestId book, int number) {
        return new RequestId(String.format(Locale.ROOT, "%s.c%04d", book, number));
    }

    /**
     * The name of a chapter in feeds: the same while its book is made and afterwards, or players
     * would take it for two.
     *
     * @param number from 1
     */
    public static String episode(RequestId book, AcceptedBy acceptedBy, int number) {
        return of(book, number) + "-" + acceptedBy.tag();
    }

    /**
     * Whether chapters can be named after it.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if not
     */
    public static void check(RequestId book) {
        if (book.value().length() > MAX_BOOK_ID || book.value().endsWith(".")) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected the id of a book to have at most %d characters and not to end with a"
                            + " dot, was %s",
                    MAX_BOOK_ID,
                    book);
        }
    }

    /**
     * The labels of a chapter's request. The chapters of an earlier book of that id are never taken
     * for this one's.
     */
    public static Map<String, String> labels(AcceptedRequest book, int number) {
        return Map.of(
                BOOK_LABEL,
                book.id().value(),
                "chapter",
                String.valueOf(number),
                ACCEPTANCE_LABEL,
                book.acceptedBy().tag());
    }

    /** Whether a request is a chapter of that book, and not another's of such an id. */
    public static boolean isOf(AcceptedRequest book, AcceptedRequest chapter) {
        return book.id().value().equals(chapter.labels().get(BOOK_LABEL))
                && book.acceptedBy().tag().equals(chapter.labels().get(ACCEPTANCE_LABEL));
    }

    /** The book whose chapter an id may name; empty if it is no chapter's. */
    public static Optional<RequestId> bookOf(RequestId chapter) {
        return numberOf(chapter).isPresent()
                ? Optional.of(new RequestId(chapter.value().substring(0, mark(chapter))))
                : Optional.empty();
    }

    /** Which chapter an id names, from 1; empty if it is none. */
    public static OptionalInt numberOf(RequestId chapter) {
        int mark = mark(chapter);
        if (mark < 1 || chapter.value().charAt(mark - 1) == '.') {
            return OptionalInt.empty();
        }
        String digits = chapter.value().substring(mark + MARK.length());
        if (digits.length() < LEAST_DIGITS
                || digits.length() > MOST_DIGITS
                || (digits.length() > LEAST_DIGITS && digits.charAt(0) == '0')
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(digits);
        return number >= 1 && number <= AcceptedBook.MOST_CHAPTERS
                ? OptionalInt.of(number)
                : OptionalInt.empty();
    }

    private static int mark(RequestId chapter) {
        return chapter.value().lastIndexOf(MARK);
    }
}
