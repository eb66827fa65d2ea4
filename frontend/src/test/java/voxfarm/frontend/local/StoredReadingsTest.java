package voxfarm.frontend.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;

class StoredReadingsTest {
    private static final ObjectKey KEY = new ObjectKey("dictionaries/farm/00000005.tsv");

    /** Whoever asks for speech wrote none of it, and must learn where it lies. */
    @Test
    void namesADamagedDictionary() {
        InMemoryObjectStore store = new InMemoryObjectStore();
        store.create(KEY, "tomato\tQQ ZZ\n".getBytes(StandardCharsets.UTF_8), "text/plain");
        StoredReadings readings = new StoredReadings(new DictionaryStore(store));

        assertThatThrownBy(() -> readings.of(KEY))
                .hasMessageContaining("dictionaries/farm/00000005.tsv in the bucket: ")
                .hasMessageContaining("tomato")
                .hasMessageContaining("voxfarm dictionary set replaces it");
    }
}
