package voxfarm.worker.binding;

import java.util.List;
import voxfarm.common.book.BookFile;
import voxfarm.common.plan.Warning;
import voxfarm.common.result.StoredAudio;
import voxfarm.worker.assembly.SoundFile;

/**
 * A book whose files are in the bucket.
 *
 * @param audio the file of all chapters
 * @param files all of them, that one first
 * @param making since its first chapter was begun, and what engines did for all
 */
public record BoundBook(
        StoredAudio audio, List<BookFile> files, SoundFile.Making making, List<Warning> warnings) {
    public BoundBook {
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
    }
}
