package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Scales;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.DictionaryStore;
import voxfarm.common.voice.VoiceId;

class RequestDictionariesTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final DictionaryStore versions = new DictionaryStore(store);
    private final RequestDictionaries dictionaries = new RequestDictionaries(versions);

    private ObjectKey edit(int number) {
        return versions.put(
                Optional.empty(),
                ("重庆\tchong2 qing" + (1 + number % 5)).getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, String> words(ObjectKey version) {
        return dictionaries
                .of(
                        new SpeechSettings(
                                new VoiceId("joe"),
                                "0123456789abcdef",
                                "default",
                                0,
                                "ZH",
                                Scales.ORIGINAL_DEFAULTS,
                                0,
                                OutputSettings.defaults(),
                                Expression.NONE,
                                List.of(version)))
                .written();
    }

    @Test
    void remembersTheVersionsThatWereUsedLastAndNoMore() {
        ObjectKey first = edit(0);
        assertThat(words(first)).containsEntry("重庆", "chong2 qing1");
        List<ObjectKey> more = new ArrayList<>();
        for (int i = 1; i < RequestDictionaries.REMEMBERED; i++) {
            more.add(edit(i));
        }
        more.forEach(this::words);
        int before = store.reads();
        more.forEach(this::words);
        words(first);
        assertThat(store.reads()).as("all are remembered").isEqualTo(before);

        words(edit(1)); // one more than there is room for
        before = store.reads();
        words(first);
        assertThat(store.reads()).as("used last").isEqualTo(before);
        assertThat(words(more.getFirst())).containsEntry("重庆", "chong2 qing2");
        assertThat(store.reads()).as("was forgotten, and is read again").isEqualTo(before + 1);
    }
}
