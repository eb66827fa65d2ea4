package voxfarm.bench.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import voxfarm.bench.voice.SilentVoice;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.plan.Segment;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.engine.Utterance;
import voxfarm.worker.residency.ResidentVoices;
import voxfarm.worker.speak.LaneGate;

/** A voice without a model: a few samples made from the text, or the fault that the text names. */
final class Voice implements AutoCloseable {
    static final VoiceManifest MANIFEST = SilentVoice.manifest("sim");

    /** Milliseconds that a segment takes. */
    private static final int USUAL = 1200;

    private static final int LONGEST = 9000;

    private static final ThreadLocal<World> WORLD = new ThreadLocal<>();
    private static final ThreadLocal<Integer> SPOKEN = ThreadLocal.withInitial(() -> 0);

    private final TemporaryFolder folder;
    private final ResidentVoices voices;

    Voice(ObjectStore unused) {
        try {
            folder = TemporaryFolder.create("simulation-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path path = folder.path();
        VoicePackageCache cache = new VoicePackageCache(path);
        cache.findOrMake(MANIFEST.voice(), MANIFEST.version(), _ -> MANIFEST);
        voices =
                new ResidentVoices(
                        new Engine(),
                        new VoicePackageStore(unused, cache),
                        1 << 20,
                        System::nanoTime);
        LaneGate gate = new LaneGate(1);
        // loaded now: no step of a simulation may wait for another outside of its order
        voices.lease(MANIFEST.voice(), MANIFEST.version(), false, _ -> gate.enterAlone()).close();
    }

    ResidentVoices voices() {
        return voices;
    }

    /** The engine's runs on this thread are steps of that world. */
    static void enter(World of) {
        WORLD.set(of);
        SPOKEN.set(0);
    }

    /** How many texts were spoken on this thread since it entered a world last. */
    static int spoken() {
        return SPOKEN.get();
    }

    private static final class Engine implements SynthesisEngine {
        @Override
        public LoadedVoice load(VoicePackage voice) {
            return new Loaded();
        }

        @Override
        public String device() {
            return "simulated";
        }

        @Override
        public void close() {}
    }

    private static final class Loaded implements LoadedVoice {
        @Override
        public List<Spoken> speakAll(List<Utterance> utterances) {
            return utterances.stream().map(one -> say(one.segment())).toList();
        }

        private static Spoken say(Segment segment) {
            World in = WORLD.get();
            in.step("speak " + brief(segment.text()));
            in.spoken(segment.text());
            SPOKEN.set(SPOKEN.get() + 1);
            // now and then longer than a lock
            in.sleep(in.random().nextInt(20) == 0 ? LONGEST : in.random().nextInt(USUAL));
            if (segment.text().startsWith("Unspeakable")) {
                return new Spoken(new PcmAudio(new float[0], 1000), List.of());
            }
            if (segment.text().startsWith("Deadly")) {
                throw new VoxfarmException(ErrorCode.ENGINE_DIED, "simulated");
            }
            if (segment.text().startsWith("Broken")
                    || (segment.text().startsWith("Flaky") && in.chance(0.5))) {
                throw new VoxfarmException(ErrorCode.ENGINE_FAILED, "simulated");
            }
            // two workers' samples differ in the last bits, as those of two machines do
            float own = in.random().nextInt(3) * 0.001f;
            return new Spoken(new PcmAudio(Codes.samples(segment.text(), own), 1000), List.of());
        }

        private static String brief(String text) {
            return text.substring(0, Math.min(20, text.length()));
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        voices.close();
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
