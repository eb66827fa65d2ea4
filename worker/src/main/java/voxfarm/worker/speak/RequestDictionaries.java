package voxfarm.worker.speak;

import java.util.HashMap;
import java.util.Map;
import voxfarm.common.LastUsed;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.store.ObjectKey;
import voxfarm.frontend.zh.Pronunciations;

/**
 * The readings that count for a request: its own, then its voice's, then the farm's. The versions
 * that were used last are remembered: each edit of a dictionary makes one. Thread-safe.
 */
final class RequestDictionaries {
    /** The farm's and some voices' of now, and those that queued requests were accepted with. */
    private static final int REMEMBERED = 16;

    private final DictionaryStore store;
    private final LastUsed<ObjectKey, Pronunciations> known = new LastUsed<>(REMEMBERED);

    RequestDictionaries(DictionaryStore store) {
        this.store = store;
    }

    Pronunciations of(SpeechSettings settings) {
        Map<String, String> own = new HashMap<>();
        for (Expression.Pronunciation word : settings.expression().dictionary()) {
            own.put(word.word(), word.reading());
        }
        Pronunciations all = own.isEmpty() ? Pronunciations.NONE : Pronunciations.of(own);
        for (ObjectKey version : settings.dictionaries()) {
            all = all.before(known.get(version, key -> Pronunciations.of(store.words(key))));
        }
        return all;
    }
}
