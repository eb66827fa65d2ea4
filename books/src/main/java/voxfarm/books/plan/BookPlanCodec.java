package voxfarm.books.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import voxfarm.books.About;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.Expression;
import voxfarm.frontend.Reading;

/**
 * The plan document of schema 1 (docs/formats.md), the same in a file, by HTTP and in the bucket.
 * What nobody chose is not written. Members that are not known are refused, each with the nearest
 * known one: what somebody edited by hand must not be without effect.
 */
public final class BookPlanCodec {
    private static final Set<String> MEMBERS =
            Set.of(
                    "schema",
                    "title",
                    "author",
                    "authors",
                    "language",
                    "identifier",
                    "publisher",
                    "date",
                    "description",
                    "series",
                    "cover",
                    "voice",
                    "speaker",
                    "speed",
                    "pauses",
                    "seed",
                    "cast",
                    "dictionary",
                    "chapters");
    private static final Set<String> CHAPTER =
            Set.of("title", "part", "text", "file", "skip", "voice", "speaker", "speed", "pauses");
    static final int MOST_AUTHORS = 100;
    private static final int MOST_WORDS = 1000;

    /** Characters of a title, a name, a word. */
    static final int LONGEST_LINE = 1000;

    private static final int LONGEST_WORD = 200;
    static final int LONGEST_DESCRIPTION = 20_000;

    private BookPlanCodec() {}

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} with every problem, or {@code
     *     UNSUPPORTED_SCHEMA}
     */
    public static BookPlan read(byte[] document) {
        return read(Json.readObject(document, "book plan", ErrorCode.INVALID_REQUEST));
    }

    /** As the other, of a document already parsed. */
    public static BookPlan read(ObjectNode document) {
        Problems problems = new Problems();
        BookPlan plan = read(document, problems);
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        return plan;
    }

    /** As the other; the plan is a stand-in if there are problems. */
    static BookPlan read(ObjectNode document, Problems problems) {
        Fields fields = new Fields(document, problems);
        Schema.check(fields, "book plan");
        fields.refuseUnknown(MEMBERS);
        CastCodec.Sheet sheet = CastCodec.read(fields);
        Role narrator = PlanMembers.role(fields);
        if (!narrator.isUnchosen() && !sheet.narrator().isUnchosen()) {
            fields.problem(
                    "cast.narrator", "expected the narrator here or in voice, speaker and speed");
        }
        return new BookPlan(
                about(fields),
                narrator.isUnchosen() ? sheet.narrator() : narrator,
                PlanMembers.pauses(fields),
                sheet.cast(),
                dictionary(fields),
                fields.optionalInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                chapters(fields));
    }

    private static About about(Fields fields) {
        List<String> authors = new ArrayList<>(fields.texts("authors"));
        if (fields.has("author")) {
            if (!authors.isEmpty()) {
                fields.problem("author", "expected one of author and authors, found both");
            }
            line(fields, "author").ifPresent(authors::add);
        }
        if (authors.size() > MOST_AUTHORS || authors.stream().anyMatch(name -> !isLine(name))) {
            fields.problem(
                    "authors",
                    "expected at most "
                            + MOST_AUTHORS
                            + " names of 1 to "
                            + LONGEST_LINE
                            + " characters");
        }
        Optional<String> description = fields.optionalText("description");
        if (description.filter(text -> text.length() > LONGEST_DESCRIPTION).isPresent()) {
            fields.problem(
                    "description", "expected at most " + LONGEST_DESCRIPTION + " characters");
        }
        return new About(
                line(fields, "title"),
                authors,
                line(fields, "language"),
                line(fields, "identifier"),
                line(fields, "publisher"),
                line(fields, "date"),
                description.filter(text -> !text.isBlank()),
                line(fields, "series"),
                line(fields, "cover"));
    }

    private static Optional<String> line(Fields fields, String name) {
        Optional<String> text = fields.optionalText(name);
        if (text.filter(one -> !isLine(one)).isPresent()) {
            fields.problem(name, "expected 1 to " + LONGEST_LINE + " characters on one line");
        }
        return text;
    }

    private static boolean isLine(String text) {
        return !text.isBlank()
                && text.length() <= LONGEST_LINE
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static List<Expression.Pronunciation> dictionary(Fields fields) {
        List<Expression.Pronunciation> words = new ArrayList<>();
        Map<String, String> entries = fields.textMap("dictionary");
        if (entries.size() > MOST_WORDS) {
            fields.problem("dictionary", "expected at most " + MOST_WORDS + " words");
            return words;
        }
        entries.forEach((word, reading) -> {
            if (word.isBlank() || word.length() > LONGEST_WORD) {
                fields.problem(
                        "dictionary", "expected words of 1 to " + LONGEST_WORD + " characters");
            } else if (!reading.isEmpty()) { // what is empty was told already
                checkReading(fields, word, reading);
            }
            words.add(new Expression.Pronunciation(word, reading));
        });
        return words;
    }

    private static void checkReading(Fields fields, String word, String reading) {
        try {
            Reading.of(word, reading);
        } catch (VoxfarmException e) {
            fields.problem("dictionary." + word, String.valueOf(e.getMessage()));
        }
    }

    private static List<PlannedChapter> chapters(Fields fields) {
        List<Fields> items = fields.objects("chapters");
        List<PlannedChapter> chapters = new ArrayList<>();
        if (items.size() > BookPlan.MOST_CHAPTERS) {
            fields.problem(
                    "chapters",
                    "expected at most " + BookPlan.MOST_CHAPTERS + ", was " + items.size());
            return chapters;
        }
        long characters = 0;
        for (Fields item : items) {
            PlannedChapter chapter = chapter(item);
            chapters.add(chapter);
            characters +=
                    chapter.source().orElse(null) instanceof PlannedChapter.Text(String text)
                            ? text.length()
                            : 0;
        }
        if (characters > BookPlan.LONGEST_BOOK) {
            fields.problem("chapters", tooLong(characters));
        }
        if (chapters.stream().noneMatch(PlannedChapter::isRead)) {
            fields.problem("chapters", "expected one at least that is read");
        }
        return chapters;
    }

    /** Why texts together are refused. */
    static String tooLong(long characters) {
        return "expected at most "
                + BookPlan.LONGEST_BOOK
                + " characters of text together, was "
                + characters
                + "; make volumes of the book";
    }

    private static PlannedChapter chapter(Fields item) {
        item.refuseUnknown(CHAPTER);
        String title = item.text("title");
        if (item.has("title") && !isLine(title)) {
            item.problem("title", "expected 1 to " + LONGEST_LINE + " characters on one line");
        }
        Optional<String> skip = skip(item);
        Optional<PlannedChapter.Source> source = source(item, skip.isPresent());
        return new PlannedChapter(
                title,
                line(item, "part"),
                source,
                skip,
                PlanMembers.role(item),
                PlanMembers.pauses(item));
    }

    /** A reason, or a flag: what people write who have none. */
    private static Optional<String> skip(Fields item) {
        if (item.member("skip").filter(node -> node.isBoolean()).isPresent()) {
            return item.optionalFlag("skip").filter(flag -> flag).map(_ -> "as asked");
        }
        return line(item, "skip");
    }

    private static Optional<PlannedChapter.Source> source(Fields item, boolean skipped) {
        Optional<String> text = item.optionalText("text");
        Optional<String> file = item.optionalText("file");
        if (text.isPresent() && file.isPresent()) {
            item.problem("file", "expected one of text and file, found both");
        }
        if (text.filter(words -> words.length() > BookPlan.LONGEST_CHAPTER).isPresent()) {
            item.problem(
                    "text",
                    "expected at most "
                            + BookPlan.LONGEST_CHAPTER
                            + " characters, was "
                            + text.get().length()
                            + "; make two chapters of it");
        }
        if (file.isPresent() && !isBelow(file.get())) {
            item.problem(
                    "file",
                    "expected a path below the plan's folder, such as book/001-one.md, was "
                            + Problems.quote(file.get()));
        }
        if (!skipped && file.isEmpty() && text.filter(words -> !words.isBlank()).isEmpty()) {
            item.problem("text", "expected a text or a file with it, or skip with a reason");
        }
        return file.<PlannedChapter.Source>map(PlannedChapter.Beside::new)
                .or(() -> text.map(PlannedChapter.Text::new));
    }

    /** Whether a path leads nowhere else, whatever the system that reads it. */
    static boolean isBelow(String path) {
        if (!isLine(path) || path.indexOf('\\') >= 0 || path.indexOf(':') >= 0) {
            return false;
        }
        for (String step : path.split("/", -1)) {
            if (step.isBlank() || step.equals(".") || step.equals("..")) {
                return false;
            }
        }
        return true;
    }

    /** The document; texts are in it where they are in the plan. */
    public static ObjectNode write(BookPlan plan) {
        ObjectNode document = Json.object();
        document.put("schema", Schema.VERSION);
        About about = plan.about();
        about.title().ifPresent(value -> document.put("title", value));
        if (!about.authors().isEmpty()) {
            ArrayNode authors = document.putArray("authors");
            about.authors().forEach(authors::add);
        }
        about.language().ifPresent(value -> document.put("language", value));
        about.identifier().ifPresent(value -> document.put("identifier", value));
        about.publisher().ifPresent(value -> document.put("publisher", value));
        about.date().ifPresent(value -> document.put("date", value));
        about.description().ifPresent(value -> document.put("description", value));
        about.series().ifPresent(value -> document.put("series", value));
        about.cover().ifPresent(value -> document.put("cover", value));
        PlanMembers.write(plan.narrator(), document);
        PlanMembers.write(plan.pauses(), document);
        plan.seed().ifPresent(value -> document.put("seed", value));
        CastCodec.write(plan.cast(), document);
        if (!plan.dictionary().isEmpty()) {
            ObjectNode words = document.putObject("dictionary");
            plan.dictionary().forEach(entry -> words.put(entry.word(), entry.reading()));
        }
        ArrayNode chapters = document.putArray("chapters");
        plan.chapters().forEach(chapter -> write(chapter, chapters.addObject()));
        return document;
    }

    private static void write(PlannedChapter chapter, ObjectNode into) {
        into.put("title", chapter.title());
        chapter.part().ifPresent(value -> into.put("part", value));
        chapter.skip().ifPresent(value -> into.put("skip", value));
        PlanMembers.write(chapter.role(), into);
        PlanMembers.write(chapter.pauses(), into);
        chapter.source()
                .ifPresent(source -> {
                    switch (source) {
                        case PlannedChapter.Text(String value) -> into.put("text", value);
                        case PlannedChapter.Beside(String path) -> into.put("file", path);
                    }
                });
    }
}
