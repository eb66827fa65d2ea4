package voxfarm.books;

import java.util.List;
import java.util.Optional;

/**
 * What a book's file tells about the book.
 *
 * @param title empty if the file has none
 * @param authors in the order of the title page
 * @param language as the file says, such as {@code en-GB} or {@code zh}
 * @param identifier such as an ISBN or a UUID
 * @param description without marks
 * @param series with its number, where the file says both: {@code Barchester 2}
 * @param cover name of the picture in the archive
 */
public record About(
        Optional<String> title,
        List<String> authors,
        Optional<String> language,
        Optional<String> identifier,
        Optional<String> publisher,
        Optional<String> date,
        Optional<String> description,
        Optional<String> series,
        Optional<String> cover) {
    public About {
        authors = List.copyOf(authors);
    }

    /** The same with another picture; none if empty. */
    public About with(Optional<String> picture) {
        return new About(
                title,
                authors,
                language,
                identifier,
                publisher,
                date,
                description,
                series,
                picture);
    }

    /** Of a file that tells nothing but perhaps its title. */
    public static About titled(Optional<String> title) {
        return of(title, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Of a file that is no publication, and knows neither publisher nor cover. */
    public static About of(
            Optional<String> title,
            List<String> authors,
            Optional<String> language,
            Optional<String> date,
            Optional<String> description) {
        return new About(
                title,
                authors,
                language,
                Optional.empty(),
                Optional.empty(),
                date,
                description,
                Optional.empty(),
                Optional.empty());
    }
}
