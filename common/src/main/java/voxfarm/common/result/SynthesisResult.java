package voxfarm.common.result;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import voxfarm.common.book.BookFile;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;
import voxfarm.common.store.ObjectKey;

/**
 * How a request ended: {@code results/<id>/result.json}, written once and never changed.
 *
 * @param acceptedBy the acceptance that ended so
 * @param timings when each word is heard, if the request asked for it
 * @param subtitles in the order in which the request asked for them
 * @param createdAt when the request was accepted
 * @param startedAt when the attempt that ended it began; of a long request, when that of its first
 *     part did
 * @param attempts deliveries used, from 1; 0 if it ended without one
 * @param segments how many segments the plan has
 * @param engine what engines did for the attempt that ended it
 * @param files that a book became; none of any other request
 */
public record SynthesisResult(
        RequestId id,
        AcceptedBy acceptedBy,
        SpeechSettings settings,
        Outcome outcome,
        Optional<ObjectKey> timings,
        List<ObjectKey> subtitles,
        Instant createdAt,
        Optional<Instant> startedAt,
        Instant finishedAt,
        int attempts,
        String workerId,
        String build,
        int segments,
        EngineWork engine,
        List<Warning> warnings,
        List<BookFile> files) {

    /** The three ends. */
    public sealed interface Outcome {
        record Completed(StoredAudio audio) implements Outcome {}

        record Failed(ErrorInfo error) implements Outcome {}

        record Cancelled() implements Outcome {}
    }

    public SynthesisResult {
        subtitles = List.copyOf(subtitles);
        warnings = List.copyOf(warnings);
        files = List.copyOf(files);
    }

    /** Of what is no book. */
    public SynthesisResult(
            RequestId id,
            AcceptedBy acceptedBy,
            SpeechSettings settings,
            Outcome outcome,
            Optional<ObjectKey> timings,
            List<ObjectKey> subtitles,
            Instant createdAt,
            Optional<Instant> startedAt,
            Instant finishedAt,
            int attempts,
            String workerId,
            String build,
            int segments,
            EngineWork engine,
            List<Warning> warnings) {
        this(
                id,
                acceptedBy,
                settings,
                outcome,
                timings,
                subtitles,
                createdAt,
                startedAt,
                finishedAt,
                attempts,
                workerId,
                build,
                segments,
                engine,
                warnings,
                List.of());
    }

    /** {@code completed}, {@code failed} or {@code cancelled}. */
    public String status() {
        return switch (outcome) {
            case Outcome.Completed _ -> "completed";
            case Outcome.Failed _ -> "failed";
            case Outcome.Cancelled _ -> "cancelled";
        };
    }
}
