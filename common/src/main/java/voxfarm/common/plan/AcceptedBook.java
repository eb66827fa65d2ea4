package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/**
 * What makes a request a book: its plan is a {@code StoredBook}, and its chapters are requests of
 * their own.
 *
 * @param title for lists
 * @param chapters how many texts are read, each by a request of its own, from 1
 * @param window how many of them are under way at once; chapter {@code n + window} follows chapter
 *     {@code n}
 * @param heard how many chapters a listener hears: in some of them several requests speak in turns
 */
public record AcceptedBook(String title, int chapters, int window, int heard) {
    /** Of one book. */
    public static final int MOST_CHAPTERS = 10_000;

    private static final String MEMBER = "book";

    public AcceptedBook {
        if (chapters < 1 || chapters > MOST_CHAPTERS || window < 1) {
            throw new IllegalArgumentException(
                    "book: expected 1 to "
                            + MOST_CHAPTERS
                            + " chapters and a window of at least 1, were "
                            + chapters
                            + " and "
                            + window);
        }
        if (heard < 1 || heard > chapters) {
            throw new IllegalArgumentException(
                    "book: expected 1 to " + chapters + " chapters to be heard, were " + heard);
        }
    }

    /** Each request is a chapter. */
    public AcceptedBook(String title, int chapters, int window) {
        this(title, chapters, window, chapters);
    }

    /** Writes the member {@code book}. */
    public void write(ObjectNode into) {
        ObjectNode book =
                Json.object().put("title", title).put("chapters", chapters).put("window", window);
        if (heard != chapters) {
            book.put("heard", heard);
        }
        into.set(MEMBER, book);
    }

    /** Empty of a request that is no book; problems go to the fields' collector. */
    public static Optional<AcceptedBook> read(Fields fields) {
        return fields.optionalObject(MEMBER).map(AcceptedBook::readMembers);
    }

    private static AcceptedBook readMembers(Fields book) {
        long chapters = book.integer("chapters", 1, MOST_CHAPTERS);
        return new AcceptedBook(
                book.text("title"),
                (int) chapters,
                (int) book.integer("window", 1, Integer.MAX_VALUE),
                book.optionalInteger("heard", 1, chapters).orElse(chapters).intValue());
    }
}
