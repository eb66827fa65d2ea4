package voxfarm.common.book;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/**
 * What stands on a book's title page, for the tags of its files. No text is longer than {@link
 * #MOST_CHARACTERS}, a description not longer than {@link #MOST_DESCRIPTION}.
 *
 * @param language a tag of BCP 47
 * @param date as the book has it: a year, or a day in ISO 8601
 */
public record BookAbout(
        String title,
        List<String> authors,
        Optional<String> narrator,
        Optional<String> series,
        Optional<String> language,
        Optional<String> date,
        Optional<String> publisher,
        Optional<String> identifier,
        Optional<String> description) {
    /** UTF-16 units of one text. */
    public static final int MOST_CHARACTERS = 1000;

    /** UTF-16 units. */
    public static final int MOST_DESCRIPTION = 20_000;

    private static final int MOST_AUTHORS = 100;

    public BookAbout {
        authors = List.copyOf(authors);
    }

    /** Of a book of which no more is known. */
    public static BookAbout titled(String title) {
        return new BookAbout(
                title,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** As members of a document; those that are not known are left out. */
    public ObjectNode toJson() {
        ObjectNode node = Json.object().put("title", title);
        if (!authors.isEmpty()) {
            ArrayNode names = node.putArray("authors");
            authors.forEach(names::add);
        }
        narrator.ifPresent(text -> node.put("narrator", text));
        series.ifPresent(text -> node.put("series", text));
        language.ifPresent(text -> node.put("language", text));
        date.ifPresent(text -> node.put("date", text));
        publisher.ifPresent(text -> node.put("publisher", text));
        identifier.ifPresent(text -> node.put("identifier", text));
        description.ifPresent(text -> node.put("description", text));
        return node;
    }

    /** Problems go to the fields' collector. */
    public static BookAbout read(Fields fields) {
        List<String> authors = fields.texts("authors");
        if (authors.size() > MOST_AUTHORS
                || authors.stream().anyMatch(name -> name.length() > MOST_CHARACTERS)) {
            fields.problem(
                    "authors",
                    "expected at most "
                            + MOST_AUTHORS
                            + " names of at most "
                            + MOST_CHARACTERS
                            + " characters");
            authors = List.of();
        }
        Function<String, Optional<String>> text =
                name -> bounded(fields, name, fields.optionalText(name), MOST_CHARACTERS);
        return new BookAbout(
                bounded(fields, "title", Optional.of(fields.text("title")), MOST_CHARACTERS)
                        .orElse(""),
                authors,
                text.apply("narrator"),
                text.apply("series"),
                text.apply("language"),
                text.apply("date"),
                text.apply("publisher"),
                text.apply("identifier"),
                bounded(
                        fields,
                        "description",
                        fields.optionalText("description"),
                        MOST_DESCRIPTION));
    }

    private static Optional<String> bounded(
            Fields fields, String name, Optional<String> text, int most) {
        if (text.isPresent() && text.get().length() > most) {
            fields.problem(
                    name, "expected at most " + most + " characters, were " + text.get().length());
            return Optional.empty();
        }
        return text;
    }
}
