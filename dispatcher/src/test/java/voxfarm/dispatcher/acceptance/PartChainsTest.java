package voxfarm.dispatcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.language.Language;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.dispatcher.Voices;

class PartChainsTest {
    private static AcceptedRequest request(int parts, int window) {
        return new AcceptedRequest(
                new RequestId("r1"),
                "",
                new AcceptedBy("5a0e2b6c"),
                Instant.EPOCH,
                Lane.BULK,
                Optional.empty(),
                Optional.empty(),
                new SpeechSettings(
                        new SpokenBy(
                                Voices.JOE.voice(),
                                Voices.JOE.version(),
                                new Speaker(0, "default")),
                        Language.EN,
                        Scales.ORIGINAL_DEFAULTS,
                        0,
                        OutputSettings.defaults(),
                        Expression.NONE,
                        List.of()),
                Optional.empty(),
                Optional.empty(),
                new ObjectKey("plan"),
                parts * 10,
                parts,
                window,
                Map.of(),
                List.of());
    }

    @Test
    void beginsEachChainAndNoMore() {
        assertThat(PartChains.toQueue(request(10, 3), Set.of())).containsExactly(0, 1, 2);
        assertThat(PartChains.toQueue(request(2, 2), Set.of())).containsExactly(0, 1);
        assertThat(PartChains.toQueue(request(1, 1), Set.of())).containsExactly(0);
    }

    @Test
    void goesOnWhereEachChainBroke() {
        assertThat(PartChains.toQueue(request(10, 3), Set.of(0, 3, 6, 9, 1))).containsExactly(2, 4);
        assertThat(PartChains.toQueue(request(4, 3), Set.of(0, 1, 2, 3))).isEmpty();
    }

    @Test
    void queuesAllThatIsMissingWhereAnEarlierBuildAcceptedIt() {
        assertThat(PartChains.toQueue(request(5, 5), Set.of(1, 3))).containsExactly(0, 2, 4);
    }

    /** However often and wherever chains break, what is queued leads to every part. */
    @RepeatedTest(50)
    void leadsToEveryPart(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int parts = 1 + random.nextInt(60);
        int window = 1 + random.nextInt(Math.min(parts, 12));
        AcceptedRequest request = request(parts, window);
        Set<Integer> done = new HashSet<>();
        SortedSet<Integer> queue = PartChains.toQueue(request, done);
        while (!queue.isEmpty()) {
            assertThat(queue.size()).isLessThanOrEqualTo(window);
            int part = queue.stream().skip(random.nextInt(queue.size())).findFirst().orElseThrow();
            queue.remove(part);
            if (random.nextInt(3) > 0) {
                done.add(part);
                if (part + window < parts) {
                    queue.add(part + window);
                }
            }
            if (queue.isEmpty()) {
                queue = PartChains.toQueue(request, done);
            }
        }
        assertThat(done).hasSize(parts);
    }
}
