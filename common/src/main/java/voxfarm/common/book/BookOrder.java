package voxfarm.common.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.common.plan.Warning;
import voxfarm.common.tags.BookTags;

/**
 * A book as it came in at a door, all of it in memory: whoever reads one bounds it.
 *
 * @param bodySha256 of what was submitted, without its id: two submissions with equal hashes ask
 *     for the same book
 * @param about with its picture, if there is one
 * @param request members that the requests of all chapters have, as of a request document: {@code
 *     model_id}, {@code speaker}, {@code seed} and so on, but no text, lane or output; and {@link
 *     #SPEED}
 * @param notBefore earliest time to speak
 * @param deadline after which nobody wants it any more
 * @param labels the caller's own notes, carried through unread
 * @param warnings what of it its caller may want to mend
 * @param callback who is told of the book's end; where it is empty a door may put in that of the
 *     caller's key
 * @param chapters the texts that are spoken, each by a request of its own
 * @param heard the chapters as they are heard, of the requests by their numbers from 1; where none
 *     are given, each of the others is one
 */
public record BookOrder(
        String bodySha256,
        BookTags about,
        BookOutput output,
        ObjectNode request,
        Optional<Instant> notBefore,
        Optional<Instant> deadline,
        Map<String, String> labels,
        List<Warning> warnings,
        Optional<CallbackUrl> callback,
        List<Chapter> chapters,
        List<HeardChapter> heard) {
    /** A member of a request: so many times faster than the voice is otherwise, 0.5 to 2. */
    public static final String SPEED = "speed";

    /** Behind a chapter whose order says nothing of it. */
    public static final double DEFAULT_PAUSE_SECONDS = 2.5;

    /** UTF-8 bytes of the texts of all chapters. */
    public static final long MOST_TEXT_BYTES = 64L << 20;

    /** UTF-8 bytes of the text of a chapter: some days of speech. */
    public static final int MOST_CHAPTER_BYTES = 8 << 20;

    /**
     * A chapter that is to be read, or what one role says in it.
     *
     * @param title of the chapter
     * @param text as the text of a request
     * @param pauseAfterSeconds silence behind it in the file of the whole book, 0 to 10
     * @param request members in place of the book's; empty if there are none
     */
    public record Chapter(
            String title, String text, double pauseAfterSeconds, Optional<ObjectNode> request) {}

    public BookOrder {
        labels = Map.copyOf(labels);
        warnings = List.copyOf(warnings);
        chapters = List.copyOf(chapters);
        heard = List.copyOf(heard);
    }

    /** With somebody who is told where it names nobody. */
    public BookOrder orCallback(CallbackUrl usual) {
        return new BookOrder(
                bodySha256,
                about,
                output,
                request,
                notBefore,
                deadline,
                labels,
                warnings,
                callback.or(() -> Optional.of(usual)),
                chapters,
                heard);
    }

    /**
     * Which chapter, as it is heard, a request belongs to.
     *
     * @param request number of it, from 1
     * @return from 1
     */
    public int heardNumberOf(int request) {
        return heard.isEmpty() ? request : HeardChapter.numberOf(heard, request);
    }

    /** How many chapters are heard. */
    public int heardChapters() {
        return heard.isEmpty() ? chapters.size() : heard.size();
    }
}
