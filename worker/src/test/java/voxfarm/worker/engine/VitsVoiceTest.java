package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/** What a voice does with its network while others close it. */
class VitsVoiceTest {
    private final HeldNetwork network = new HeldNetwork();
    private final VitsVoice<String> voice =
            new VitsVoice<>(
                    network,
                    utterance ->
                            new VitsVoice.Prepared<>(
                                    List.of(
                                            new VitsRun<>(
                                                    utterance.segment().text(),
                                                    Scales.ORIGINAL_DEFAULTS,
                                                    "clip")),
                                    List.of(),
                                    _ -> List.of(),
                                    new int[1]));

    /** Stays in its decoder until a test lets it go, as native code does. */
    private static final class HeldNetwork implements VitsNetwork<String> {
        private final CountDownLatch inside = new CountDownLatch(2);
        private final CountDownLatch go = new CountDownLatch(1);
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger freed = new AtomicInteger();
        private final AtomicInteger freedUnderARun = new AtomicInteger();

        @Override
        public int batchSize() {
            return 1;
        }

        @Override
        public VitsShape shape() {
            return new VitsShape("voice joe", 1000, 10, 0, 256, 16, 120);
        }

        @Override
        public List<Prior> encode(List<VitsRun<String>> runs) {
            return List.of(new Prior.ByChannel(new float[1], new float[1], new int[] {1}));
        }

        @Override
        public List<float[]> generate(List<VitsRun<String>> runs, List<Sampled> sampled) {
            running.incrementAndGet();
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            running.decrementAndGet();
            return List.of(new float[10]);
        }

        @Override
        public void close() {
            freed.incrementAndGet();
            freedUnderARun.addAndGet(running.get());
        }
    }

    private static Utterance utterance() {
        return new Utterance(
                new Segment(0, "one", Language.EN, 0),
                new SpeechSettings(
                        new SpokenBy(new VoiceId("joe"), VoiceVersion.NONE, new Speaker(0, "a")),
                        Language.EN,
                        Scales.ORIGINAL_DEFAULTS,
                        0,
                        OutputSettings.defaults(),
                        Expression.NONE,
                        List.of()));
    }

    private CompletableFuture<List<LoadedVoice.Spoken>> speak() {
        CompletableFuture<List<LoadedVoice.Spoken>> spoken = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        spoken.complete(voice.speakAll(List.of(utterance())));
                    } catch (VoxfarmException e) {
                        spoken.completeExceptionally(e);
                    }
                });
        return spoken;
    }

    @Test
    void freesNothingUnderThoseWhoSpeak() throws Exception {
        CompletableFuture<List<LoadedVoice.Spoken>> first = speak();
        CompletableFuture<List<LoadedVoice.Spoken>> second = speak();
        network.inside.await();

        voice.close();
        voice.close(); // twice is harmless
        assertThat(network.freed).hasValue(0);
        assertThatThrownBy(() -> voice.speakAll(List.of(utterance())))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));

        network.go.countDown();
        assertThat(first.get().getFirst().audio().samples()).hasSize(10);
        assertThat(second.get().getFirst().audio().samples()).hasSize(10);
        assertThat(network.freed).hasValue(1);
        assertThat(network.freedUnderARun).hasValue(0);
    }

    @Test
    void freesAtOnceWhereNobodySpeaks() {
        network.go.countDown();
        assertThat(voice.speakAll(List.of(utterance()))).hasSize(1);
        assertThat(network.freed).hasValue(0);

        voice.close();
        voice.close();
        assertThat(network.freed).hasValue(1);
    }
}
