package voxfarm.books;

import java.util.List;

/**
 * A book in reading order.
 *
 * @param format such as {@code EPUB 3}, {@code plain text}
 * @param chapters those too that are not read, each with its reason
 * @param notes for a person: what the reader of the file decided or could not use
 */
public record Book(String format, About about, List<Chapter> chapters, List<String> notes) {
    public Book {
        chapters = List.copyOf(chapters);
        notes = List.copyOf(notes);
    }

    /** Those that are read. */
    public List<Chapter> read() {
        return chapters.stream().filter(chapter -> chapter.leftOut().isEmpty()).toList();
    }
}
