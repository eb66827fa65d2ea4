package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.models.bertvits2.BertVits2Graphs;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.packages.VoicePackage;

/**
 * The graphs of a Bert-VITS2 voice that take ragged batches, as a GPU likes it: texts of any
 * requests below each other, zeros behind the shorter ones, and a mask; then windows of their
 * latents. What callers bring at the same time goes through the device together. Thread-safe.
 */
public final class BatchNetwork implements BertVits2Network {
    /** Encoder and flow are products of matrices alone: any width will do, few are kinder. */
    private static final int MAX_BATCH = 16;

    private static final int TOKEN_STEP = 32;
    private static final int FRAME_STEP = 128;
    private static final WindowDecoder.Shapes SHAPES = new WindowDecoder.Shapes(256, List.of(2, 8));

    private final OrtRuntime runtime;
    private final OrtSession encoder;
    private final OrtSession flow;
    private final WindowDecoder decoder;
    private final DeviceBatches<Text, Encoded> texts;
    private final DeviceBatches<Drawn, float[]> priors;
    private final Conditions conditions;
    private final Profile profile;
    private final VitsShape shape;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A text and the noise of its durations. */
    private record Text(AcousticInputs inputs, float[] noise) {}

    /** What was drawn of a prior, shape [F, C]. */
    private record Drawn(float[] values, float[] speaker) {}

    private BatchNetwork(
            OrtRuntime runtime,
            OrtRuntime.Opened opened,
            VoicePackage voice,
            Conditions conditions,
            WindowDecoder.Shapes shapes) {
        this.runtime = runtime;
        this.conditions = conditions;
        this.profile = conditions.profile();
        this.shape = BertVits2Network.shape(voice, profile);
        this.encoder = opened.open(voice.file(BertVits2Graphs.BATCH_ENCODER_FILE));
        this.flow = opened.open(voice.file(BertVits2Graphs.BATCH_FLOW_FILE), runtime.precision());
        this.decoder = new WindowDecoder(runtime, opened, voice, profile, shapes);
        this.texts = new DeviceBatches<>(shape.name() + " encoder", MAX_BATCH, this::encodeNow);
        this.priors = new DeviceBatches<>(shape.name() + " flow", MAX_BATCH, this::flowNow);
    }

    /** Loads it and runs everything once. */
    static BatchNetwork load(OrtRuntime runtime, VoicePackage voice) {
        BatchNetwork network = load(runtime, voice, SHAPES);
        try {
            network.warm();
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    static BatchNetwork load(OrtRuntime runtime, VoicePackage voice, WindowDecoder.Shapes shapes) {
        if (!voice.has(BertVits2Graphs.BATCH_FLOW_FILE)) {
            throw VoxfarmException.of(
                    ErrorCode.VOICE_BROKEN,
                    "voice %s was imported by a build that had other graphs for GPUs (%s); import"
                            + " it again",
                    voice.manifest().voice(),
                    voice.manifest().importer());
        }
        try (OrtRuntime.Opened opened = new OrtRuntime.Opened(runtime)) {
            BatchNetwork network =
                    new BatchNetwork(
                            runtime,
                            opened,
                            voice,
                            Conditions.load(runtime, voice, opened),
                            shapes);
            opened.keep();
            return network;
        }
    }

    /** Encoder and flow; the decoder ran each of its shapes when it was opened. */
    private void warm() {
        Profile.Widths widths = profile.widths();
        float[] speaker = new float[widths.gin()];
        AcousticInputs silence =
                new AcousticInputs(
                        new long[TOKEN_STEP],
                        new long[TOKEN_STEP],
                        new long[TOKEN_STEP],
                        widths.bertChannels().stream()
                                .map(channels -> new float[TOKEN_STEP * channels])
                                .toList(),
                        speaker,
                        new float[conditions.emotions() ? widths.hidden() : 0]);
        var _ = encodeAll(List.of(silence), List.of(new float[TOKEN_STEP * 2]));
        var _ = flowNow(List.of(new Drawn(new float[FRAME_STEP * widths.channels()], speaker)));
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
                texts.all(
                        runs.stream()
                                .map(run ->
                                        new Text(run.inputs(), BertVits2Network.durationNoise(run)))
                                .toList());
        List<Prior> made = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            made.add(encoded.get(i).prior(runs.get(i).scales()));
        }
        return made;
    }

    @Override
    public List<float[]> generate(List<VitsRun<AcousticInputs>> runs, List<Sampled> sampled) {
        return generateAll(
                sampled.stream().map(Sampled::values).toList(),
                runs.stream().map(run -> run.inputs().speaker()).toList());
    }

    /**
     * Samples of several priors.
     *
     * @param drawn each of shape [F, C]
     */
    public List<float[]> generateAll(List<float[]> drawn, List<float[]> speakers) {
        List<Drawn> all = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            all.add(new Drawn(drawn.get(i), speakers.get(i)));
        }
        return decoder.decode(priors.all(all), speakers);
    }

    private List<Encoded> encodeNow(List<Text> batch) {
        return encodeAll(
                batch.stream().map(Text::inputs).toList(),
                batch.stream().map(Text::noise).toList());
    }

    /** Few different lengths: a GPU keeps memory for each. */
    private static int bucket(int length, int step) {
        return (length + step - 1) / step * step;
    }

    /**
     * What the encoder says of several texts.
     *
     * @param noises of the durations, their scales multiplied in, each of shape [T, 2]
     */
    public List<Encoded> encodeAll(List<AcousticInputs> texts, List<float[]> noises) {
        int[] tokens = texts.stream().mapToInt(AcousticInputs::tokens).toArray();
        int width = bucket(Arrays.stream(tokens).max().orElse(1), TOKEN_STEP);
        int n = texts.size();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            putTexts(inputs, texts, width);
            inputs.rows(BertVits2Graphs.DURATION_NOISE, noises, n, width, 2);
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
            inputs.rows(
                    BertVits2Graphs.BERT.get(input),
                    texts.stream().map(text -> text.bert().get(input)).toList(),
                    n,
                    width,
                    profile.widths().bertChannels().get(input));
        }
        inputs.rows(
                BertVits2Graphs.SPEAKER,
                texts.stream().map(AcousticInputs::speaker).toList(),
                n,
                profile.widths().gin());
        if (conditions.emotions()) {
            inputs.rows(
                    BertVits2Graphs.EMOTION,
                    texts.stream().map(AcousticInputs::emotion).toList(),
                    n,
                    profile.widths().hidden());
        }
    }

    /** Latents of as many priors, each of shape [F, C]. */
    private List<float[]> flowNow(List<Drawn> batch) {
        int channels = profile.widths().channels();
        int[] frames = batch.stream().mapToInt(p -> p.values().length / channels).toArray();
        int width = bucket(Arrays.stream(frames).max().orElse(1), FRAME_STEP);
        int n = batch.size();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.rows(
                    BertVits2Graphs.PRIOR,
                    batch.stream().map(Drawn::values).toList(),
                    n,
                    width,
                    channels);
            inputs.put(BertVits2Graphs.MASK, mask(frames, width), n, width, 1);
            inputs.rows(
                    BertVits2Graphs.SPEAKER,
                    batch.stream().map(Drawn::speaker).toList(),
                    n,
                    profile.widths().gin());
            try (OrtSession.Result result = flow.run(inputs.byName())) {
                float[] latents = Tensors.floats(result, BertVits2Graphs.LATENT);
                int row = width * channels;
                return IntStream.range(0, n)
                        .mapToObj(i -> cut(latents, i, row, frames[i] * channels))
                        .toList();
            }
        } catch (OrtException e) {
            throw BertVits2Network.failed(shape.name(), e);
        }
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
            texts.close();
            priors.close();
            decoder.close();
            List.of(encoder, flow).forEach(OrtRuntime::close);
            decoder.sessions().forEach(OrtRuntime::close);
            conditions.close();
        }
    }
}
