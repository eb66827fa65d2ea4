package voxfarm.worker.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Scales;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.zh.Pronunciations;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;

class ResidentVoicesTest {
    private static final String VERSION = "0123456789abcdef";
    private static final int SIZE = 100;

    @TempDir Path folder;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean broken;

    private final SynthesisEngine engine =
            new SynthesisEngine() {
                @Override
                public LoadedVoice load(VoicePackage voice) {
                    if (broken) {
                        throw new VoxfarmException(ErrorCode.VOICE_BROKEN, "broken");
                    }
                    String id = voice.manifest().voice().value();
                    log.add("load " + id);
                    return new LoadedVoice() {
                        @Override
                        public Spoken speak(
                                Segment segment,
                                SpeechSettings settings,
                                Pronunciations pronunciations) {
                            throw new UnsupportedOperationException();
                        }

                        @Override
                        public void close() {
                            log.add("close " + id);
                        }
                    };
                }

                @Override
                public String device() {
                    return "fake";
                }

                @Override
                public void close() {}
            };

    private ResidentVoices voices(int budget, String... ids) {
        VoicePackageCache cache = new VoicePackageCache(folder);
        for (String id : ids) {
            cache.findOrMake(new VoiceId(id), VERSION, target -> fill(id, target));
        }
        return new ResidentVoices(
                engine, new VoicePackageStore(new InMemoryObjectStore(), cache), budget);
    }

    private static VoiceManifest fill(String id, Path target) {
        try {
            Files.write(target.resolve("w"), new byte[SIZE]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new VoiceManifest(
                new VoiceId(id),
                VERSION,
                VoiceKind.PIPER,
                22050,
                256,
                List.of(new Speaker(0, "default")),
                List.of("EN"),
                Scales.ORIGINAL_DEFAULTS,
                300,
                "builtin",
                "en-us",
                List.of(new PackageFile("w", SIZE, "0".repeat(64))),
                Map.of(),
                "test",
                Instant.EPOCH);
    }

    private static void use(ResidentVoices voices, String id) {
        voices.lease(new VoiceId(id), VERSION).close();
    }

    @Test
    void keepsAVoiceForTheNextJob() {
        ResidentVoices voices = voices(10 * SIZE, "a");
        use(voices, "a");
        use(voices, "a");

        assertThat(log).containsExactly("load a");
        voices.close();
        assertThat(log).containsExactly("load a", "close a");
    }

    @Test
    void letsTheVoiceGoThatWasUsedLongestAgo() {
        ResidentVoices voices = voices(2 * SIZE, "a", "b", "c");
        use(voices, "a");
        use(voices, "b");
        use(voices, "a");
        use(voices, "c");

        assertThat(log).containsExactly("load a", "load b", "close b", "load c");
    }

    @Test
    void neverClosesAVoiceInUse() {
        ResidentVoices voices = voices(SIZE, "a", "b");
        try (ResidentVoices.Lease inUse = voices.lease(new VoiceId("a"), VERSION)) {
            use(voices, "b");
            assertThat(inUse.voice()).isNotNull();
            assertThat(log).containsExactly("load a", "load b");
        }
    }

    @Test
    void loadsOnceForManyWhoWait() {
        ResidentVoices voices = voices(SIZE, "a");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                threads.execute(() -> use(voices, "a"));
            }
        }
        assertThat(log).containsExactly("load a");
    }

    @Test
    void triesAgainAfterAFailure() {
        ResidentVoices voices = voices(SIZE, "a");
        broken = true;
        assertThatThrownBy(() -> use(voices, "a"))
                .isInstanceOf(VoxfarmException.class)
                .hasMessage("broken");
        broken = false;
        use(voices, "a");

        assertThat(log).containsExactly("load a");
    }
}
