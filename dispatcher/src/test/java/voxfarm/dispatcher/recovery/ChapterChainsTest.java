package voxfarm.dispatcher.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.ChapterChains;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.language.Language;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

class ChapterChainsTest {
    private static final RequestId BOOK = new RequestId("pride");

    private static final SpeechSettings SETTINGS =
            new SpeechSettings(
                    new SpokenBy(new VoiceId("joe"), VoiceVersion.NONE, new Speaker(0, "default")),
                    Language.EN,
                    new Scales(1, 0.667, 0.8, 1),
                    0,
                    OutputSettings.of(AudioFormat.WAV, OutputSettings.Level.PEAK),
                    Expression.NONE,
                    List.of());

    private InMemoryObjectStore store = new InMemoryObjectStore();
    private int asked;
    private final ChapterChains chains =
            new ChapterChains(
                    new ForwardingObjectStore(store) {
                        @Override
                        public Optional<ObjectInfo> head(ObjectKey key) {
                            asked++;
                            return store.head(key);
                        }
                    });

    private static AcceptedRequest book(int chapters, int window, int acceptance) {
        return new AcceptedRequest(
                BOOK,
                "hash",
                new AcceptedBy("acceptance-" + acceptance),
                Instant.EPOCH,
                Lane.BULK,
                Optional.empty(),
                Optional.empty(),
                SETTINGS,
                Optional.empty(),
                Optional.empty(),
                RequestStore.planKey(BOOK, "0".repeat(64)),
                chapters,
                1,
                1,
                Map.of(),
                List.of(),
                Map.of(),
                Optional.of(new AcceptedBook("Pride", chapters, window)),
                Optional.empty());
    }

    private void accept(int chapter) {
        store.create(
                BucketLayout.request(ChapterIds.of(BOOK, chapter)),
                new byte[] {1},
                "application/json");
    }

    private static List<ChapterChains.Place> expected(int chapters, int window, int[] accepted) {
        return IntStream.range(0, Math.min(chapters, window))
                .mapToObj(chain -> {
                    int next = chain + 1 + accepted[chain] * window;
                    return new ChapterChains.Place(
                            accepted[chain] == 0 ? 0 : next - window, next > chapters ? 0 : next);
                })
                .toList();
    }

    /** Whatever was found before, and however far others went on meanwhile. */
    @Test
    void findsWhereEachChainIs() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            store = new InMemoryObjectStore();
            int chapters = 1 + random.nextInt(60);
            int window = 1 + random.nextInt(5);
            AcceptedRequest book = book(chapters, window, round);
            int[] accepted = new int[Math.min(chapters, window)];
            for (int step = 0; step < 12; step++) {
                assertThat(chains.places(book)).isEqualTo(expected(chapters, window, accepted));
                int chain = random.nextInt(accepted.length);
                int more = random.nextInt(8);
                while (more-- > 0 && chain + 1 + accepted[chain] * window <= chapters) {
                    accept(chain + 1 + accepted[chain]++ * window);
                }
            }
        }
    }

    @Test
    void asksOnceForEachChainWhereNothingHasChanged() {
        AcceptedRequest book = book(1000, 3, 1);
        IntStream.rangeClosed(1, 500).forEach(this::accept);
        assertThat(chains.places(book).getFirst().last()).isEqualTo(499);
        asked = 0;
        chains.places(book);
        assertThat(asked).isEqualTo(3);
        accept(501);
        asked = 0;
        assertThat(chains.places(book)).contains(new ChapterChains.Place(501, 504));
        assertThat(asked).as("twice more of the chain that went on").isEqualTo(5);
    }

    /** Deleted, and given again under its id. */
    @Test
    void aBookAcceptedAnewBeginsAtItsBeginning() {
        AcceptedRequest book = book(10, 1, 1);
        IntStream.rangeClosed(1, 5).forEach(this::accept);
        assertThat(chains.places(book)).containsExactly(new ChapterChains.Place(5, 6));
        store = new InMemoryObjectStore();
        assertThat(chains.places(book(10, 1, 2))).containsExactly(new ChapterChains.Place(0, 1));
    }
}
