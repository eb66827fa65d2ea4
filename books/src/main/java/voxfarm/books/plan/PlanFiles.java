package voxfarm.books.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.files.FileFailure;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;
import voxfarm.common.tags.CoverImage;
import voxfarm.common.text.TextDecoder;

/**
 * Plans in files: YAML or JSON by the name, the texts of chapters in them or in files of a folder
 * beside them. A plan reads nothing outside of its own folder, links included.
 */
public final class PlanFiles {
    /** As a book's own file: the longest book, in any encoding. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int MOST_SHEET_BYTES = 1 << 20;
    private static final int LONGEST_NAME = 60;

    /** Members of a plan's file that say what is made of it, and are none of the plan. */
    public static final Set<String> OF_THE_MAKING =
            Set.of(
                    "book_id",
                    "output",
                    "labels",
                    "not_before",
                    "deadline",
                    "callback",
                    PlanCover.MEMBER);

    /** Of a plan with its texts and picture. What is too long of those has a message of its own. */
    public static final JsonBudget BUDGET =
            new JsonBudget(
                    JsonBudget.DOCUMENT.tokens(),
                    JsonBudget.DOCUMENT.depth(),
                    JsonBudget.DOCUMENT.numberCharacters(),
                    JsonBudget.DOCUMENT.exponent(),
                    Math.max(2 * BookPlan.LONGEST_CHAPTER, PlanCover.MOST_CHARACTERS),
                    JsonBudget.DOCUMENT.nameCharacters());

    private PlanFiles() {}

    /** Whether a file is a plan, by its name. */
    public static boolean isPlan(Path file) {
        return isYaml(file) || isJson(file);
    }

    /** Whether a plan of that name is JSON. */
    public static boolean isJson(Path file) {
        return name(file).endsWith(".json");
    }

    private static boolean isYaml(Path file) {
        return name(file).endsWith(".yml") || name(file).endsWith(".yaml");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    /**
     * A plan with all its texts.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} with every problem, in YAML with its line
     */
    public static BookPlan read(Path file) {
        return read(file, Json.object());
    }

    /**
     * The document that a farm takes: the plan with its texts and its picture, and what is to be
     * made of it.
     *
     * @throws VoxfarmException as {@link #read}, and as {@link #cover}
     */
    public static ObjectNode document(Path file) {
        ObjectNode making = Json.object();
        BookPlan plan = read(file, making);
        ObjectNode document = BookPlanCodec.write(plan);
        document.setAll(making);
        if (plan.about().cover().isPresent() && making.has(PlanCover.MEMBER)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: cover: expected one of cover and %s, found both",
                    file,
                    PlanCover.MEMBER);
        }
        cover(file, plan).ifPresent(picture -> PlanCover.put(picture, document));
        return document;
    }

    /**
     * The picture beside a plan; empty if it names none.
     *
     * @param plan as it was read of that file
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is none that we take
     */
    public static Optional<CoverImage> cover(Path file, BookPlan plan) {
        return plan.about().cover().map(name -> cover(file, name));
    }

    private static CoverImage cover(Path plan, String path) {
        try {
            byte[] bytes =
                    BoundedFile.read(
                            below(plan, path), CoverImage.MOST_BYTES, ErrorCode.INVALID_REQUEST);
            return CoverImage.of(bytes, Problems.quote(path));
        } catch (VoxfarmException e) {
            throw new VoxfarmException(e.code(), plan + ": cover: " + e.getMessage(), e);
        }
    }

    /**
     * @param making takes the members that are none of the plan
     */
    private static BookPlan read(Path file, ObjectNode making) {
        byte[] bytes = BoundedFile.readNamed(file, MOST_BYTES, ErrorCode.INVALID_REQUEST);
        PlanYaml.Read read = parsed(bytes, file);
        Problems problems = new Problems();
        for (String name : OF_THE_MAKING) {
            if (read.document().has(name)) {
                making.set(name, read.document().remove(name));
            }
        }
        castSheet(read.document(), file, problems);
        BookPlan plan = BookPlanCodec.read(read.document(), problems);
        BookPlan whole = problems.none() ? withTexts(plan, file, problems) : plan;
        if (!problems.none()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    problems.list().stream()
                            .map(one -> PlanYaml.withLine(one, file.toString(), read.lines()))
                            .toList());
        }
        return whole;
    }

    private static PlanYaml.Read parsed(byte[] bytes, Path file) {
        String name = file.toString();
        if (isYaml(file)) {
            return PlanYaml.read(
                    TextDecoder.decode(bytes, name, StandardCharsets.UTF_8).text(), name);
        }
        return new PlanYaml.Read(
                Json.readObject(bytes, BUDGET, name, ErrorCode.INVALID_REQUEST), Map.of());
    }

    /** A cast that names its own file is read from that. */
    private static void castSheet(ObjectNode document, Path file, Problems problems) {
        JsonNode cast = document.get("cast");
        if (cast == null || !cast.isTextual()) {
            return;
        }
        document.remove("cast");
        try {
            Path sheet = below(file, cast.textValue());
            byte[] bytes = BoundedFile.read(sheet, MOST_SHEET_BYTES, ErrorCode.INVALID_REQUEST);
            document.set("cast", parsed(bytes, sheet).document());
        } catch (VoxfarmException e) {
            problems.add("cast: " + e.getMessage());
        }
    }

    private static BookPlan withTexts(BookPlan plan, Path file, Problems problems) {
        List<PlannedChapter> chapters = new ArrayList<>();
        long characters = 0;
        for (PlannedChapter chapter : plan.chapters()) {
            PlannedChapter whole = chapter;
            if (chapter.source().orElse(null) instanceof PlannedChapter.Beside(String path)) {
                try {
                    whole = chapter.from(new PlannedChapter.Text(text(file, path, chapter)));
                } catch (VoxfarmException e) {
                    problems.add("chapters[" + chapters.size() + "].file: " + e.getMessage());
                }
            }
            characters +=
                    whole.source().orElse(null) instanceof PlannedChapter.Text(String text)
                            ? text.length()
                            : 0;
            if (characters > BookPlan.LONGEST_BOOK) {
                problems.add("chapters: " + BookPlanCodec.tooLong(characters));
                return plan;
            }
            chapters.add(whole);
        }
        return plan.with(chapters);
    }

    private static String text(Path plan, String path, PlannedChapter chapter) {
        Path file = below(plan, path);
        byte[] bytes =
                BoundedFile.read(file, 4L * BookPlan.LONGEST_CHAPTER, ErrorCode.INVALID_REQUEST);
        String text = TextDecoder.decode(bytes, path, null).text();
        if (text.length() > BookPlan.LONGEST_CHAPTER) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected at most %d characters, was %d; make two chapters of it",
                    path,
                    BookPlan.LONGEST_CHAPTER,
                    text.length());
        }
        if (chapter.isRead() && text.isBlank()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST, "%s: there is no text to read in it", path);
        }
        return text;
    }

    /** A file of the plan's folder, whatever links lead to. */
    private static Path below(Path plan, String path) {
        if (!BookPlanCodec.isBelow(path)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected a path below the plan's folder, was %s",
                    Problems.quote(path));
        }
        Path folder = Optional.ofNullable(plan.toAbsolutePath().getParent()).orElse(plan);
        try {
            Path real = folder.toRealPath().resolve(path).toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "%s: is a link that leads out of the plan's folder",
                        Problems.quote(path));
            }
            return real;
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    path + ": cannot be read: " + FileFailure.reason(e),
                    e);
        }
    }

    /** How a plan is written. */
    public enum Texts {
        /** In the plan's own file. */
        INLINE,

        /** In a folder of the plan's name beside it. */
        BESIDE
    }

    /**
     * Writes a plan that has all its texts; files of texts that are there already are overwritten.
     *
     * @param cover the picture, which is put into JSON and beside YAML; none if null
     * @param head lines of a remark at the top of YAML
     * @param remarks of chapters by their place, for YAML
     * @throws VoxfarmException {@code INVALID_REQUEST} if the plan is there already, which people
     *     may have edited, or cannot be written
     */
    public static void write(
            BookPlan plan,
            @Nullable CoverImage cover,
            Path file,
            Texts texts,
            List<String> head,
            Map<Integer, String> remarks) {
        if (Files.exists(file)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: is there already, and may have been edited; name another file, or remove"
                            + " it first",
                    file);
        }
        try {
            BookPlan written = texts == Texts.INLINE ? plan : beside(plan, file);
            ObjectNode document = BookPlanCodec.write(written);
            if (cover != null && isYaml(file)) {
                document.put("cover", beside(cover, file));
            } else if (cover != null) {
                PlanCover.put(cover, document);
            }
            byte[] bytes =
                    isYaml(file)
                            ? PlanYaml.write(document, head, remarks)
                                    .getBytes(StandardCharsets.UTF_8)
                            : Json.prettyBytes(document);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    file + ": cannot be written: " + FileFailure.reason(e),
                    e);
        }
    }

    private static Path folder(Path file) throws IOException {
        Path parent = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Files.createDirectories(parent.resolve(fileName(stem(file))));
        return parent;
    }

    /** Writes the picture; its name as a plan has it. */
    private static String beside(CoverImage cover, Path file) throws IOException {
        String path = fileName(stem(file)) + "/cover." + cover.kind().extension();
        Files.write(folder(file).resolve(path), cover.bytes());
        return path;
    }

    private static BookPlan beside(BookPlan plan, Path file) throws IOException {
        String folder = fileName(stem(file));
        Path parent = folder(file);
        List<PlannedChapter> chapters = new ArrayList<>();
        for (PlannedChapter chapter : plan.chapters()) {
            if (!(chapter.source().orElse(null) instanceof PlannedChapter.Text(String text))) {
                chapters.add(chapter);
                continue;
            }
            String path =
                    String.format(
                            Locale.ROOT,
                            "%s/%03d-%s.md",
                            folder,
                            chapters.size() + 1,
                            fileName(chapter.title()));
            Files.writeString(parent.resolve(path), text);
            chapters.add(chapter.from(new PlannedChapter.Beside(path)));
        }
        return plan.with(chapters);
    }

    /** A file's name without what stands behind its last dot. */
    public static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** Words of a book as the name of a file: letters and digits of any script. */
    public static String fileName(String words) {
        String name = words.replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "-").replaceAll("^-+|-+$", "");
        int end = Math.min(name.length(), LONGEST_NAME);
        if (end > 0 && end < name.length() && Character.isHighSurrogate(name.charAt(end - 1))) {
            end--;
        }
        return end == 0 ? "untitled" : name.substring(0, end);
    }
}
