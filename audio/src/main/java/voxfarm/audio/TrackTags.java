package voxfarm.audio;

import java.util.LinkedHashMap;
import java.util.Map;
import voxfarm.common.tags.BookTags;

/**
 * What the file of one chapter says of itself.
 *
 * @param book that it belongs to
 * @param title of the chapter
 * @param number of the file among those of the book, from 1
 * @param of how many there are
 */
public record TrackTags(BookTags book, String title, int number, int of) {
    public TrackTags {
        title = BookTags.clean(title);
        if (number < 1 || of < number) {
            throw new IllegalArgumentException("chapter " + number + " of " + of);
        }
    }

    /** As Vorbis comments, by the names that players know. */
    Map<String, String> comments() {
        Map<String, String> comments = new LinkedHashMap<>();
        comments.put("TITLE", title);
        comments.put("TRACKNUMBER", String.valueOf(number));
        comments.put("TRACKTOTAL", String.valueOf(of));
        comments.put("ALBUM", book.title());
        book.author()
                .ifPresent(author -> {
                    comments.put("ARTIST", author);
                    comments.put("ALBUMARTIST", author);
                });
        book.narrator()
                .ifPresent(narrator -> {
                    comments.put("COMPOSER", narrator); // where shelves of audiobooks look for it
                    comments.put("NARRATOR", narrator);
                });
        book.seriesName().ifPresent(series -> comments.put("SERIES", series));
        book.seriesPart().ifPresent(part -> comments.put("SERIES-PART", part));
        book.date().ifPresent(date -> comments.put("DATE", date));
        book.language().ifPresent(language -> comments.put("LANGUAGE", language));
        book.publisher().ifPresent(publisher -> comments.put("PUBLISHER", publisher));
        comments.put("GENRE", BookTags.GENRE);
        comments.put("DESCRIPTION", BookTags.MACHINE_SPEECH);
        comments.put(BookTags.MACHINE_SPEECH_TAG, "yes");
        return comments;
    }
}
