package voxfarm.dispatcher.listen;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import voxfarm.audio.ClipJoiner;
import voxfarm.audio.Encoding;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.common.audio.WavHeader;
import voxfarm.common.bucket.ClipStore;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.clip.Clip;
import voxfarm.common.clip.ClipHash;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.Segment;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectStore;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.RequestStatus;

/**
 * Sends the sound of a request while it is spoken: the clip of each segment as soon as it is in the
 * bucket, in the order of the text, joined as the whole file will be. One segment is in memory at a
 * time. Thread-safe.
 */
public final class SegmentStream {
    /** Of a longer request the length is not asked for: that is a call each segment. */
    private static final int MOST_LOOKED_FOR = 200;

    private final RequestStore requests;
    private final ClipStore clips;
    private final RequestStatus status;
    private final EventProjector events;
    private final Duration patience;
    private final Looks looks;

    /**
     * How often the bucket is asked while no event comes. An event tells when there is something to
     * look for; without one each look comes later than the one before, as a request that waits in
     * the queue must not cost calls each moment.
     *
     * @param first pause, and the one behind each event
     * @param whileSpoken longest pause while a worker is at it
     * @param whileQueued longest pause before
     */
    record Looks(Duration first, Duration whileSpoken, Duration whileQueued) {
        static final Looks USUAL =
                new Looks(Duration.ofMillis(120), Duration.ofSeconds(1), Duration.ofSeconds(4));
    }

    /**
     * @param patience longest wait for one segment
     */
    public SegmentStream(
            ObjectStore store, RequestStatus status, EventProjector events, Duration patience) {
        this(store, status, events, patience, Looks.USUAL);
    }

    SegmentStream(
            ObjectStore store,
            RequestStatus status,
            EventProjector events,
            Duration patience,
            Looks looks) {
        this.looks = looks;
        this.requests = new RequestStore(store);
        this.clips = new ClipStore(store);
        this.status = status;
        this.events = events;
        this.patience = patience;
    }

    /**
     * What is sent; opened before the answer begins, so that a failure can still have its status.
     */
    public final class Source implements AutoCloseable {
        private final AcceptedRequest request;
        private final InputStream plan;
        private final Iterator<PlannedSegment> segments;
        private final EventProjector.Feed feed;
        private boolean begun;
        private Optional<Placed> ahead;

        private Source(AcceptedRequest request) {
            this.request = request;
            this.plan = plan();
            this.segments = PlanCodec.read(plan);
            this.feed = events.follow(request.id());
            this.begun =
                    events.last(request.id())
                            .filter(event -> !(event instanceof RequestEvent.Accepted))
                            .isPresent();
            try {
                this.ahead = nextWithSound();
                if (ahead.isEmpty()) {
                    throw VoxfarmException.of(
                            ErrorCode.NOTHING_TO_SPEAK,
                            "request %s: nothing of its text can be spoken with voice %s",
                            request.id(),
                            request.settings().voice());
                }
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        /** The sound's own rate. */
        public int soundRateHz() {
            return ahead.orElseThrow().clip().sound().sampleRateHz();
        }

        public Encoding encoding() {
            return Encoding.of(request.settings().output(), soundRateHz());
        }

        /**
         * Waits until all of the sound is there, where the form of the file wants its length before
         * the first sample and the request is short: one job.
         *
         * @throws VoxfarmException the error of a request that failed meanwhile; {@code
         *     DEADLINE_EXCEEDED}
         */
        public void awaitAll() {
            if (request.parts() == 1 && encoding().format().wantsLength()) {
                try (InputStream whole = plan()) {
                    Iterator<PlannedSegment> all = PlanCodec.read(whole);
                    while (all.hasNext()) {
                        var _ = await(ClipHash.of(request.settings(), all.next().segment()));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        /** Of the whole sound, if all of it is there; asks the bucket for each segment once. */
        private long soundSamples() throws IOException {
            if (request.segments() > MOST_LOOKED_FOR || !encoding().format().wantsLength()) {
                return WavHeader.UNKNOWN;
            }
            long samples = 0;
            try (InputStream whole = plan()) {
                Iterator<PlannedSegment> all = PlanCodec.read(whole);
                while (all.hasNext()) {
                    Segment segment = all.next().segment();
                    Optional<Clip> clip = clips.find(ClipHash.of(request.settings(), segment));
                    if (clip.isEmpty()) {
                        return WavHeader.UNKNOWN;
                    }
                    if (clip.get().sound().samples() > 0) {
                        samples +=
                                clip.get().sound().samples()
                                        + ClipJoiner.Place.pauseSamples(
                                                segment.pauseAfterSeconds(),
                                                clip.get().sound().sampleRateHz());
                    }
                }
            }
            return samples;
        }

        private InputStream plan() {
            return requests.openPlan(request)
                    .orElseThrow(() ->
                            VoxfarmException.of(
                                    ErrorCode.NOT_FOUND, "%s: was deleted", request.planKey()));
        }

        /** Sends everything; returns when the last byte is written. */
        public void copyTo(OutputStream out) throws IOException {
            try (SoundWriter writer = SoundWriters.toStream(out, encoding(), soundSamples())) {
                ClipJoiner joiner = new ClipJoiner(1, writer::write);
                while (ahead.isPresent()) {
                    Placed placed = ahead.get();
                    // looked up only when it was sent: the first sound must not wait for the second
                    write(placed, joiner);
                    out.flush();
                    ahead = nextWithSound();
                }
                writer.finish();
                out.flush();
            }
        }

        private void write(Placed placed, ClipJoiner joiner) throws IOException {
            Clip clip = placed.clip();
            joiner.add(
                    new ClipJoiner.Place(
                            clip.sound().samples(),
                            clip.sound().sampleRateHz(),
                            placed.segment().pauseAfterSeconds(),
                            segments.hasNext()),
                    sink -> {
                        if (!clips.read(clip, sink)) {
                            throw VoxfarmException.of(
                                    ErrorCode.STORE_UNAVAILABLE,
                                    "clip %s was deleted",
                                    clip.hash());
                        }
                    });
        }

        /** The next segment that has sound; empty behind the last. */
        private Optional<Placed> nextWithSound() {
            while (segments.hasNext()) {
                Segment segment = segments.next().segment();
                Clip clip = await(ClipHash.of(request.settings(), segment));
                if (clip.sound().samples() > 0) {
                    return Optional.of(new Placed(segment, clip));
                }
            }
            return Optional.empty();
        }

        private Clip await(String hash) {
            long deadline = System.nanoTime() + patience.toNanos();
            Duration pause = looks.first();
            while (true) {
                Optional<Clip> clip = clips.find(hash);
                if (clip.isPresent()) {
                    return clip.get();
                }
                Optional<SynthesisResult> result = status.result(request.id());
                if (result.isPresent()) {
                    // stored between the two looks, or never
                    return clips.find(hash).orElseThrow(() -> ended(result.get()));
                }
                if (status.isStopping()) {
                    throw SynchronousSpeech.stopping();
                }
                if (System.nanoTime() - deadline > 0) {
                    throw VoxfarmException.of(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "request %s: its next segment was not spoken within %d s",
                            request.id(),
                            patience.toSeconds());
                }
                if (awaitEvent(pause)) {
                    begun = true;
                    pause = looks.first();
                } else {
                    pause = longer(pause);
                }
            }
        }

        private Duration longer(Duration pause) {
            Duration longest = begun ? looks.whileSpoken() : looks.whileQueued();
            Duration twice = pause.multipliedBy(2);
            return twice.compareTo(longest) < 0 ? twice : longest;
        }

        /** Whether an event came that says more than that the request waits. */
        private boolean awaitEvent(Duration pause) {
            try {
                return feed.next(pause)
                        .filter(event -> !(event instanceof RequestEvent.Accepted))
                        .isPresent();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VoxfarmException(ErrorCode.NOT_READY, "the dispatcher is stopping", e);
            }
        }

        @Override
        public void close() {
            feed.close();
            try {
                plan.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A clip at its place. */
    private record Placed(Segment segment, Clip clip) {}

    /**
     * Waits for the first sound.
     *
     * @throws VoxfarmException the error of a request that failed before; {@code
     *     DEADLINE_EXCEEDED}; {@code UNSUPPORTED} if its segments are not stored one by one, or its
     *     format cannot be streamed
     */
    public Source open(AcceptedRequest request) {
        if (!request.settings().output().stream() && request.parts() == 1) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "request %s was submitted without output.stream: its sound is there when it is"
                            + " done",
                    request.id());
        }
        return new Source(request);
    }

    private static VoxfarmException ended(SynthesisResult result) {
        return switch (result.outcome()) {
            case SynthesisResult.Outcome.Failed(var error) ->
                    new VoxfarmException(
                            ErrorCode.ofWireName(error.code()).orElse(ErrorCode.INTERNAL),
                            error.message());
            case SynthesisResult.Outcome.Cancelled _ ->
                    VoxfarmException.of(
                            ErrorCode.CANCELLED, "request %s was cancelled", result.id());
            case SynthesisResult.Outcome.Completed _ ->
                    VoxfarmException.of(
                            ErrorCode.NOT_FOUND,
                            "request %s: its segments are not in the bucket any more; fetch the"
                                    + " whole audio",
                            result.id());
        };
    }
}
