package voxfarm.common.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.tags.BookTags;
import voxfarm.common.voice.VoiceId;

/**
 * The plan of a book as it was accepted: {@code requests/<id>/plan-<sha256>.json}. All its requests
 * are made from this and from the texts that it names.
 *
 * @param about without its picture
 * @param cover the picture; none if empty
 * @param request members that the requests of all chapters have
 * @param voices of every voice that speaks in it
 * @param chapters the texts that are spoken, each by a request of its own, in order; at least one
 * @param heard the chapters as they are heard; where none are given, each of the others is one
 */
public record StoredBook(
        BookTags about,
        Optional<StoredCover> cover,
        BookOutput output,
        ObjectNode request,
        Map<VoiceId, VoicePin> voices,
        List<StoredChapter> chapters,
        List<HeardChapter> heard) {
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
        heard = heard.isEmpty() ? singly(chapters) : List.copyOf(heard);
        HeardChapter.check(heard, chapters);
    }

    private static List<HeardChapter> singly(List<StoredChapter> chapters) {
        List<HeardChapter> heard = new ArrayList<>();
        for (StoredChapter chapter : chapters) {
            heard.add(
                    HeardChapter.whole(
                            chapter.title(), chapter.pauseAfterSeconds(), heard.size() + 1));
        }
        return List.copyOf(heard);
    }

    /** Whether each request is a chapter of its own. */
    boolean isHeardSingly() {
        return heard.equals(singly(chapters));
    }

    /**
     * Which chapter, as it is heard, a request belongs to.
     *
     * @param request number of it, from 1
     * @return from 1
     */
    public int heardNumberOf(int request) {
        return HeardChapter.numberOf(heard, request);
    }

    /**
     * What a request speaks.
     *
     * @param number of the request, from 1
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
