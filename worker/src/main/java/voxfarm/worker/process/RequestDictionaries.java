package voxfarm.worker.process;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.DictionaryStore;
import voxfarm.frontend.zh.Pronunciations;

/**
 * The readings that count for a request: its own, then its voice's, then the farm's. Thread-safe.
 */
final class RequestDictionaries {
    private final DictionaryStore store;
    private final Map<ObjectKey, Pronunciations> known = new ConcurrentHashMap<>();

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
            all =
                    all.before(
                            known.computeIfAbsent(
                                    version, key -> Pronunciations.of(store.words(key))));
        }
        return all;
    }
}
