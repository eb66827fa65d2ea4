package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import voxfarm.models.bertvits2.BertVits2Graphs;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.packages.VoicePackage;

/**
 * The graphs of a Bert-VITS2 voice that take ragged batches, as a GPU likes it: texts of any
 * requests below each other, zeros behind the shorter ones, and a mask. Thread-safe.
 */
final class BatchNetwork implements BertVits2Network {
    private static final int MAX_BATCH = 8;
    private static final int TOKEN_STEP = 32;
    private static final int FRAME_STEP = 128;

    private final OrtRuntime runtime;
    private final OrtSession encoder;
    private final OrtSession generator;
    private final Conditions conditions;
    private final Profile profile;
    private final VitsShape shape;
    private final AtomicBoolean closed = new AtomicBoolean();

    private BatchNetwork(
            OrtRuntime runtime,
            OrtRuntime.Opened opened,
            VoicePackage voice,
            Conditions conditions) {
        this.runtime = runtime;
        this.encoder = opened.open(voice.file(BertVits2Graphs.BATCH_ENCODER_FILE));
        this.generator = opened.open(voice.file(BertVits2Graphs.BATCH_GENERATOR_FILE));
        this.conditions = conditions;
        this.profile = conditions.profile();
        this.shape = BertVits2Network.shape(voice, profile);
    }

    static BatchNetwork load(OrtRuntime runtime, VoicePackage voice) {
        try (OrtRuntime.Opened opened = new OrtRuntime.Opened(runtime)) {
            BatchNetwork network =
                    new BatchNetwork(
                            runtime, opened, voice, Conditions.load(runtime, voice, opened));
            opened.keep();
            return network;
        }
    }

    @Override
    public Conditions conditions() {
        return conditions;
    }

    @Override
    public int batchSize() {
        return MAX_BATCH;
    }

    @Override
    public VitsShape shape() {
        return shape;
    }

    @Override
    public List<Prior> encode(List<VitsRun<AcousticInputs>> runs) {
        List<Encoded> encoded =
                encodeAll(
                        runs.stream().map(VitsRun::inputs).toList(),
                        runs.stream().map(BertVits2Network::durationNoise).toList());
        List<Prior> priors = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            priors.add(encoded.get(i).prior(runs.get(i).scales()));
        }
        return priors;
    }

    @Override
    public List<float[]> generate(List<VitsRun<AcousticInputs>> runs, List<Sampled> sampled) {
        return generateAll(
                sampled.stream().map(Sampled::values).toList(),
                runs.stream().map(run -> run.inputs().speaker()).toList());
    }

    /** Few different lengths: a GPU tunes its kernels, and its memory, for each. */
    private static int bucket(int length, int step) {
        return (length + step - 1) / step * step;
    }

    /**
     * What the encoder says of several texts.
     *
     * @param noises of the durations, their scales multiplied in, each of shape [T, 2]
     */
    List<Encoded> encodeAll(List<AcousticInputs> texts, List<float[]> noises) {
        int[] tokens = texts.stream().mapToInt(AcousticInputs::tokens).toArray();
        int width = bucket(Arrays.stream(tokens).max().orElse(1), TOKEN_STEP);
        int n = texts.size();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            putTexts(inputs, texts, width);
            inputs.put(
                    BertVits2Graphs.DURATION_NOISE, padded(noises, tokens, width, 2), n, width, 2);
            inputs.put(BertVits2Graphs.MASK, mask(tokens, width), n, width, 1);
            try (OrtSession.Result result =
                    encoder.run(OrtRuntime.only(encoder, inputs.byName()), ENCODED)) {
                float[] mean = Tensors.floats(result, BertVits2Graphs.MEAN);
                float[] deviation = Tensors.floats(result, BertVits2Graphs.LOG_DEVIATION);
                float[] stochastic = Tensors.floats(result, BertVits2Graphs.STOCHASTIC_DURATIONS);
                float[] durations = Tensors.floats(result, BertVits2Graphs.DURATIONS);
                int channels = profile.widths().channels();
                return IntStream.range(0, n)
                        .mapToObj(i ->
                                new Encoded(
                                        cut(mean, i, width * channels, tokens[i] * channels),
                                        cut(deviation, i, width * channels, tokens[i] * channels),
                                        cut(stochastic, i, width, tokens[i]),
                                        cut(durations, i, width, tokens[i])))
                        .toList();
            }
        } catch (OrtException e) {
            throw BertVits2Network.failed(shape.name(), e);
        }
    }

    private void putTexts(Tensors inputs, List<AcousticInputs> texts, int width)
            throws OrtException {
        int n = texts.size();
        putLongs(inputs, BertVits2Graphs.PHONES, texts, AcousticInputs::phones, width);
        putLongs(inputs, BertVits2Graphs.TONES, texts, AcousticInputs::tones, width);
        putLongs(inputs, BertVits2Graphs.LANGUAGES, texts, AcousticInputs::languages, width);
        for (int i = 0; i < profile.widths().bertChannels().size(); i++) {
            int input = i;
            inputs.put(
                    BertVits2Graphs.BERT.get(i),
                    padded(texts, t -> t.bert().get(input), width, true),
                    n,
                    width,
                    profile.widths().bertChannels().get(i));
        }
        inputs.put(
                BertVits2Graphs.SPEAKER,
                padded(texts, AcousticInputs::speaker, 1, false),
                n,
                profile.widths().gin());
        if (conditions.emotions()) {
            inputs.put(
                    BertVits2Graphs.EMOTION,
                    padded(texts, AcousticInputs::emotion, 1, false),
                    n,
                    profile.widths().hidden());
        }
    }

    /**
     * Samples of several priors.
     *
     * @param priors each of shape [F, C]
     */
    List<float[]> generateAll(List<float[]> priors, List<float[]> speakers) {
        int channels = profile.widths().channels();
        int[] frames = priors.stream().mapToInt(p -> p.length / channels).toArray();
        int width = bucket(Arrays.stream(frames).max().orElse(1), FRAME_STEP);
        int n = priors.size();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            putPriors(inputs, priors, frames, width);
            putSpeakers(inputs, speakers);
            try (OrtSession.Result result = generator.run(inputs.byName())) {
                float[] samples = Tensors.floats(result, BertVits2Graphs.SAMPLES);
                int row = samples.length / n;
                return IntStream.range(0, n)
                        .mapToObj(i ->
                                cut(
                                        samples,
                                        i,
                                        row,
                                        Math.toIntExact(profile.framing().samples(frames[i]))))
                        .toList();
            }
        } catch (OrtException e) {
            throw BertVits2Network.failed(shape.name(), e);
        }
    }

    /** Padded to {@code width} frames, and what of them counts. */
    private void putPriors(Tensors inputs, List<float[]> priors, int[] frames, int width)
            throws OrtException {
        int n = priors.size();
        int channels = profile.widths().channels();
        inputs.put(
                BertVits2Graphs.PRIOR, padded(priors, frames, width, channels), n, width, channels);
        inputs.put(BertVits2Graphs.MASK, mask(frames, width), n, width, 1);
        inputs.put(BertVits2Graphs.FRAMES, Arrays.stream(frames).asLongStream().toArray(), n);
    }

    private void putSpeakers(Tensors inputs, List<float[]> speakers) throws OrtException {
        int[] ones = new int[speakers.size()];
        Arrays.fill(ones, 1);
        int gin = profile.widths().gin();
        inputs.put(BertVits2Graphs.SPEAKER, padded(speakers, ones, 1, gin), speakers.size(), gin);
    }

    /** Row {@code i} of rows of length {@code row}, cut to {@code length}. */
    private static float[] cut(float[] values, int i, int row, int length) {
        return Arrays.copyOfRange(values, i * row, i * row + length);
    }

    private static float[] mask(int[] lengths, int width) {
        float[] mask = new float[lengths.length * width];
        for (int i = 0; i < lengths.length; i++) {
            Arrays.fill(mask, i * width, i * width + lengths[i], 1);
        }
        return mask;
    }

    /** Arrays of shape [length, channels] below each other, zeros behind each. */
    private static float[] padded(List<float[]> arrays, int[] lengths, int width, int channels) {
        float[] all = new float[arrays.size() * width * channels];
        for (int i = 0; i < arrays.size(); i++) {
            System.arraycopy(arrays.get(i), 0, all, i * width * channels, lengths[i] * channels);
        }
        return all;
    }

    private static float[] padded(
            List<AcousticInputs> texts,
            Function<AcousticInputs, float[]> array,
            int width,
            boolean tokens) {
        int[] lengths = texts.stream().mapToInt(t -> tokens ? t.tokens() : 1).toArray();
        int channels = array.apply(texts.getFirst()).length / lengths[0];
        return padded(texts.stream().map(array).toList(), lengths, width, channels);
    }

    private static void putLongs(
            Tensors inputs,
            String name,
            List<AcousticInputs> texts,
            Function<AcousticInputs, long[]> array,
            int width)
            throws OrtException {
        long[] all = new long[texts.size() * width];
        for (int i = 0; i < texts.size(); i++) {
            long[] values = array.apply(texts.get(i));
            System.arraycopy(values, 0, all, i * width, values.length);
        }
        inputs.put(name, all, texts.size(), width);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            List.of(encoder, generator).forEach(OrtRuntime::close);
            conditions.close();
        }
    }
}
