package voxfarm.worker.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.audio.JoinedFile;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.files.Sha256;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.Warning;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;

/**
 * A finished file. Closing it deletes what it has on disk.
 *
 * @param file what to store
 * @param timings the document that says when each word is heard, if it was asked for
 * @param subtitles as asked for, in that order
 * @param folder where file and timings lie, if they are long
 */
public record SoundFile(
        Content file,
        Sound sound,
        Making making,
        Optional<Content> timings,
        Map<SubtitleFormat, Content> subtitles,
        List<Warning> warnings,
        Optional<TemporaryFolder> folder)
        implements AutoCloseable {
    public SoundFile {
        subtitles = Collections.unmodifiableMap(new LinkedHashMap<>(subtitles));
        warnings = List.copyOf(warnings);
    }

    /** What is heard. */
    public record Sound(
            int sampleRateHz, int channels, double durationSeconds, AudioLevels levels) {
        static Sound of(JoinedFile joined) {
            return new Sound(
                    joined.encoding().rateHz(),
                    joined.encoding().channels(),
                    joined.seconds(),
                    joined.levels());
        }
    }

    /**
     * How it was made.
     *
     * @param work of the engine, loading excluded
     */
    public record Making(Instant startedAt, EngineWork work) {}

    /** Bytes in memory or on disk. */
    public sealed interface Content {
        String sha256();

        long length();

        ObjectStore.Created create(ObjectStore store, ObjectKey key, String contentType);

        /** A file, read once to learn its hash. */
        static Content ofFile(Path path) throws IOException {
            return OnDisk.of(path);
        }

        record InMemory(byte[] bytes) implements Content {
            @Override
            public String sha256() {
                return Sha256.hex(bytes);
            }

            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public ObjectStore.Created create(
                    ObjectStore store, ObjectKey key, String contentType) {
                return store.create(key, bytes, contentType);
            }
        }

        record OnDisk(Path path, String sha256, long length) implements Content {
            static OnDisk of(Path path) throws IOException {
                return new OnDisk(path, Sha256.hex(path), java.nio.file.Files.size(path));
            }

            @Override
            public ObjectStore.Created create(
                    ObjectStore store, ObjectKey key, String contentType) {
                return store.create(key, path, contentType);
            }
        }
    }

    @Override
    public void close() {
        folder.ifPresent(temporary -> {
            try {
                temporary.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
