package voxfarm.worker.binding;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import voxfarm.audio.Encoding;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.audio.PcmWav;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.RangedStream;

/**
 * What was spoken for one request of a book, as far as the book is made of it: thousands of these
 * are held at once.
 *
 * @param number from 1
 * @param textSha256 of what was spoken
 * @param timings when each segment of it is heard
 * @param startedAt when it was begun to be spoken
 * @param segments how many it has
 * @param build that spoke it
 */
record RequestSound(
        int number,
        String textSha256,
        SpeechSettings settings,
        StoredAudio audio,
        Optional<ObjectKey> timings,
        Optional<Instant> startedAt,
        Instant finishedAt,
        int segments,
        EngineWork engine,
        String build) {
    private static final int READ_BYTES = 4 << 20;

    /**
     * @param of whose it is, for people: {@code chapter 3}
     * @param settings those of the result, or equal ones
     * @throws VoxfarmException the request's own error if it failed, {@code CANCELLED}, {@code
     *     INVALID_PLAN} if it is no sound that a book can be made of
     */
    static RequestSound of(
            String of,
            int number,
            String textSha256,
            SynthesisResult result,
            SpeechSettings settings) {
        return switch (result.outcome()) {
            case SynthesisResult.Outcome.Completed(StoredAudio audio) ->
                    new RequestSound(
                            number,
                            textSha256,
                            settings,
                            requireSamples(of, audio),
                            result.timings(),
                            result.startedAt(),
                            result.finishedAt(),
                            result.segments(),
                            result.engine(),
                            result.build());
            case SynthesisResult.Outcome.Failed(ErrorInfo error) ->
                    throw VoxfarmException.of(
                            ErrorCode.ofWireName(error.code()).orElse(ErrorCode.INTERNAL),
                            "%s: %s",
                            of,
                            error.message());
            case SynthesisResult.Outcome.Cancelled _ ->
                    throw VoxfarmException.of(ErrorCode.CANCELLED, "%s: it was cancelled", of);
        };
    }

    private static StoredAudio requireSamples(String of, StoredAudio audio) {
        if (audio.format() != AudioFormat.WAV || audio.channels() != 1) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "%s: expected wav with one channel, was %s with %d",
                    of,
                    audio.format().wireName(),
                    audio.channels());
        }
        return audio;
    }

    int sampleRateHz() {
        return audio.sampleRateHz();
    }

    /** As it was spoken. */
    long samples() {
        return PcmWav.samples(audio.bytes());
    }

    /** The same at another rate. */
    long samplesAt(int rateHz) {
        return new Encoding(AudioFormat.PCM, sampleRateHz(), rateHz, 1, 0).samplesOf(samples());
    }

    /**
     * Reads all of it from the bucket.
     *
     * @throws VoxfarmException {@code STORE_UNAVAILABLE} if there is less than its result says
     */
    void read(ObjectStore store, FloatWav.Sink sink) throws IOException {
        try (InputStream in =
                new BufferedInputStream(new RangedStream(store, audio.key(), 0, READ_BYTES))) {
            PcmWav.read(in, samples(), sink);
        } catch (EOFException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE,
                    audio.key() + ": cannot be read whole: " + e.getMessage(),
                    e);
        }
    }

    /** The document of its timings, which it must have. */
    InputStream openTimings(ObjectStore store) {
        return new BufferedInputStream(
                new RangedStream(store, timings.orElseThrow(), 0, READ_BYTES));
    }
}
