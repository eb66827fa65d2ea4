package voxfarm.worker.process;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.DictionaryStore;
import voxfarm.frontend.zh.Pronunciations;

/**
 * The readings that count for a request: its own, then its voice's, then the farm's. The versions
 * that were used last are remembered: each edit of a dictionary makes one. Thread-safe.
 */
final class RequestDictionaries {
    /** The farm's and some voices' of now, and those that queued requests were accepted with. */
    static final int REMEMBERED = 64;

    private final DictionaryStore store;

    /** Guarded by itself; in order of last use. */
    private final Map<ObjectKey, Pronunciations> known = new LinkedHashMap<>(16, 0.75f, true);

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
            all = all.before(version(version));
        }
        return all;
    }

    private Pronunciations version(ObjectKey key) {
        synchronized (known) {
            @Nullable Pronunciations seen = known.get(key);
            if (seen != null) {
                return seen;
            }
        }
        Pronunciations read = Pronunciations.of(store.words(key));
        synchronized (known) {
            known.put(key, read);
            if (known.size() > REMEMBERED) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return read;
    }
}
