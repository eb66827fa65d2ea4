package voxfarm.dispatcher.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.book.BookOrder;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.book.StoredBook;
import voxfarm.common.book.StoredBookCodec;
import voxfarm.common.book.StoredChapter;
import voxfarm.common.book.StoredCover;
import voxfarm.common.book.VoicePin;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.Sha256;
import voxfarm.common.files.TemporaryFiles;
import voxfarm.common.json.Json;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.PartCutter;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Submission;
import voxfarm.common.plan.SubmittedDocument;
import voxfarm.common.plan.SubmittedText;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;

/**
 * Accepts books, and their chapters. A book is a request whose plan lists chapters, each with a
 * text of its own in the bucket; it is stored as any other request is, so that any number of
 * dispatchers may run this for the same book at once. Nothing is spoken for the book itself: its
 * chapters are requests, made from what is stored of it and from nothing else. Thread-safe.
 */
public final class BookAcceptance {
    /** Texts of chapters that are stored side by side. */
    private static final int AT_ONCE = 16;

    /** What the request of a chapter says of its sound: whole samples, and when each word is. */
    private static final ObjectNode CHAPTER_SOUND =
            Json.object().put("format", "wav").put("level", "none").put("timings", true);

    private final Acceptance acceptance;
    private final Judge judge;
    private final RequestStore requests;
    private final AcceptanceStamps stamps;
    private final SideBySide sideBySide;
    private final int window;

    /**
     * @param acceptance of requests, this book's chapters among them
     * @param sideBySide how the texts of chapters are stored
     * @param window how many chapters of a book are under way at once
     */
    public BookAcceptance(
            ObjectStore store,
            Acceptance acceptance,
            Judge judge,
            AcceptanceStamps stamps,
            SideBySide sideBySide,
            int window) {
        this.acceptance = acceptance;
        this.judge = judge;
        this.requests = new RequestStore(store);
        this.stamps = stamps;
        this.sideBySide = sideBySide;
        this.window = window;
    }

    /**
     * A book that is known under an id, so that whoever asks for it again need not read it.
     *
     * @param bodySha256 of what is submitted
     * @return empty if the id is free
     * @throws VoxfarmException {@code ID_CONFLICT} if the id stands for something else; {@code
     *     DELETED}
     */
    public Optional<Acceptance.Admitted> known(RequestId id, String bodySha256) {
        return acceptance.known(id).map(known -> Acceptance.sameOrConflict(known, bodySha256));
    }

    /**
     * Admits a book.
     *
     * @param gate asked of a book that is not known, as of a request
     * @throws VoxfarmException as {@link Acceptance#admit(RequestId, Submission)}; what is wrong
     *     with a chapter names it
     */
    public Acceptance.Admitted admit(RequestId id, BookOrder order, Gate gate) {
        ChapterIds.check(id);
        Optional<Acceptance.Admitted> known = known(id, order.bodySha256());
        if (known.isPresent()) {
            return known.get();
        }
        acceptance.checkIsNoChaptersId(id);
        gate.enter();
        order.callback().ifPresent(judge::checkCallback);
        Instant now = stamps.now();
        Judge.checkDeadline(order.deadline(), now);
        checkSize(order);
        Map<VoiceId, VoicePin> voices = new HashMap<>();
        ObjectNode request = paced(order.request(), order.request());
        Judge.Choices narrator = choices(request, voices);
        List<StoredChapter> chapters = chapters(order, new Spoken(request, narrator), voices);
        for (AudioFormat format : order.output().formats()) {
            judge.check(order.output().settings(format), narrator.voice());
        }
        gate.weighed(
                () -> characters(order),
                chapters.stream().mapToDouble(StoredChapter::estimatedSeconds).sum());
        Optional<StoredCover> cover = order.about().cover().map(StoredCover::of);
        byte[] plan =
                plan(
                        new StoredBook(
                                order.about().withoutCover(),
                                cover,
                                order.output(),
                                request,
                                voices,
                                chapters,
                                order.heard()));
        AcceptedRequest book = book(id, order, narrator, chapters.size(), plan, now);
        cover.ifPresent(
                picture -> requests.createCover(id, picture, order.about().cover().orElseThrow()));
        storeTexts(id, order, chapters);
        return storeAndBegin(book, plan, order);
    }

    private static long characters(BookOrder order) {
        return order.chapters().stream().mapToLong(chapter -> chapter.text().length()).sum();
    }

    private Acceptance.Admitted storeAndBegin(AcceptedRequest book, byte[] plan, BookOrder order) {
        Optional<Acceptance.Admitted> other =
                acceptance.storeOrFind(book, () -> requests.createPlan(book.planKey(), plan));
        if (other.isPresent()) {
            return other.get();
        }
        // one that an earlier try left long ago may have been deleted by its age meanwhile
        requests.createBookNote(book.id(), order.about());
        acceptance.begin(book);
        return new Acceptance.Admitted.New(book);
    }

    private static void checkSize(BookOrder order) {
        int requests = order.chapters().size();
        if (requests < 1 || requests > AcceptedBook.MOST_CHAPTERS) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "chapters: expected 1 to %d that are read, found %d%s",
                    AcceptedBook.MOST_CHAPTERS,
                    requests,
                    order.heardChapters() == requests
                            ? ""
                            : ", as each of "
                                    + order.heardChapters()
                                    + " counts once for each role that speaks in it");
        }
        if (HeardChapter.pieces(order.heard()) > HeardChapter.MOST_PIECES) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "cast: expected at most %d turns of its voices in a book, found %d",
                    HeardChapter.MOST_PIECES,
                    HeardChapter.pieces(order.heard()));
        }
    }

    private static byte[] plan(StoredBook book) {
        byte[] plan = StoredBookCodec.write(book);
        if (plan.length > StoredBookCodec.MAX_BYTES) {
            throw VoxfarmException.of(
                    ErrorCode.BODY_TOO_LARGE,
                    "chapters: expected a plan of at most %d MiB without the texts, was %d bytes;"
                            + " shorten titles, or make several books of it",
                    StoredBookCodec.MAX_BYTES >> 20,
                    plan.length);
        }
        return plan;
    }

    private AcceptedRequest book(
            RequestId id,
            BookOrder order,
            Judge.Choices narrator,
            int chapters,
            byte[] plan,
            Instant now) {
        return new AcceptedRequest(
                id,
                order.bodySha256(),
                stamps.name(),
                now,
                Lane.BULK,
                order.notBefore(),
                order.deadline(),
                narrator.settings(),
                Optional.empty(),
                Optional.empty(),
                RequestStore.planKey(id, Sha256.hex(plan)),
                chapters,
                1,
                1,
                order.labels(),
                order.warnings(),
                stamps.trace(),
                Optional.of(
                        new AcceptedBook(
                                order.about().title(), chapters, window, order.heardChapters())),
                order.callback());
    }

    /** How what has these members is spoken; its voice is noted as it is now. */
    private Judge.Choices choices(ObjectNode request, Map<VoiceId, VoicePin> voices) {
        Judge.Choices choices = judge.choices(submission(request, "x").request());
        voices.putIfAbsent(
                choices.settings().voice(),
                new VoicePin(choices.settings().voiceVersion(), choices.settings().dictionaries()));
        return choices;
    }

    /**
     * Members of a request, with a length scale in the place of a speed.
     *
     * @param request all of its members
     * @param own those that are wanted
     */
    private ObjectNode paced(ObjectNode request, ObjectNode own) {
        if (!request.has(BookOrder.SPEED)) {
            return own;
        }
        ObjectNode unpaced = request.deepCopy();
        unpaced.remove(BookOrder.SPEED);
        ObjectNode paced = own.deepCopy();
        paced.remove(BookOrder.SPEED);
        return paced.put(
                "length_scale",
                judge.lengthScale(
                        submission(unpaced, "x").request(),
                        request.path(BookOrder.SPEED).doubleValue()));
    }

    /**
     * How a chapter is spoken.
     *
     * @param request the members that say so
     */
    private record Spoken(ObjectNode request, Judge.Choices choices) {}

    private List<StoredChapter> chapters(
            BookOrder order, Spoken narrator, Map<VoiceId, VoicePin> voices) {
        List<StoredChapter> chapters = new ArrayList<>();
        Map<ObjectNode, Spoken> asked = new HashMap<>();
        long bytes = 0;
        for (BookOrder.Chapter chapter : order.chapters()) {
            int number = order.heardNumberOf(chapters.size() + 1);
            byte[] text = chapter.text().getBytes(StandardCharsets.UTF_8);
            bytes += text.length;
            checkText(chapter, number, text.length, bytes);
            Optional<Spoken> own =
                    chapter.request()
                            .map(members ->
                                    asked.computeIfAbsent(
                                            members, _ -> spoken(order, members, number, voices)));
            chapters.add(
                    new StoredChapter(
                            chapter.title(),
                            Sha256.hex(text),
                            text.length,
                            PartCutter.seconds(chapter.text())
                                    * own.orElse(narrator)
                                            .choices()
                                            .settings()
                                            .scales()
                                            .lengthScale(),
                            chapter.pauseAfterSeconds(),
                            own.map(Spoken::request)));
        }
        return chapters;
    }

    private Spoken spoken(
            BookOrder order, ObjectNode own, int number, Map<VoiceId, VoicePin> voices) {
        try {
            ObjectNode all = order.request().deepCopy();
            all.setAll(own);
            Judge.Choices choices = choices(paced(all, all), voices);
            return new Spoken(paced(all, own), choices);
        } catch (VoxfarmException e) {
            throw new VoxfarmException(e.code(), "chapter " + number + ": " + e.getMessage(), e);
        }
    }

    private static void checkText(BookOrder.Chapter chapter, int number, int bytes, long all) {
        if (bytes > BookOrder.MOST_CHAPTER_BYTES || all > BookOrder.MOST_TEXT_BYTES) {
            throw VoxfarmException.of(
                    ErrorCode.BODY_TOO_LARGE,
                    "chapter %d: expected at most %d MiB of text in a chapter and %d in a book",
                    number,
                    BookOrder.MOST_CHAPTER_BYTES >> 20,
                    BookOrder.MOST_TEXT_BYTES >> 20);
        }
        if (chapter.text().codePoints().noneMatch(Character::isLetterOrDigit)) {
            throw VoxfarmException.of(
                    ErrorCode.NOTHING_TO_SPEAK,
                    "chapter %d: expected letters or digits in its text, found none; skip it",
                    number);
        }
    }

    /** Each once, by the hash of its content: to do it again is harmless. */
    private void storeTexts(RequestId id, BookOrder order, List<StoredChapter> chapters) {
        List<Runnable> writes = new ArrayList<>();
        writes.add(() -> requests.createBookNote(id, order.about()));
        for (int i = 0; i < chapters.size(); i++) {
            String sha256 = chapters.get(i).textSha256();
            String text = order.chapters().get(i).text();
            writes.add(() ->
                    requests.createText(
                            RequestStore.textKey(id, sha256),
                            text.getBytes(StandardCharsets.UTF_8)));
        }
        for (int at = 0; at < writes.size(); at += AT_ONCE) {
            sideBySide.run(writes.subList(at, Math.min(at + AT_ONCE, writes.size())));
        }
    }

    /**
     * Accepts a chapter of a book, unless that was done before.
     *
     * @param plan of the book
     * @param number of the chapter, from 1
     * @param partsAtOnce how many of its jobs may be queued at once
     * @throws VoxfarmException as {@link Acceptance#admit(RequestId, Submission)}; {@code
     *     NOT_FOUND} if its text was deleted
     */
    public Acceptance.Admitted admitChapter(
            AcceptedRequest book, StoredBook plan, int number, int partsAtOnce) {
        StoredChapter chapter = plan.chapter(number);
        byte[] text =
                requests.text(
                        RequestStore.textKey(book.id(), chapter.textSha256()),
                        BookOrder.MOST_CHAPTER_BYTES);
        ObjectNode members = plan.requestOf(chapter);
        ObjectNode labels = members.putObject("labels");
        ChapterIds.labels(book, number).forEach(labels::put);
        RequestId id = ChapterIds.of(book.id(), number);
        if (text.length <= SynthesisRequest.MAX_INLINE_TEXT_BYTES) {
            Submission submission = submission(members, new String(text, StandardCharsets.UTF_8));
            return acceptance.admitChapter(id, submission, pin(plan, submission), partsAtOnce);
        }
        Path file = spooled(text);
        try {
            Submission submission =
                    RequestCodec.read(
                            SubmittedDocument.read(
                                    Json.bytes(complete(members, "")),
                                    Optional.of(
                                            new SubmittedText.Spooled(
                                                    file, chapter.textSha256(), text.length))));
            return acceptance.admitChapter(id, submission, pin(plan, submission), partsAtOnce);
        } finally {
            TemporaryFiles.delete(file);
        }
    }

    private static Path spooled(byte[] text) {
        try {
            return TemporaryFiles.createFilled("chapter-", ".txt", path -> Files.write(path, text));
        } catch (IOException e) {
            throw FileFailure.notKept("the text", e);
        }
    }

    private static VoicePin pin(StoredBook plan, Submission chapter) {
        VoiceId voice = chapter.request().voice();
        VoicePin pin = plan.voices().get(voice);
        if (pin == null) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN, "plan of a book: voices: expected %s too", voice);
        }
        return pin;
    }

    private static Submission submission(ObjectNode members, String text) {
        return RequestCodec.read(complete(members, text));
    }

    private static ObjectNode complete(ObjectNode members, String text) {
        ObjectNode all = members.deepCopy();
        all.put("text", text).put("lane", Lane.BULK.wireName());
        all.set("output", CHAPTER_SOUND.deepCopy());
        return all;
    }
}
