package voxfarm.dispatcher.listen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Submission;
import voxfarm.common.plan.Warning;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.Client;
import voxfarm.dispatcher.acceptance.Reception;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.status.RequestStatus;

/**
 * Calls that wait for their audio: a request like any other, on the interactive lane unless it is
 * too long for that, answered when its event arrives. Thread-safe.
 */
public final class SynchronousSpeech {
    private final Reception reception;
    private final Endings endings;
    private final RequestStatus status;
    private final ObjectStore store;
    private final Duration patience;

    /**
     * @param patience after which a caller is sent away, and its request cancelled
     */
    public SynchronousSpeech(
            Reception reception,
            Endings endings,
            RequestStatus status,
            ObjectStore store,
            Duration patience) {
        this.reception = reception;
        this.endings = endings;
        this.status = status;
        this.store = store;
        this.patience = patience;
    }

    /** A request that was spoken. */
    public record Spoken(RequestId id, StoredAudio audio) {}

    /**
     * Speaks a request document without an id.
     *
     * @throws VoxfarmException what acceptance throws; {@code QUEUE_FULL}; {@code
     *     DEADLINE_EXCEEDED} if it took too long; {@code NOT_READY} if the dispatcher stops; the
     *     error of a failed result
     */
    public Spoken speak(ObjectNode request, Client client) {
        Submission submission = RequestCodec.read(request).whileCallerWaits();
        RequestId id = reception.nextId();
        try (RequestStatus.Wait wait = status.startWaiting(id)) {
            Acceptance.Admitted admitted = reception.admitGenerated(id, submission, client);
            Optional<SynthesisResult> result = wait.await(patience);
            if (result.isEmpty() && status.isStopping()) {
                var _ = endings.cancel(admitted.request()); // it is asked for anew
                throw stopping();
            }
            if (result.isEmpty()) {
                result = Optional.of(endings.cancel(admitted.request()));
            }
            return new Spoken(id, audio(result.get()));
        }
    }

    static VoxfarmException stopping() {
        return new VoxfarmException(
                ErrorCode.NOT_READY, "the dispatcher is stopping; send the call again");
    }

    /**
     * Submits a request document without an id, to listen to it while it is spoken.
     *
     * @param warnings what of its caller's own document had no effect
     * @throws VoxfarmException what acceptance throws; {@code QUEUE_FULL}
     */
    public Started start(ObjectNode request, List<Warning> warnings, Client client) {
        Submission submission = RequestCodec.read(request).with(warnings).whileCallerWaits();
        return new Started(
                reception.admitGenerated(reception.nextId(), submission, client).request());
    }

    /** A request that somebody listens to; closed without being heard, it is cancelled. */
    public final class Started implements AutoCloseable {
        private final AcceptedRequest request;
        private boolean heard;

        private Started(AcceptedRequest request) {
            this.request = request;
        }

        public AcceptedRequest request() {
            return request;
        }

        /** All of it was sent. */
        public void heard() {
            heard = true;
        }

        @Override
        public void close() {
            if (!heard) {
                // a caller that has gone must not keep the farm busy; one that ended stays as it is
                var _ = endings.cancel(request);
            }
        }
    }

    private StoredAudio audio(SynthesisResult result) {
        return switch (result.outcome()) {
            case SynthesisResult.Outcome.Completed(StoredAudio audio) -> audio;
            case SynthesisResult.Outcome.Failed(var error) ->
                    throw new VoxfarmException(
                            ErrorCode.ofWireName(error.code()).orElse(ErrorCode.INTERNAL),
                            error.message());
            case SynthesisResult.Outcome.Cancelled _ ->
                    throw VoxfarmException.of(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "request %s was not spoken within %d s and is cancelled; submit long"
                                    + " texts to /v1/requests and poll",
                            result.id(),
                            patience.toSeconds());
        };
    }

    /** The bytes of an audio file; the caller closes them. */
    public InputStream open(StoredAudio audio) {
        return store.open(audio.key(), 0)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.NOT_FOUND,
                                "%s: the audio was deleted from the bucket",
                                audio.key()));
    }
}
