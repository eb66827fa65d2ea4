package voxfarm.worker.binding;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.store.ObjectStore;
import voxfarm.worker.assembly.Synthesis;

/**
 * Makes the files of books. Memory does not grow with the book; on disk lie the file of the whole
 * and two chapters at a time, of a chapter in several voices also what each of them said, and the
 * timings of all such chapters. Thread-safe.
 */
public final class BookBinder {
    private final ObjectStore store;
    private final InstantSource clock;

    public BookBinder(ObjectStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Makes all files of a book and puts them into the bucket. Doing it again is harmless: a file
     * that is there with other bytes stays, and the new one gets a name of its own.
     *
     * @param binding the work of the job
     * @param checkpoint asked again and again
     * @return empty if the checkpoint ended it
     * @throws VoxfarmException {@code INVALID_PLAN}, {@code NOT_FOUND} or the error of a chapter if
     *     the book cannot be made of what is stored; {@code NOT_READY} if this machine has no room
     */
    public Optional<BoundBook> bind(
            SynthesisJob job, Work.Binding binding, Synthesis.Checkpoint checkpoint) {
        if (!checkpoint.goOn(0, 0)) {
            return Optional.empty();
        }
        try (TemporaryFolder folder = TemporaryFolder.create("binding-")) {
            return new Binding(job, binding, store, folder.path(), checkpoint, clock.instant())
                    .run();
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.NOT_READY,
                    "job " + job.id() + ": cannot be made here: " + FileFailure.reason(e),
                    e);
        }
    }
}
