package voxfarm.common.tags;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/**
 * What the files of a made book say of it: its players' shelves, and whoever publishes it. Control
 * characters and characters that no XML can hold are taken for spaces.
 *
 * @param title not blank, up to 1000 characters, as all others but the description
 * @param authors in the order of the title page
 * @param narrator whose voice reads
 * @param series with its number, where there is one: {@code Barchester 2}
 * @param language as BCP 47 has it, such as {@code en-GB}
 * @param date a year, a month or a day of publication, as ISO 8601 writes it; kept as it is
 * @param description up to 20,000 characters
 * @param identifier such as an ISBN or a UUID
 * @throws VoxfarmException {@code INVALID_REQUEST} if the title is blank, or one is too long
 */
public record BookTags(
        String title,
        List<String> authors,
        Optional<String> narrator,
        Optional<String> series,
        Optional<String> language,
        Optional<String> date,
        Optional<String> description,
        Optional<String> publisher,
        Optional<String> identifier,
        Optional<CoverImage> cover) {
    public static final String GENRE = "Audiobook";

    /** Says in every file that nobody spoke it: law asks for it, and listeners want to know. */
    public static final String MACHINE_SPEECH =
            "The speech in this recording was made by a machine (text-to-speech by Voxfarm).";

    /** The same for programs: a tag of this name, whose value is {@code yes}. */
    public static final String MACHINE_SPEECH_TAG = "SYNTHETIC_SPEECH";

    private static final int LONGEST = 1000;
    private static final int LONGEST_DESCRIPTION = 20_000;
    private static final Pattern NUMBERED =
            Pattern.compile(
                    "(.*?\\S)[\\s,;:#]+(?:(?:book|vol\\.?|no\\.?)\\s*)?(\\d{1,4}(?:\\.\\d)?)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern YEAR = Pattern.compile("(\\d{4})(?:\\D.*)?", Pattern.DOTALL);

    public BookTags {
        title = checked("title", title, LONGEST);
        if (title.isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "title: expected the name of the book, was blank");
        }
        authors =
                authors.stream()
                        .map(author -> checked("authors", author, LONGEST))
                        .filter(author -> !author.isEmpty())
                        .toList();
        narrator = checked("narrator", narrator, LONGEST);
        series = checked("series", series, LONGEST);
        language = checked("language", language, LONGEST);
        date = checked("date", date, LONGEST);
        description = checked("description", description, LONGEST_DESCRIPTION);
        publisher = checked("publisher", publisher, LONGEST);
        identifier = checked("identifier", identifier, LONGEST);
    }

    private static Optional<String> checked(String what, Optional<String> text, int most) {
        return text.map(value -> checked(what, value, most)).filter(value -> !value.isEmpty());
    }

    private static String checked(String what, String text, int most) {
        String clean = clean(text);
        if (clean.length() > most) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected at most %d characters, was %d",
                    what,
                    most,
                    clean.length());
        }
        return clean;
    }

    /** A text with spaces for what tags and XML cannot hold, and none at its ends. */
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(isPlain(c) ? c : ' '));
        return clean.toString().strip();
    }

    private static boolean isPlain(int c) {
        if (c == '\n') {
            return true;
        }
        int type = Character.getType(c);
        return type != Character.CONTROL && type != Character.SURROGATE && (c & 0xfffe) != 0xfffe;
    }

    /** Of nothing but a title. */
    public static BookTags titled(String title) {
        return new BookTags(
                title,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same with a picture. */
    public BookTags with(CoverImage picture) {
        return withCover(Optional.of(picture));
    }

    /** The same, as it stands in documents: the picture is a file of its own. */
    public BookTags withoutCover() {
        return withCover(Optional.empty());
    }

    private BookTags withCover(Optional<CoverImage> picture) {
        return new BookTags(
                title,
                authors,
                narrator,
                series,
                language,
                date,
                description,
                publisher,
                identifier,
                picture);
    }

    /** As members of a document, without the picture; those that are not known are left out. */
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

    /** Problems go to the fields' collector; the value is a stand-in if there are any. */
    public static BookTags read(Fields fields) {
        try {
            return new BookTags(
                    fields.text("title"),
                    fields.texts("authors"),
                    fields.optionalText("narrator"),
                    fields.optionalText("series"),
                    fields.optionalText("language"),
                    fields.optionalText("date"),
                    fields.optionalText("description"),
                    fields.optionalText("publisher"),
                    fields.optionalText("identifier"),
                    Optional.empty());
        } catch (VoxfarmException e) {
            fields.problems().add(String.valueOf(e.getMessage()));
            return titled("Untitled");
        }
    }

    /** All authors as one text; empty if there are none. */
    public Optional<String> author() {
        return authors.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", authors));
    }

    /** The series without the book's number in it. */
    public Optional<String> seriesName() {
        return series.map(text -> {
            Matcher numbered = NUMBERED.matcher(text);
            return numbered.matches() ? numbered.group(1) : text;
        });
    }

    /** The book's number in its series, such as {@code 2} or {@code 2.5}. */
    public Optional<String> seriesPart() {
        return series.map(NUMBERED::matcher).filter(Matcher::matches).map(m -> m.group(2));
    }

    /** Four digits, if the date begins with a year. */
    public Optional<String> year() {
        return date.map(YEAR::matcher).filter(Matcher::matches).map(m -> m.group(1));
    }

    /** ISO 639-2 (three letters, of terminology), {@code und} if the language has none. */
    public String language3() {
        return language.map(
                        tag -> {
                            try {
                                return Locale.forLanguageTag(tag.replace('_', '-'))
                                        .getISO3Language();
                            } catch (MissingResourceException e) {
                                return "";
                            }
                        })
                .filter(code -> code.matches("[a-z]{3}"))
                .orElse("und");
    }
}
