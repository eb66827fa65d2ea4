package voxfarm.worker.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
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
     * @param runs spoken one behind the other; none if there is nothing to speak
     * @param words when each word is heard, by the frames of each symbol
     * @param symbols of which kind each symbol of all runs is, as in {@link Predicted}
     */
    record Prepared<I>(
            List<VitsRun<I>> runs,
            List<Warning> warnings,
            Function<int[], List<SpokenWord>> words,
            int[] symbols) {
        Prepared {
            runs = List.copyOf(runs);
            warnings = List.copyOf(warnings);
        }

        /** Nothing to speak. */
        static <I> Prepared<I> silent(List<Warning> warnings) {
            return new Prepared<>(List.of(), warnings, _ -> List.of(), new int[0]);
        }
    }

    /** What came out of the network. */
    private record Sound(float[] samples, int[] durations) {}

    int batchSize() {
        return network.batchSize();
    }

    List<LoadedVoice.Spoken> speakAll(List<Utterance> utterances) {
        return use.during(() -> speakNow(utterances)); // readers run graphs of the network, too
    }

    private List<LoadedVoice.Spoken> speakNow(List<Utterance> utterances) {
        List<Prepared<I>> prepared = utterances.stream().map(reader::read).toList();
        Iterator<Sound> sounds =
                run(prepared.stream().flatMap(one -> one.runs().stream()).toList()).iterator();
        return prepared.stream()
                .map(one -> spoken(one, joined(sounds, one.runs().size())))
                .toList();
    }

    private static Sound joined(Iterator<Sound> sounds, int runs) {
        if (runs == 1) {
            return sounds.next();
        }
        List<float[]> samples = new ArrayList<>();
        IntStream.Builder durations = IntStream.builder();
        for (int i = 0; i < runs; i++) {
            Sound one = sounds.next();
            samples.add(one.samples());
            IntStream.of(one.durations()).forEach(durations);
        }
        float[] all = new float[samples.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : samples) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return new Sound(all, durations.build().toArray());
    }

    private LoadedVoice.Spoken spoken(Prepared<I> prepared, Sound sound) {
        return new LoadedVoice.Spoken(
                new PcmAudio(sound.samples(), network.shape().sampleRateHz()),
                prepared.warnings(),
                prepared.words().apply(sound.durations()),
                predicted(prepared, sound.durations()),
                1);
    }

    private Optional<Predicted> predicted(Prepared<I> prepared, int[] durations) {
        if (prepared.runs().isEmpty()) {
            return Optional.empty();
        }
        VitsShape shape = network.shape();
        return Optional.of(
                new Predicted(
                        shape.samplesPerFrame(),
                        shape.extraSamples() * prepared.runs().size(),
                        durations,
                        prepared.symbols()));
    }

    private List<Sound> run(List<VitsRun<I>> runs) {
        if (runs.isEmpty()) {
            return List.of();
        }
        List<Prior> priors = StageTimes.timed(StageTimes.Stage.ENCODE, () -> network.encode(runs));
        List<VitsNetwork.Sampled> sampled = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            int frames = network.shape().checkedFrames(priors.get(i), runs.get(i).scales());
            GaussianNoise noise = runs.get(i).priorNoise();
            float scale = (float) runs.get(i).scales().noiseScale();
            sampled.add(new VitsNetwork.Sampled(priors.get(i).sample(noise::at, scale), frames));
        }
        List<float[]> samples =
                StageTimes.timed(StageTimes.Stage.DECODE, () -> network.generate(runs, sampled));
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
