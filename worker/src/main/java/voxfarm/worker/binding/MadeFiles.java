package voxfarm.worker.binding;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.book.BookFile;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.worker.assembly.SoundFile;

/**
 * The files of a book that are in the bucket so far. One that is there already with other bytes
 * stays, and the new one gets a name of its own. On one thread.
 */
final class MadeFiles {
    private final ObjectStore store;
    private final RequestId id;
    private final List<BookFile> files = new ArrayList<>();

    MadeFiles(ObjectStore store, RequestId id) {
        this.store = store;
        this.id = id;
    }

    /**
     * Stores a file of sound.
     *
     * @param name behind the book's folder
     * @param chapter whose it is; empty of the whole, which stands before all others
     * @param seconds its length
     */
    BookFile addSound(
            Path file,
            String name,
            AudioFormat format,
            OptionalInt chapter,
            double seconds,
            AudioLevels levels)
            throws IOException {
        boolean whole = chapter.isEmpty();
        SoundFile.Content content = SoundFile.Content.ofFile(file);
        BookFile made =
                new BookFile(
                        whole ? BookFile.Kind.BOOK : BookFile.Kind.CHAPTER,
                        store(content, name, format.contentType()),
                        format.contentType(),
                        content.length(),
                        content.sha256(),
                        chapter,
                        Optional.of(seconds),
                        Optional.of(levels));
        files.add(whole ? 0 : files.size(), made);
        return made;
    }

    /** Stores a file of the whole that is no sound. */
    BookFile add(BookFile.Kind kind, Path file, String name, String contentType)
            throws IOException {
        return add(kind, SoundFile.Content.ofFile(file), name, contentType);
    }

    /** As the other, of one in memory. */
    BookFile add(BookFile.Kind kind, byte[] bytes, String name, String contentType) {
        return add(kind, new SoundFile.Content.InMemory(bytes), name, contentType);
    }

    private BookFile add(
            BookFile.Kind kind, SoundFile.Content content, String name, String contentType) {
        BookFile made =
                new BookFile(
                        kind,
                        store(content, name, contentType),
                        contentType,
                        content.length(),
                        content.sha256(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty());
        files.add(made);
        return made;
    }

    private ObjectKey store(SoundFile.Content content, String name, String contentType) {
        ObjectKey byHash = BucketLayout.bookFileByHash(id, name, content.sha256());
        ObjectKey key =
                store.createsOnce(content.length()) ? BucketLayout.bookFile(id, name) : byHash;
        if (content.create(store, key, contentType) == ObjectStore.Created.TAKEN) {
            content.create(store, byHash, contentType);
            return byHash;
        }
        return key;
    }

    /** Behind the folder of the book's files. */
    String name(BookFile file) {
        return file.key().value().substring(BucketLayout.filesOf(id).length());
    }

    /** The file of the whole first, if it is there. */
    List<BookFile> all() {
        return List.copyOf(files);
    }
}
