package voxfarm.common.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.store.ObjectKey;

/**
 * A file that a book became, in the bucket.
 *
 * @param key below {@code books/<id>/}
 * @param sha256 of its bytes, 64 hexadecimal digits
 * @param chapter which one it is of, from 1; empty of one of the whole book
 * @param durationSeconds of what is heard; empty of what is not sound
 * @param levels before coding; empty of what is not sound
 */
public record BookFile(
        Kind kind,
        ObjectKey key,
        String contentType,
        long bytes,
        String sha256,
        OptionalInt chapter,
        Optional<Double> durationSeconds,
        Optional<AudioLevels> levels) {
    private static final int MICROSECONDS = 6;

    /** What a file is for. */
    public enum Kind {
        /** All chapters in one sound file. */
        BOOK("book"),
        /** One chapter. */
        CHAPTER("chapter"),
        /** From what, how and by what all was made. */
        MANIFEST("manifest"),
        /** Text and sound together, to read along. */
        EPUB("epub"),
        /** A list of the chapters for players of podcasts. */
        FEED("feed"),
        /** The picture. */
        COVER("cover"),
        /** What is said when. */
        SUBTITLES("subtitles"),
        /** When each word is heard. */
        TIMINGS("timings");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        static Optional<Kind> ofWireName(String name) {
            return Arrays.stream(values()).filter(kind -> kind.wireName.equals(name)).findFirst();
        }
    }

    /** As an item of a list. */
    public ObjectNode toJson() {
        ObjectNode node =
                Json.object()
                        .put("kind", kind.wireName())
                        .put("key", key.value())
                        .put("content_type", contentType)
                        .put("bytes", bytes)
                        .put("sha256", sha256);
        chapter.ifPresent(number -> node.put("chapter", number));
        durationSeconds.ifPresent(seconds ->
                node.put(
                        "duration_s",
                        BigDecimal.valueOf(seconds)
                                .setScale(MICROSECONDS, RoundingMode.HALF_EVEN)));
        levels.ifPresent(measured -> measured.write(node));
        return node;
    }

    /**
     * The member {@code files}; problems go to the fields' collector. Files of kinds that a later
     * build makes are passed over.
     */
    public static List<BookFile> read(Fields fields) {
        return fields.objects("files").stream().flatMap(item -> readOne(item).stream()).toList();
    }

    private static Optional<BookFile> readOne(Fields item) {
        Optional<Kind> kind = Kind.ofWireName(item.text("kind"));
        return kind.map(known -> readOne(known, item));
    }

    private static BookFile readOne(Kind kind, Fields item) {
        Optional<Long> chapter = item.optionalInteger("chapter", 1, AcceptedBook.MOST_CHAPTERS);
        return new BookFile(
                kind,
                item.parsed("key", ObjectKey::new, new ObjectKey("none")),
                item.text("content_type"),
                item.integer("bytes", 0, Long.MAX_VALUE),
                item.text("sha256"),
                chapter.map(number -> OptionalInt.of(number.intValue()))
                        .orElse(OptionalInt.empty()),
                item.optionalNumber("duration_s", 0, Double.MAX_VALUE),
                AudioLevels.read(item));
    }
}
