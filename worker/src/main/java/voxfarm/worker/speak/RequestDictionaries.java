package voxfarm.worker.speak;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.LastUsed;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.store.ObjectKey;
import voxfarm.frontend.Readings;
import voxfarm.frontend.local.LocalFrontEnds;

/**
 * The readings that count for a request: its own, then its voice's, then the farm's. The versions
 * that were used last are remembered: each edit of a dictionary makes one. Thread-safe.
 */
final class RequestDictionaries {
    /** The farm's and some voices' of now, and those that queued requests were accepted with. */
    private static final long REMEMBERED_BYTES = 48L << 20;

    private final DictionaryStore store;
    private final LastUsed<ObjectKey, Readings> known =
            new LastUsed<>(REMEMBERED_BYTES, (_, readings) -> bytes(readings));

    RequestDictionaries(DictionaryStore store) {
        this.store = store;
    }

    private static long bytes(Readings readings) {
        return readings.layers().stream()
                .mapToLong(words -> LastUsed.bytesOf(words.byWord()))
                .sum();
    }

    Readings of(SpeechSettings settings) {
        Map<String, String> own = new HashMap<>();
        for (Expression.Pronunciation word : settings.expression().dictionary()) {
            own.put(word.word(), word.reading());
        }
        Readings all = checked(Readings.Layer.REQUEST, own);
        for (ObjectKey version : settings.dictionaries()) {
            all = all.before(known.get(version, key -> checked(layer(key), store.words(key))));
        }
        return all;
    }

    private static Readings.Layer layer(ObjectKey version) {
        String farm = BucketLayout.dictionaries(Optional.empty());
        return version.value().startsWith(farm) ? Readings.Layer.FARM : Readings.Layer.VOICE;
    }

    /** Whoever wrote a reading that no voice can say is told so, whichever voice speaks. */
    private static Readings checked(Readings.Layer layer, Map<String, String> words) {
        Readings readings = Readings.of(layer, words);
        LocalFrontEnds.all().check(readings);
        return readings;
    }
}
