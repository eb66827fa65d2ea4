package voxfarm.dispatcher.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.voice.VoiceId;

class VoiceTopicsTest {
    private static final int MORE_THAN_CALLERS_MAY_ASK_FOR_IN_A_SECOND = 60;

    private final Set<VoiceId> gone =
            IntStream.range(0, MORE_THAN_CALLERS_MAY_ASK_FOR_IN_A_SECOND)
                    .mapToObj(i -> new VoiceId("gone" + i))
                    .collect(Collectors.toSet());

    private final class OfTheGone implements VoiceTopics.Topics {
        @Override
        public Set<VoiceId> voices() {
            return gone;
        }

        @Override
        public List<String> empty(VoiceId voice) {
            return List.of("tts.jobs." + voice);
        }

        @Override
        public void delete(List<String> topics) {
            throw new AssertionError("a dry run deletes nothing, was " + topics);
        }
    }

    @Test
    void namesThoseOfEveryVoiceThatIsGoneHoweverMany() {
        InMemoryObjectStore store = new InMemoryObjectStore();
        VoiceTopics topics =
                new VoiceTopics(
                        RetentionConfig.DEFAULTS, store, new VoiceCatalog(store), new OfTheGone());
        List<String> named = new ArrayList<>();

        topics.prune(true, named::add);

        assertThat(named).hasSameSizeAs(gone);
    }
}
