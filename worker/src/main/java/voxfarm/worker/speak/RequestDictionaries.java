package voxfarm.worker.speak;

import java.util.HashMap;
import java.util.Map;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.store.ObjectKey;
import voxfarm.frontend.Readings;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.local.StoredReadings;

/**
 * The readings that count for a request: its own, then its voice's, then the farm's. Thread-safe.
 */
final class RequestDictionaries {
    private final StoredReadings stored;

    RequestDictionaries(DictionaryStore store) {
        this.stored = new StoredReadings(store);
    }

    /** Whoever wrote a reading that no voice can say is told so, whichever voice speaks. */
    Readings of(SpeechSettings settings) {
        Map<String, String> own = new HashMap<>();
        for (Expression.Pronunciation word : settings.expression().dictionary()) {
            own.put(word.word(), word.reading());
        }
        Readings all = Readings.of(own);
        LocalFrontEnds.all().check(all);
        for (ObjectKey version : settings.dictionaries()) {
            all = all.before(stored.of(version));
        }
        return all;
    }
}
