package voxfarm.frontend.local;

import java.util.Optional;
import voxfarm.common.LastUsed;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectKey;
import voxfarm.frontend.Readings;

/**
 * The readings of dictionaries in the bucket. Versions never change, and those that were used last
 * are remembered: each edit of a dictionary makes one. Thread-safe.
 */
public final class StoredReadings {
    /** The farm's and some voices' of now, and those that queued requests were accepted with. */
    private static final long REMEMBERED_BYTES = 48L << 20;

    private final DictionaryStore store;
    private final LastUsed<ObjectKey, Readings> known =
            new LastUsed<>(REMEMBERED_BYTES, (_, readings) -> bytes(readings));

    public StoredReadings(DictionaryStore store) {
        this.store = store;
    }

    private static long bytes(Readings readings) {
        return readings.layers().stream()
                .mapToLong(words -> LastUsed.bytesOf(words.byWord()))
                .sum();
    }

    /**
     * A version's readings.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code NOT_FOUND} if it is not in the bucket,
     *     {@code INVALID_REQUEST} if no voice could say one of them: whoever wrote it is told so,
     *     whichever voice speaks
     */
    public Readings of(ObjectKey version) {
        return known.get(version, this::read);
    }

    private Readings read(ObjectKey version) {
        try {
            return checked(version);
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                throw e;
            }
            // nobody's request is at fault, and only another version helps
            throw new VoxfarmException(
                    e.code(),
                    version
                            + " in the bucket: "
                            + e.getMessage()
                            + "; voxfarm dictionary set replaces it",
                    e);
        }
    }

    private Readings checked(ObjectKey version) {
        boolean farm = version.value().startsWith(BucketLayout.dictionaries(Optional.empty()));
        Readings readings =
                Readings.of(
                        farm ? Readings.Layer.FARM : Readings.Layer.VOICE, store.words(version));
        LocalFrontEnds.all().check(readings);
        return readings;
    }
}
