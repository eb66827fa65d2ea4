package voxfarm.worker.binding;

import java.util.List;
import java.util.Optional;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.PcmWav;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.StoredChapter;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;

/**
 * A chapter as it was spoken.
 *
 * @param number from 1
 */
record ChapterSound(int number, StoredChapter chapter, SynthesisResult result, StoredAudio audio) {

    /**
     * @throws VoxfarmException the chapter's own error if it failed, {@code CANCELLED}, {@code
     *     DELETED}, {@code NOT_FOUND} without a result
     */
    static ChapterSound find(
            ResultStore results, RequestId book, int number, StoredChapter chapter) {
        RequestId id = ChapterIds.of(book, number);
        Optional<SynthesisResult> found;
        try {
            found = results.find(id);
        } catch (VoxfarmException e) {
            if (e.code() != ErrorCode.DELETED) {
                throw e;
            }
            // of the chapter: the book itself has not ended, so its job is not to be passed over
            throw VoxfarmException.of(
                    ErrorCode.NOT_FOUND, "chapter %d: %s", number, e.getMessage());
        }
        SynthesisResult result =
                found.orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.NOT_FOUND,
                                "chapter %d: the result of request %s is not stored any more",
                                number,
                                id));
        return switch (result.outcome()) {
            case SynthesisResult.Outcome.Completed(StoredAudio audio) ->
                    new ChapterSound(number, chapter, result, requireSamples(number, audio));
            case SynthesisResult.Outcome.Failed(ErrorInfo error) ->
                    throw VoxfarmException.of(
                            ErrorCode.ofWireName(error.code()).orElse(ErrorCode.INTERNAL),
                            "chapter %d: %s",
                            number,
                            error.message());
            case SynthesisResult.Outcome.Cancelled _ ->
                    throw VoxfarmException.of(
                            ErrorCode.CANCELLED, "chapter %d: it was cancelled", number);
        };
    }

    private static StoredAudio requireSamples(int number, StoredAudio audio) {
        if (audio.format() != AudioFormat.WAV || audio.channels() != 1) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "chapter %d: expected wav with one channel, was %s with %d",
                    number,
                    audio.format().wireName(),
                    audio.channels());
        }
        return audio;
    }

    /** The same without what is not needed to the end: thousands of them are held at once. */
    ChapterSound withoutWarnings() {
        return new ChapterSound(
                number,
                chapter,
                new SynthesisResult(
                        result.id(),
                        result.acceptedBy(),
                        result.settings(),
                        result.outcome(),
                        result.timings(),
                        result.subtitles(),
                        result.createdAt(),
                        result.startedAt(),
                        result.finishedAt(),
                        result.attempts(),
                        result.workerId(),
                        result.build(),
                        result.segments(),
                        result.engine(),
                        List.of()),
                audio);
    }

    /** As it was spoken. */
    long samples() {
        return PcmWav.samples(audio.bytes());
    }
}
