package voxfarm.worker.process;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import voxfarm.common.Build;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.worker.assembly.SoundFile;
import voxfarm.worker.binding.BoundBook;

/** Writes audio and result documents, each once, the document last. Thread-safe. */
public final class ResultWriter {
    private static final String JSON = "application/json";

    private final ObjectStore store;
    private final ResultStore results;
    private final SideBySide sideBySide;
    private final InstantSource clock;
    private final String workerId;

    /**
     * @param sideBySide how the files of a result are stored
     */
    public ResultWriter(
            ObjectStore store, SideBySide sideBySide, InstantSource clock, String workerId) {
        this.store = store;
        this.results = new ResultStore(store);
        this.sideBySide = sideBySide;
        this.clock = clock;
        this.workerId = workerId;
    }

    /** What of a sound file is in the bucket. */
    private record StoredFiles(
            StoredAudio audio, Optional<ObjectKey> timings, List<ObjectKey> subtitles) {}

    /** Stores the audio and then the result; returns the result that is stored, by whomever. */
    SynthesisResult storeCompleted(SynthesisJob job, SoundFile speech, int attempt) {
        StoredFiles files = storeFiles(job, speech);
        SynthesisResult result =
                new SynthesisResult(
                        job.id().request(),
                        job.acceptedBy(),
                        job.settings(),
                        new SynthesisResult.Outcome.Completed(files.audio()),
                        files.timings(),
                        files.subtitles(),
                        job.acceptedAt(),
                        Optional.of(speech.making().startedAt()),
                        clock.instant(),
                        attempt,
                        workerId,
                        Build.name(),
                        job.segmentsInAll(),
                        speech.making().work(),
                        Stream.concat(job.warnings().stream(), speech.warnings().stream())
                                .toList());
        try {
            return results.storeFirst(result);
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.DELETED) {
                // deleted while it was spoken: what came behind that goes, too
                store.delete(files.audio().key());
                files.timings().ifPresent(store::delete);
                files.subtitles().forEach(store::delete);
            }
            throw e;
        }
    }

    /** Stores the result of a book whose files are stored; returns the one that is, by whomever. */
    SynthesisResult storeCompleted(SynthesisJob job, BoundBook book, int attempt) {
        SynthesisResult result =
                new SynthesisResult(
                        job.id().request(),
                        job.acceptedBy(),
                        job.settings(),
                        new SynthesisResult.Outcome.Completed(book.audio()),
                        Optional.empty(),
                        List.of(),
                        job.acceptedAt(),
                        Optional.of(book.making().startedAt()),
                        clock.instant(),
                        attempt,
                        workerId,
                        Build.name(),
                        job.segmentsInAll(),
                        book.making().work(),
                        Stream.concat(job.warnings().stream(), book.warnings().stream()).toList(),
                        book.files());
        try {
            return results.storeFirst(result);
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.DELETED) {
                book.files().forEach(file -> store.delete(file.key())); // came behind its deletion
            }
            throw e;
        }
    }

    private StoredFiles storeFiles(SynthesisJob job, SoundFile speech) {
        RequestId id = job.id().request();
        AtomicReference<@Nullable StoredAudio> audio = new AtomicReference<>();
        AtomicReference<Optional<ObjectKey>> timings = new AtomicReference<>(Optional.empty());
        AtomicReference<List<ObjectKey>> subtitles = new AtomicReference<>(List.of());
        List<Runnable> files = new ArrayList<>();
        files.add(() -> audio.set(storeAudio(job, speech)));
        speech.timings()
                .ifPresent(document ->
                        files.add(() -> timings.set(Optional.of(storeTimings(id, document)))));
        if (!speech.subtitles().isEmpty()) {
            files.add(() -> subtitles.set(storeSubtitles(id, speech)));
        }
        sideBySide.run(files);
        return new StoredFiles(Objects.requireNonNull(audio.get()), timings.get(), subtitles.get());
    }

    /** Stores a failed result; returns the result that is stored, by whomever. */
    public SynthesisResult storeFailed(SynthesisJob job, ErrorInfo error, int attempt) {
        Instant now = clock.instant();
        return results.storeFirst(
                new SynthesisResult(
                        job.id().request(),
                        job.acceptedBy(),
                        job.settings(),
                        new SynthesisResult.Outcome.Failed(error),
                        Optional.empty(),
                        List.of(),
                        job.acceptedAt(),
                        Optional.empty(),
                        now,
                        attempt,
                        workerId,
                        Build.name(),
                        job.segmentsInAll(),
                        EngineWork.NONE,
                        job.warnings()));
    }

    private StoredAudio storeAudio(SynthesisJob job, SoundFile speech) {
        RequestId id = job.id().request();
        AudioFormat format = job.settings().output().format();
        String sha256 = speech.file().sha256();
        ObjectKey key =
                store.createsOnce(speech.file().length())
                        ? BucketLayout.audio(id, format.extension())
                        : BucketLayout.audioByHash(id, sha256, format.extension());
        if (speech.file().create(store, key, format.contentType()) == ObjectStore.Created.TAKEN) {
            // another machine's samples differ in the last bit: both stay, the document names its
            // own
            key = BucketLayout.audioByHash(id, sha256, format.extension());
            speech.file().create(store, key, format.contentType());
        }
        return new StoredAudio(
                key,
                store.uri(key),
                format,
                speech.sound().sampleRateHz(),
                speech.sound().channels(),
                speech.sound().durationSeconds(),
                speech.file().length(),
                sha256,
                Optional.of(speech.sound().levels()));
    }

    private ObjectKey storeTimings(RequestId id, SoundFile.Content document) {
        ObjectKey key = BucketLayout.timings(id);
        if (document.create(store, key, JSON) == ObjectStore.Created.TAKEN) {
            key = BucketLayout.timingsByHash(id, document.sha256());
            document.create(store, key, JSON);
        }
        return key;
    }

    private List<ObjectKey> storeSubtitles(RequestId id, SoundFile speech) {
        List<ObjectKey> keys = new ArrayList<>();
        speech.subtitles()
                .forEach((format, document) -> {
                    String extension = format.wireName();
                    ObjectKey key = BucketLayout.subtitles(id, extension);
                    if (document.create(store, key, format.contentType())
                            == ObjectStore.Created.TAKEN) {
                        key = BucketLayout.subtitlesByHash(id, document.sha256(), extension);
                        document.create(store, key, format.contentType());
                    }
                    keys.add(key);
                });
        return keys;
    }
}
