package voxfarm.worker.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.plan.Warning;

/**
 * The recipe of every VITS voice: texts are read, encoded, their priors sampled with noise that
 * depends on what is spoken alone, and decoded. Knows no language and no graph.
 *
 * @param <I> what the voice's network takes of a text
 */
final class VitsVoice<I> implements AutoCloseable {
    private final VitsNetwork<I> network;
    private final Reader<I> reader;
    private final NativeUse use;

    VitsVoice(VitsNetwork<I> network, Reader<I> reader) {
        this.network = network;
        this.reader = reader;
        this.use = new NativeUse(network.shape().name(), network::close);
    }

    /** Brings an utterance into what a kind of network takes. Thread-safe. */
    @FunctionalInterface
    interface Reader<I> {
        Prepared<I> read(Utterance utterance);
    }

    /**
     * An utterance on its way into the network.
     *
     * @param run none if there is nothing to speak
     * @param words when each word is heard, by the frames of each symbol
     */
    record Prepared<I>(
            Optional<VitsRun<I>> run,
            List<Warning> warnings,
            Function<int[], List<SpokenWord>> words) {
        Prepared {
            warnings = List.copyOf(warnings);
        }

        /** Nothing to speak. */
        static <I> Prepared<I> silent(List<Warning> warnings) {
            return new Prepared<>(Optional.empty(), warnings, _ -> List.of());
        }
    }

    /** What came out of the network. */
    private record Sound(float[] samples, int[] durations) {
        static final Sound NONE = new Sound(new float[0], new int[0]);
    }

    int batchSize() {
        return network.batchSize();
    }

    List<LoadedVoice.Spoken> speakAll(List<Utterance> utterances) {
        return use.during(() -> speakNow(utterances)); // readers run graphs of the network, too
    }

    private List<LoadedVoice.Spoken> speakNow(List<Utterance> utterances) {
        List<Prepared<I>> prepared = utterances.stream().map(reader::read).toList();
        Iterator<Sound> sounds =
                run(prepared.stream().flatMap(one -> one.run().stream()).toList()).iterator();
        return prepared.stream()
                .map(one -> spoken(one, one.run().isPresent() ? sounds.next() : Sound.NONE))
                .toList();
    }

    private LoadedVoice.Spoken spoken(Prepared<I> prepared, Sound sound) {
        return new LoadedVoice.Spoken(
                new PcmAudio(sound.samples(), network.shape().sampleRateHz()),
                prepared.warnings(),
                prepared.words().apply(sound.durations()));
    }

    private List<Sound> run(List<VitsRun<I>> runs) {
        if (runs.isEmpty()) {
            return List.of();
        }
        List<Prior> priors = network.encode(runs);
        List<VitsNetwork.Sampled> sampled = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            int frames = network.shape().checkedFrames(priors.get(i));
            GaussianNoise noise = runs.get(i).priorNoise();
            float scale = (float) runs.get(i).scales().noiseScale();
            sampled.add(new VitsNetwork.Sampled(priors.get(i).sample(noise::at, scale), frames));
        }
        List<float[]> samples = network.generate(runs, sampled);
        List<Sound> sounds = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            sounds.add(new Sound(samples.get(i), priors.get(i).durations()));
        }
        return sounds;
    }

    /** Samples of one run. */
    float[] samples(VitsRun<I> run) {
        return use.during(() -> run(List.of(run)).getFirst().samples());
    }

    /** Frees the network when the last who speaks has ended; returns at once. */
    @Override
    public void close() {
        use.close();
    }
}
