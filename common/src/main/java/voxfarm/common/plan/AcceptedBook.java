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
 * @param chapters how many are read, from 1
 * @param window how many of them are under way at once; chapter {@code n + window} follows chapter
 *     {@code n}
 */
public record AcceptedBook(String title, int chapters, int window) {
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
    }

    /** Writes the member {@code book}. */
    public void write(ObjectNode into) {
        into.set(
                MEMBER,
                Json.object().put("title", title).put("chapters", chapters).put("window", window));
    }

    /** Empty of a request that is no book; problems go to the fields' collector. */
    public static Optional<AcceptedBook> read(Fields fields) {
        return fields.optionalObject(MEMBER)
                .map(book ->
                        new AcceptedBook(
                                book.text("title"),
                                (int) book.integer("chapters", 1, MOST_CHAPTERS),
                                (int) book.integer("window", 1, Integer.MAX_VALUE)));
    }
}
