package voxfarm.bench.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.book.BookOrder;
import voxfarm.common.book.BookOutput;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Submission;
import voxfarm.common.tags.BookTags;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.retention.RequestPurge;

/**
 * Who asks the farm for something: a few requests, by HTTP or topic, again, otherwise, cancelled.
 */
final class Callers {
    private static final long FOR_EVER = 3_600_000;
    private static final int MOST_SENTENCES = 30;
    private static final int LONGEST_ABSENCE = 40;

    private final World world;
    private final SimBroker broker;
    private final DispatcherProcess dispatcher;
    private final Promises promises;
    private final Weather weather;
    private final Random plan;
    private final Random deletions;
    private int callers;
    private int done;

    /**
     * @param plan decides what is asked for
     * @param deletions decides what of it is deleted
     */
    Callers(
            World world,
            SimBroker broker,
            DispatcherProcess dispatcher,
            Promises promises,
            Weather weather,
            Random plan,
            Random deletions) {
        this.world = world;
        this.broker = broker;
        this.dispatcher = dispatcher;
        this.promises = promises;
        this.weather = weather;
        this.plan = plan;
        this.deletions = deletions;
    }

    /** Whether all were answered. */
    boolean done() {
        return done == callers && broker.allSubmissionsTaken();
    }

    private static byte[] body(String text, String extra) {
        ObjectNode body = Json.object().put("model_id", "sim").put("text", text);
        if (!extra.isEmpty()) {
            body.put(extra, Instant.parse("2026-01-01T00:01:30Z").toString());
        }
        return Json.bytes(body);
    }

    /** Mostly long enough for several parts; no two of its sentences are the same. */
    private static String book(RequestId id, int sentences) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append("This is sentence ").append(i).append(" of ").append(id);
            text.append(", which is so long that a few of them make a part of their own,");
            text.append(" and it goes on and on without an end in sight until it reaches it. ");
        }
        return text.toString();
    }

    void add() {
        int requests = 1 + plan.nextInt(3);
        for (int i = 0; i < requests; i++) {
            RequestId id = new RequestId("r" + i);
            byte[] first =
                    switch (plan.nextInt(8)) {
                        case 0 -> body(book(id, 1 + plan.nextInt(MOST_SENTENCES)), "");
                        case 1 -> body("Unspeakable " + i + ".", "");
                        case 2 -> body("Broken " + i + ".", "");
                        case 3 -> body("Flaky " + i + ".", "");
                        case 4 -> body("Deadly " + i + ".", "");
                        case 5 -> body("Timed " + i + ".", "not_before");
                        case 6 -> body("Late " + i + ".", "deadline");
                        default -> body("One " + i + ". Two " + i + ".", "");
                    };
            addCaller(id, first);
            if (plan.nextInt(2) == 0) {
                addCaller(id, first); // the same again, perhaps to another dispatcher
            }
            if (plan.nextInt(3) == 0) {
                addCaller(id, body("Other " + i + ".", ""));
            }
            if (plan.nextInt(3) == 0) {
                addCanceller(id);
            }
            if (deletions.nextInt(5) == 0) {
                addPurger(
                        id,
                        deletions.nextInt(3) == 0
                                ? RequestPurge.IfOpen.CANCEL
                                : RequestPurge.IfOpen.REFUSE);
            }
            if (plan.nextInt(3) == 0) {
                addReturning(
                        id,
                        plan.nextBoolean()
                                ? body(
                                        book(
                                                new RequestId("again" + i),
                                                12 + plan.nextInt(MOST_SENTENCES)),
                                        "")
                                : body("Again " + i + ". And again " + i + ".", ""));
            }
        }
    }

    /**
     * @param choices decides what books are asked for, so that nothing else depends on it
     */
    void addBooks(Random choices) {
        if (choices.nextInt(4) != 0) {
            return;
        }
        RequestId id = new RequestId("b0");
        BookOrder first = order(id, choices);
        addBook(id, first);
        if (choices.nextInt(2) == 0) {
            addBook(id, first);
        }
        if (choices.nextInt(3) == 0) {
            addBook(id, order(new RequestId("b0-other"), choices));
        }
        if (choices.nextInt(3) == 0) {
            addCanceller(id);
        }
        if (choices.nextInt(4) == 0) {
            addPurger(
                    id,
                    choices.nextBoolean()
                            ? RequestPurge.IfOpen.CANCEL
                            : RequestPurge.IfOpen.REFUSE);
        }
    }

    /** A few chapters of a few sentences; of some one cannot be spoken. */
    private static BookOrder order(RequestId id, Random choices) {
        List<BookOrder.Chapter> chapters = new ArrayList<>();
        int count = 1 + choices.nextInt(5);
        for (int number = 1; number <= count; number++) {
            String text =
                    switch (choices.nextInt(12)) {
                        case 0 -> "Broken " + number + " of " + id + ".";
                        case 1 -> "Flaky " + number + " of " + id + ".";
                        case 2 -> book(new RequestId(id + "-" + number), 15);
                        default ->
                                "Here begins chapter "
                                        + number
                                        + " of "
                                        + id
                                        + ". And here ends "
                                        + number
                                        + " of it.";
                    };
            chapters.add(
                    new BookOrder.Chapter(
                            "Chapter " + number,
                            text,
                            BookOrder.DEFAULT_PAUSE_SECONDS,
                            Optional.empty()));
        }
        BookOutput output =
                new BookOutput(
                        AudioFormat.WAV,
                        choices.nextBoolean() ? Optional.of(AudioFormat.WAV) : Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new BookOutput.Loudness.AsAsked(
                                OutputSettings.Level.NONE, BookOutput.DEFAULT_TARGET_LUFS),
                        false);
        return new BookOrder(
                Sha256.hex(id.value().getBytes(StandardCharsets.UTF_8)),
                BookTags.titled("Book " + id),
                output,
                Json.object().put("model_id", "sim"),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(),
                Optional.empty(),
                chapters,
                List.of());
    }

    private void addBook(RequestId id, BookOrder order) {
        callers++;
        promises.submitted(id, order.bodySha256());
        boolean[] answered = {false};
        world.add(
                "caller of book " + id,
                () -> {
                    if (answered[0]) {
                        world.sleep(FOR_EVER);
                        return;
                    }
                    world.sleep(world.random().nextInt(2000));
                    answered[0] =
                            asked(
                                    id,
                                    order.bodySha256(),
                                    () -> dispatcher.bookDoor().admit(id, order, () -> {}));
                    done += answered[0] ? 1 : 0;
                });
    }

    private void addCaller(RequestId id, byte[] body) {
        callers++;
        promises.submitted(id, RequestCodec.read(body).bodySha256());
        boolean byTopic = plan.nextInt(3) == 0;
        boolean[] answered = {false};
        world.add(
                "caller of " + id,
                () -> {
                    if (answered[0]) {
                        world.sleep(FOR_EVER);
                        return;
                    }
                    world.sleep(world.random().nextInt(2000));
                    if (byTopic) {
                        ObjectNode record =
                                Json.readObject(body, "body", ErrorCode.INTERNAL)
                                        .put("request_id", id.value());
                        broker.submit(Json.bytes(record));
                        answered[0] = true;
                    } else {
                        answered[0] = submit(id, body);
                    }
                    done += answered[0] ? 1 : 0;
                });
    }

    private boolean submit(RequestId id, byte[] body) {
        Submission submission = RequestCodec.read(body);
        return asked(id, submission.bodySha256(), () -> dispatcher.door().admit(id, submission));
    }

    /**
     * @return whether the caller has an answer
     */
    private boolean asked(RequestId id, String bodySha256, Supplier<Acceptance.Admitted> door) {
        try {
            Acceptance.Admitted admitted = door.get();
            promises.promised(id);
            promises.check(
                    admitted.request().bodySha256().equals(bodySha256),
                    "another body was promised");
            return true;
        } catch (VoxfarmException e) {
            promises.check(
                    e.code() != ErrorCode.UNKNOWN_VOICE, "the voice is there and was denied");
            // a caller that was not answered asks again; one that was refused does not
            return !e.code().retryable();
        }
    }

    /** When the first request of an id has ended, and perhaps expired, the id comes again. */
    private void addReturning(RequestId id, byte[] body) {
        callers++;
        promises.submitted(id, RequestCodec.read(body).bodySha256());
        int[] rounds = {0};
        world.add(
                "caller who comes back with " + id,
                () -> {
                    if (rounds[0] > LONGEST_ABSENCE) {
                        world.sleep(FOR_EVER);
                        return;
                    }
                    world.sleep(world.random().nextInt(5000));
                    boolean ended = promises.isOld(id);
                    if (ended && rounds[0] < LONGEST_ABSENCE) {
                        weather.expire();
                    }
                    if (ended ? submit(id, body) : ++rounds[0] > LONGEST_ABSENCE) {
                        rounds[0] = LONGEST_ABSENCE + 1;
                        done++;
                    }
                });
    }

    /** Deletes a request as soon as it may be, and again while that was not done. */
    private void addPurger(RequestId id, RequestPurge.IfOpen ifOpen) {
        callers++;
        int[] rounds = {0};
        world.add(
                "purger of " + id,
                () -> {
                    if (rounds[0] > LONGEST_ABSENCE) {
                        world.sleep(FOR_EVER);
                        return;
                    }
                    world.sleep(world.random().nextInt(8000));
                    if (purge(id, ifOpen) || ++rounds[0] > LONGEST_ABSENCE) {
                        rounds[0] = LONGEST_ABSENCE + 1;
                        done++;
                    }
                });
    }

    private boolean purge(RequestId id, RequestPurge.IfOpen ifOpen) {
        try {
            var _ = dispatcher.purge().purge(id, ifOpen);
            promises.check(
                    promises.isDeleted(id), id + " is said to be deleted, and no tombstone stands");
            return true;
        } catch (VoxfarmException e) {
            promises.check(
                    e.code().retryable()
                            || e.code() == ErrorCode.STILL_OPEN
                            || e.code() == ErrorCode.UNKNOWN_REQUEST,
                    "a deletion failed: " + e.getMessage());
            return false;
        }
    }

    private void addCanceller(RequestId id) {
        callers++;
        boolean[] answered = {false};
        world.add(
                "canceller of " + id,
                () -> {
                    if (answered[0]) {
                        world.sleep(FOR_EVER);
                        return;
                    }
                    world.sleep(world.random().nextInt(8000));
                    try {
                        Optional<AcceptedRequest> request = dispatcher.requests().find(id);
                        if (request.isPresent()) {
                            dispatcher.endings().cancel(request.get());
                        }
                        answered[0] = true;
                        done++;
                    } catch (VoxfarmException e) {
                        boolean gone =
                                e.code() == ErrorCode.DELETED || e.code() == ErrorCode.EXPIRED;
                        promises.check(
                                e.code().retryable() || gone,
                                "a cancellation failed: " + e.getMessage());
                        if (gone) {
                            answered[0] = true;
                            done++;
                        }
                    }
                });
    }
}
