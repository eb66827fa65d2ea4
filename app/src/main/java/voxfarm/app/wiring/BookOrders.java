package voxfarm.app.wiring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import voxfarm.books.About;
import voxfarm.books.Book;
import voxfarm.books.plan.BookPauses;
import voxfarm.books.plan.BookPlan;
import voxfarm.books.plan.BookPlanCodec;
import voxfarm.books.plan.Casting;
import voxfarm.books.plan.ChapterScript;
import voxfarm.books.plan.PlanCost;
import voxfarm.books.plan.PlanCover;
import voxfarm.books.plan.PlanDocument;
import voxfarm.books.plan.PlanFiles;
import voxfarm.books.plan.PlannedChapter;
import voxfarm.books.plan.Role;
import voxfarm.books.read.BookFiles;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.book.BookOrder;
import voxfarm.common.book.BookOutput;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Warning;
import voxfarm.common.tags.BookTags;
import voxfarm.common.tags.CoverImage;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.book.BookName;
import voxfarm.dispatcher.book.BookReader;
import voxfarm.dispatcher.book.BookReference;

/** Reads plans and books' own files into orders. Thread-safe. */
public final class BookOrders implements BookReader {
    private static final String ID = "book_id";
    private static final String OUTPUT = "output";
    private static final String LABELS = "labels";
    private static final String NOT_BEFORE = "not_before";
    private static final String DEADLINE = "deadline";
    private static final String CALLBACK = "callback";

    private static final String UNTITLED = "Untitled";
    private static final int MOST_LABELS = 32;

    /**
     * What was read.
     *
     * @param making members of the document that say nothing of the book itself
     * @param format of the file
     * @param notes of whoever read it
     * @param hash of what came in
     * @param cover on the book's own file
     * @param warnings of what of it cannot be used
     */
    private record Loaded(
            BookPlan plan,
            ObjectNode making,
            String format,
            List<String> notes,
            String hash,
            Optional<CoverImage> cover,
            List<Warning> warnings) {}

    /** What is to be made. */
    private record Wanted(
            BookOutput output,
            Optional<CoverImage> cover,
            Optional<Instant> notBefore,
            Optional<Instant> deadline,
            Map<String, String> labels,
            Optional<CallbackUrl> callback) {}

    @Override
    public Read read(Body body) {
        return named(body, () -> ordered(load(body), body));
    }

    @Override
    public Outline outline(Body body) {
        Loaded loaded = named(body, () -> load(body));
        Fields making = making(loaded, body);
        Optional<RequestId> id = id(making);
        var _ = wanted(loaded, making); // whose problems are told now, not when all is sent again
        ObjectNode outline = Json.object().put("schema", Schema.VERSION);
        id.or(() -> body.name().map(name -> idOf(name.stem())))
                .ifPresent(one -> outline.put(ID, one.value()));
        outline.setAll(
                PlanDocument.of(
                        loaded.format(),
                        loaded.plan(),
                        PlanCost.each(loaded.plan(), PlanCost.Speeds.BUNDLED),
                        loaded.notes()));
        if (!outline.has("title")) {
            body.name().ifPresent(name -> outline.put("title", name.stem()));
        }
        return new Outline(id, outline);
    }

    /** Callers know a file by the name that they gave it. */
    private static <T> T named(Body body, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (VoxfarmException e) {
            if (!e.getMessage().contains(body.file().toString())) {
                throw e;
            }
            VoxfarmException told =
                    new VoxfarmException(
                            e.code(),
                            e.problems().stream().map(problem -> told(problem, body)).toList());
            told.initCause(e);
            throw told;
        }
    }

    private static String told(String message, Body body) {
        return message.replace(
                body.file().toString(), body.name().map(BookName::value).orElse("the book"));
    }

    private static Loaded load(Body body) {
        return body.plan() ? loadPlan(body) : loadFile(body);
    }

    /** A plan document, with what is to be made of it. */
    private static Loaded loadPlan(Body body) {
        ObjectNode document =
                Json.readObject(
                        bytes(body.file()), PlanFiles.BUDGET, "book", ErrorCode.INVALID_REQUEST);
        String hash = hash(Json.hash(document, Set.of(ID), Map.of()), body.voice());
        ObjectNode making = Json.object();
        for (String name : PlanFiles.OF_THE_MAKING) {
            if (document.has(name)) {
                making.set(name, document.remove(name));
            }
        }
        return new Loaded(
                BookPlanCodec.read(document),
                making,
                "plan",
                List.of(),
                hash,
                Optional.empty(),
                List.of());
    }

    private static Loaded loadFile(Body body) {
        String content = fileHash(body.file());
        ObjectNode making = Json.object();
        if (!body.output().isEmpty()) {
            content += Json.hash(body.output(), Set.of(), Map.of());
            making.set(OUTPUT, body.output());
        }
        Book book = BookFiles.read(body.file(), null);
        List<String> notes = new ArrayList<>(book.notes());
        List<Warning> warnings = new ArrayList<>();
        Optional<CoverImage> cover =
                BookFiles.cover(
                        body.file(),
                        book,
                        note -> {
                            notes.add(note);
                            warnings.add(new Warning("no_cover", told(note, body)));
                        });
        return new Loaded(
                BookPlan.of(book),
                making,
                book.format(),
                notes.stream().map(note -> told(note, body)).toList(),
                hash(content, body.voice()),
                cover,
                warnings);
    }

    private static Optional<RequestId> id(Fields making) {
        return making.optionalParsed(ID, RequestId::new);
    }

    private static Read ordered(Loaded loaded, Body body) {
        Fields making = making(loaded, body);
        Optional<RequestId> id = id(making);
        return new Read(id, order(loaded, body, wanted(loaded, making)));
    }

    /** What was said of the making, in the book or beside it. */
    private static Fields making(Loaded loaded, Body body) {
        ObjectNode making = loaded.making().deepCopy();
        body.reference().ifPresent(reference -> making.setAll(reference.making()));
        return new Fields(making, new Problems());
    }

    /**
     * @throws VoxfarmException all problems of these fields
     */
    private static Wanted wanted(Loaded loaded, Fields fields) {
        BookOutput output =
                fields.optionalObject(OUTPUT).map(BookOrders::output).orElse(BookOutput.DEFAULTS);
        Optional<CoverImage> cover = fields.optionalParsed(PlanCover.MEMBER, PlanCover::of);
        if (loaded.plan().about().cover().isPresent()) {
            fields.problem(
                    "cover",
                    "files beside a plan are read where the plan is; send the picture itself as "
                            + PlanCover.MEMBER);
        }
        Optional<Instant> notBefore = fields.optionalTime(NOT_BEFORE);
        Optional<Instant> deadline = fields.optionalTime(DEADLINE);
        Map<String, String> labels = fields.textMap(LABELS);
        if (labels.size() > MOST_LABELS) {
            fields.problem(LABELS, "expected at most " + MOST_LABELS);
        }
        Optional<CallbackUrl> callback = fields.optionalParsed(CALLBACK, CallbackUrl::parse);
        fields.problems().throwIfAny(ErrorCode.INVALID_REQUEST);
        return new Wanted(output, cover.or(loaded::cover), notBefore, deadline, labels, callback);
    }

    /** Whatever would be without effect is refused. */
    private static BookOutput output(Fields fields) {
        fields.refuseUnknown(BookOutput.MEMBERS);
        return BookOutput.read(fields);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileFailure.notKept("the book", e);
        }
    }

    private static String fileHash(Path file) {
        try {
            return Sha256.hex(file);
        } catch (IOException e) {
            throw FileFailure.notKept("the book", e);
        }
    }

    /** Another voice makes another book. */
    private static String hash(String content, Optional<String> voice) {
        return voice.map(id -> Sha256.hex((content + "\n" + id).getBytes(StandardCharsets.UTF_8)))
                .orElse(content);
    }

    private static BookOrder order(Loaded loaded, Body body, Wanted wanted) {
        BookPlan plan = loaded.plan().orVoice(body.voice().map(VoiceId::new));
        if (plan.narrator().voice().isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "voice: expected the voice that reads the book, in the plan or beside it");
        }
        Chapters chapters = new Chapters(plan);
        plan.read().forEach(chapters::add);
        BookTags about = about(plan.about(), body.name());
        BookTags tags = wanted.cover().map(about::with).orElse(about);
        return new BookOrder(
                body.reference().map(BookReference::bodySha256).orElse(loaded.hash()),
                tags,
                wanted.output(),
                request(plan),
                wanted.notBefore(),
                wanted.deadline(),
                wanted.labels(),
                warnings(loaded, wanted, tags),
                wanted.callback(),
                chapters.requests,
                chapters.heard);
    }

    /** What is asked for, chapter by chapter. */
    private static final class Chapters {
        private final BookPlan plan;
        private final List<BookOrder.Chapter> requests = new ArrayList<>();
        private final List<HeardChapter> heard = new ArrayList<>();

        Chapters(BookPlan plan) {
            this.plan = plan;
        }

        void add(PlannedChapter chapter) {
            String text = text(chapter);
            if (plan.cast().isNone() && !Casting.hasMarks(text)) {
                addWhole(chapter, plan.narrator(chapter), text);
                return;
            }
            ChapterScript script = ChapterScript.of(plan, chapter);
            if (script.requests().size() == 1) {
                ChapterScript.Request only = script.requests().getFirst();
                addWhole(chapter, only.role(), only.text());
                return;
            }
            int first = requests.size() + 1;
            script.requests().forEach(request -> ask(chapter, request.role(), request.text()));
            heard.add(
                    new HeardChapter(
                            chapter.title(),
                            plan.pauses(chapter).behindChapter(),
                            first,
                            requests.size(),
                            script.pieces().stream()
                                    .map(piece ->
                                            new HeardChapter.Piece(
                                                    first + piece.request(),
                                                    piece.begin(),
                                                    piece.end(),
                                                    piece.pauseSeconds()))
                                    .toList()));
        }

        private void addWhole(PlannedChapter chapter, Role role, String text) {
            ask(chapter, role, text);
            heard.add(
                    HeardChapter.whole(
                            chapter.title(),
                            plan.pauses(chapter).behindChapter(),
                            requests.size()));
        }

        private void ask(PlannedChapter chapter, Role role, String text) {
            ObjectNode own = Json.object();
            if (!role.equals(plan.narrator())) {
                write(role, own);
                if (role.speaker().isEmpty()) {
                    own.putNull("speaker"); // that of the book belongs to another voice
                }
                if (role.speed().isEmpty() && plan.narrator().speed().isPresent()) {
                    own.put(BookOrder.SPEED, 1); // not that of the book
                }
            }
            if (!chapter.pauses().equals(BookPauses.UNCHOSEN)) {
                write(plan.pauses(chapter), own);
            }
            requests.add(
                    new BookOrder.Chapter(
                            chapter.title(),
                            text,
                            plan.pauses(chapter).behindChapter(),
                            own.isEmpty() ? Optional.empty() : Optional.of(own)));
        }

        private static String text(PlannedChapter chapter) {
            if (chapter.source().orElse(null) instanceof PlannedChapter.Text(String text)) {
                return text;
            }
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "chapter %s: expected its text in the plan; files beside a plan are read where"
                            + " the plan is",
                    Problems.quote(chapter.title()));
        }
    }

    /** What a check of a file with chapters would find missing; nobody else can add it later. */
    private static List<Warning> warnings(Loaded loaded, Wanted wanted, BookTags tags) {
        List<Warning> warnings = new ArrayList<>(loaded.warnings());
        boolean checked = wanted.output().preset().isPresent();
        if (checked && wanted.output().formats().contains(AudioFormat.M4A)) {
            if (tags.author().isEmpty()) {
                warnings.add(new Warning("no_author", "players of M4B files show an author"));
            }
            if (tags.cover().isEmpty() && loaded.warnings().isEmpty()) {
                warnings.add(new Warning("no_cover", "players of M4B files show a cover"));
            }
        }
        return warnings;
    }

    private static BookTags about(About about, Optional<BookName> name) {
        return new BookTags(
                about.title()
                        .or(() -> name.map(BookName::stem))
                        .filter(title -> !BookTags.clean(title).isEmpty())
                        .orElse(UNTITLED),
                about.authors(),
                Optional.empty(),
                about.series(),
                about.language(),
                about.date(),
                about.description(),
                about.publisher(),
                about.identifier(),
                Optional.empty());
    }

    private static ObjectNode request(BookPlan plan) {
        ObjectNode request = Json.object();
        write(plan.narrator(), request);
        write(plan.pauses(), request);
        plan.seed().ifPresent(seed -> request.put("seed", seed));
        if (!plan.dictionary().isEmpty()) {
            ArrayNode words = request.putArray("dictionary");
            plan.dictionary()
                    .forEach(word ->
                            words.addObject()
                                    .put("word", word.word())
                                    .put("reading", word.reading()));
        }
        return request;
    }

    private static void write(Role role, ObjectNode request) {
        role.voice().ifPresent(voice -> request.put("model_id", voice.value()));
        role.speaker().ifPresent(speaker -> request.put("speaker", speaker));
        role.speed().ifPresent(speed -> request.put(BookOrder.SPEED, speed));
    }

    private static void write(BookPauses pauses, ObjectNode request) {
        ObjectNode split = Json.object();
        for (PauseKind kind : PauseKind.values()) {
            Double seconds = pauses.within().seconds().get(kind);
            if (seconds != null) {
                split.put(kind.member(), seconds);
            }
        }
        if (!split.isEmpty()) {
            request.set("split", split);
        }
    }

    /**
     * An id for a book that its file's name suggests; the same for the same name.
     *
     * @param stem the name without what stands behind its last dot
     */
    public static RequestId idOf(String stem) {
        String name =
                stem.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9._-]+", "-")
                        .replaceAll("\\.{2,}", ".")
                        .replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
        String hash = Sha256.hex(stem.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        boolean plain = stem.chars().allMatch(c -> c < 0x80);
        int kept = Math.min(name.length(), 60);
        String id = name.substring(0, kept).replaceAll("[^a-z0-9]+$", "");
        if (id.isEmpty()) {
            return new RequestId("book-" + hash);
        }
        return new RequestId(plain && kept == name.length() ? id : id + "-" + hash);
    }
}
