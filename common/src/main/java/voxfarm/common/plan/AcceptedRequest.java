package voxfarm.common.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.store.ObjectKey;

/**
 * A request that the farm has promised to answer, as stored in {@code requests/<id>/request.json}.
 * All jobs of the request are made from this document and from what it names.
 *
 * @param bodySha256 hash of what was submitted, see {@link Submission#bodySha256}
 * @param acceptedBy the acceptance: a dispatcher whose PUT lost its answer knows by it whether the
 *     stored document is its own
 * @param notBefore no job is made earlier
 * @param deadline without a result then, it fails
 * @param text as submitted, unless it is in the bucket
 * @param textKey where the text is kept, if it is not here
 * @param planKey where the plan is kept
 * @param segments how many segments the plan has
 * @param parts how many jobs speak them; from 2 on an assembly joins what they made
 * @param window how many of its parts may be queued at once, at least 1; all of them where an
 *     earlier build accepted it
 * @param warnings what of the submission its caller may want to mend; its result has them too
 * @param trace the W3C context of its acceptance, for whatever is done for it later; empty where
 *     nobody traced it
 * @param book what makes it a book; empty of any other request. A book's segments are its chapters
 * @param callback who is told of its end
 */
public record AcceptedRequest(
        RequestId id,
        String bodySha256,
        AcceptedBy acceptedBy,
        Instant acceptedAt,
        Lane lane,
        Optional<Instant> notBefore,
        Optional<Instant> deadline,
        SpeechSettings settings,
        Optional<String> text,
        Optional<ObjectKey> textKey,
        ObjectKey planKey,
        int segments,
        int parts,
        int window,
        Map<String, String> labels,
        List<Warning> warnings,
        Map<String, String> trace,
        Optional<AcceptedBook> book,
        Optional<CallbackUrl> callback) {
    public AcceptedRequest {
        labels = Map.copyOf(labels);
        warnings = List.copyOf(warnings);
        trace = Map.copyOf(trace);
    }

    /** One that nobody traced, no book, and of whose end nobody is told. */
    public AcceptedRequest(
            RequestId id,
            String bodySha256,
            AcceptedBy acceptedBy,
            Instant acceptedAt,
            Lane lane,
            Optional<Instant> notBefore,
            Optional<Instant> deadline,
            SpeechSettings settings,
            Optional<String> text,
            Optional<ObjectKey> textKey,
            ObjectKey planKey,
            int segments,
            int parts,
            int window,
            Map<String, String> labels,
            List<Warning> warnings) {
        this(
                id,
                bodySha256,
                acceptedBy,
                acceptedAt,
                lane,
                notBefore,
                deadline,
                settings,
                text,
                textKey,
                planKey,
                segments,
                parts,
                window,
                labels,
                warnings,
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }
}
