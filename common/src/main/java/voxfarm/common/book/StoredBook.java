package voxfarm.common.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.voice.VoiceId;

/**
 * The plan of a book as it was accepted: {@code requests/<id>/plan-<sha256>.json}. All its requests
 * are made from this and from the texts that it names.
 *
 * @param request members that the requests of all chapters have
 * @param voices of every voice that speaks in it
 * @param chapters those that are read, in order; at least one
 */
public record StoredBook(
        BookAbout about,
        BookOutput output,
        ObjectNode request,
        Map<VoiceId, VoicePin> voices,
        List<StoredChapter> chapters) {
    public StoredBook {
        voices = Map.copyOf(voices);
        chapters = List.copyOf(chapters);
        if (chapters.isEmpty() || chapters.size() > AcceptedBook.MOST_CHAPTERS) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "chapters: expected 1 to %d, were %d",
                    AcceptedBook.MOST_CHAPTERS,
                    chapters.size());
        }
    }

    /**
     * A chapter.
     *
     * @param number from 1
     */
    public StoredChapter chapter(int number) {
        return chapters.get(number - 1);
    }

    /** Members of the request of a chapter but its text: the book's, then its own. */
    public ObjectNode requestOf(StoredChapter chapter) {
        return merged(request, chapter.request());
    }

    /** The members of one document, and those of another in their place. */
    static ObjectNode merged(ObjectNode base, Optional<ObjectNode> over) {
        ObjectNode all = base.deepCopy();
        over.ifPresent(all::setAll);
        return all;
    }

    /** By voice, in the order of their names. */
    Map<VoiceId, VoicePin> voicesInOrder() {
        Map<VoiceId, VoicePin> sorted = new LinkedHashMap<>();
        voices.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
