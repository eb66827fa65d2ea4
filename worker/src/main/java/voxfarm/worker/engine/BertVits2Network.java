package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.voice.Scales;
import voxfarm.models.bertvits2.BertVits2Graphs;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.packages.VoicePackage;

/**
 * The graphs of one Bert-VITS2 voice on ONNX Runtime, from arrays to arrays; what lies between the
 * graphs is done here. Thread-safe: any number of callers may run at once.
 */
public final class BertVits2Network implements AutoCloseable {
    /** Longest decoder run in one piece: more frames are decoded in pieces that overlap. */
    private static final int PIECE_FRAMES = 512;

    /** Texts of one run on a GPU. */
    private static final int MAX_BATCH = 8;

    private static final int TOKEN_STEP = 32;
    private static final int FRAME_STEP = 128;

    private static final Set<String> ENCODED =
            Set.of(
                    BertVits2Graphs.MEAN,
                    BertVits2Graphs.LOG_DEVIATION,
                    BertVits2Graphs.STOCHASTIC_DURATIONS,
                    BertVits2Graphs.DURATIONS);

    private final OrtRuntime runtime;
    private final Profile profile;
    private final String name;
    private final Sessions sessions;
    private final float[] speakers;
    private final float[] codebook;
    private final AtomicBoolean closed = new AtomicBoolean();

    private BertVits2Network(OrtRuntime runtime, VoicePackage voice, Sessions sessions) {
        this.runtime = runtime;
        this.profile = Profile.read(voice.file(Profile.FILE));
        this.name = "voice " + voice.manifest().voice();
        this.sessions = sessions;
        this.speakers = readFloats(voice.file(Profile.SPEAKERS_FILE));
        Path codes = voice.file(Profile.CODEBOOK_FILE);
        this.codebook = Files.exists(codes) ? readFloats(codes) : new float[0];
    }

    /** Graphs of one text at a time, for the CPU; or of ragged batches, for the GPU. */
    private sealed interface Sessions {
        OrtSession encoder();

        Optional<OrtSession> emotion();

        record Single(
                OrtSession encoder,
                OrtSession flow,
                OrtSession decoder,
                Optional<OrtSession> emotion)
                implements Sessions {}

        record Batch(OrtSession encoder, OrtSession generator, Optional<OrtSession> emotion)
                implements Sessions {}
    }

    static BertVits2Network load(OrtRuntime runtime, VoicePackage voice) {
        return load(runtime, voice, runtime.device() instanceof Device.Cuda);
    }

    /**
     * @param batched whether to take the graphs that are meant for the GPU
     */
    static BertVits2Network load(OrtRuntime runtime, VoicePackage voice, boolean batched) {
        try (OrtRuntime.Opened opened = new OrtRuntime.Opened(runtime)) {
            Path emotionFile = voice.file(BertVits2Graphs.EMOTION_FILE);
            Optional<OrtSession> emotion =
                    Files.exists(emotionFile)
                            ? Optional.of(opened.open(emotionFile))
                            : Optional.empty();
            Sessions sessions =
                    batched
                            ? new Sessions.Batch(
                                    opened.open(voice.file(BertVits2Graphs.BATCH_ENCODER_FILE)),
                                    opened.open(voice.file(BertVits2Graphs.BATCH_GENERATOR_FILE)),
                                    emotion)
                            : new Sessions.Single(
                                    opened.open(voice.file(BertVits2Graphs.ENCODER_FILE)),
                                    opened.open(voice.file(BertVits2Graphs.FLOW_FILE)),
                                    opened.open(voice.file(BertVits2Graphs.DECODER_FILE)),
                                    emotion);
            BertVits2Network network = new BertVits2Network(runtime, voice, sessions);
            opened.keep();
            return network;
        }
    }

    /** How many texts one run may take. */
    public int batchSize() {
        return switch (sessions) {
            case Sessions.Single _ -> 1;
            case Sessions.Batch _ -> MAX_BATCH;
        };
    }

    private Sessions.Single single() {
        if (sessions instanceof Sessions.Single one) {
            return one;
        }
        throw new IllegalStateException(name + ": loaded for batches");
    }

    public Profile profile() {
        return profile;
    }

    /**
     * The embedding of a speaker, shape [gin].
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if the voice has no such speaker
     */
    public float[] speaker(int id) {
        int gin = profile.gin();
        if (id < 0 || id >= speakers.length / gin) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected a speaker id from 0 to %d, was %d",
                    name,
                    speakers.length / gin - 1,
                    id);
        }
        float[] embedding = new float[gin];
        System.arraycopy(speakers, id * gin, embedding, 0, gin);
        return embedding;
    }

    /** Codes of emotions of release 2.1, [codes, 1024]; empty for others. */
    public float[] codebook() {
        return codebook.clone();
    }

    /**
     * How an emotion was understood.
     *
     * @param embedding shape [hidden]
     * @param hidden features after the first net; empty for styles
     * @param codes chosen rows of the codebook; empty for styles
     * @param quantised features after quantisation; empty for styles
     */
    public record Emotion(float[] embedding, float[] hidden, long[] codes, float[] quantised) {}

    /**
     * @param features as many as the release takes
     * @param index of release 2.1: a row of the codebook, or -1 for the nearest to the features
     * @param codes the codebook of release 2.1, [codes, 1024]
     */
    public Emotion emotion(float[] features, int index, float[] codes) {
        OrtSession session =
                sessions.emotion()
                        .orElseThrow(() -> new IllegalStateException(name + " has no emotions"));
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(BertVits2Graphs.EMOTION_FEATURES, features, 1, features.length);
            inputs.put(BertVits2Graphs.EMOTION_INDEX, new long[] {index}, 1);
            if (codes.length > 0) {
                inputs.put(BertVits2Graphs.CODEBOOK, codes, codes.length / 1024, 1024);
            }
            try (OrtSession.Result result =
                    session.run(OrtRuntime.only(session, inputs.byName()))) {
                float[] embedding = Tensors.floats(result, BertVits2Graphs.EMOTION);
                if (result.get(BertVits2Graphs.CODES).isEmpty()) {
                    return new Emotion(embedding, new float[0], new long[0], new float[0]);
                }
                return new Emotion(
                        embedding,
                        Tensors.floats(result, BertVits2Graphs.EMOTION_HIDDEN),
                        Tensors.longs(result, BertVits2Graphs.CODES),
                        Tensors.floats(result, BertVits2Graphs.QUANTISED));
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /**
     * What the encoder says of a text.
     *
     * @param mean shape [T, C]
     * @param logDeviation shape [T, C]
     * @param stochasticDurations log frames, shape [T]
     * @param durations log frames of the plain predictor, shape [T]
     */
    public record Encoded(
            float[] mean, float[] logDeviation, float[] stochasticDurations, float[] durations) {

        /**
         * Frames per token: both predictions mixed, stretched and rounded up, all in single
         * precision as the original has it.
         *
         * @throws VoxfarmException {@code ENGINE_FAILED} if one is no number or beyond all bounds
         */
        public int[] frames(Scales scales) {
            float ratio = (float) scales.sdpRatio();
            float rest = (float) (1 - scales.sdpRatio());
            float stretch = (float) scales.lengthScale();
            int[] frames = new int[durations.length];
            for (int i = 0; i < frames.length; i++) {
                float logFrames = stochasticDurations[i] * ratio + durations[i] * rest;
                float exact = (float) StrictMath.exp(logFrames) * stretch;
                if (!(exact >= 0 && exact < 1e6f)) { // NaN fails too
                    throw VoxfarmException.of(
                            ErrorCode.ENGINE_FAILED,
                            "token %d has a duration of %s frames; the voice may be broken",
                            i,
                            exact);
                }
                frames[i] = (int) StrictMath.ceil(exact);
            }
            return frames;
        }
    }

    /** Intermediate values, for comparison with the original; shapes [T, hidden]. */
    public record Traced(Encoded encoded, float[] encoderInput, float[] hidden) {}

    /**
     * @param noise of the durations, its scale multiplied in, shape [T, 2]
     */
    public Encoded encode(AcousticInputs in, float[] noise) {
        return encode(in, noise, ENCODED).encoded();
    }

    /** As {@link #encode}, with what lies between. */
    public Traced trace(AcousticInputs in, float[] noise) {
        return encode(in, noise, sessions.encoder().getOutputNames());
    }

    private Traced encode(AcousticInputs in, float[] noise, Set<String> outputs) {
        OrtSession encoder = single().encoder();
        int tokens = in.tokens();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(BertVits2Graphs.PHONES, in.phones(), 1, tokens);
            inputs.put(BertVits2Graphs.TONES, in.tones(), 1, tokens);
            inputs.put(BertVits2Graphs.LANGUAGES, in.languages(), 1, tokens);
            for (int i = 0; i < in.bert().size(); i++) {
                float[] features = in.bert().get(i);
                inputs.put(
                        BertVits2Graphs.BERT.get(i), features, 1, tokens, features.length / tokens);
            }
            inputs.put(BertVits2Graphs.SPEAKER, in.speaker(), 1, in.speaker().length);
            if (sessions.emotion().isPresent()) {
                inputs.put(BertVits2Graphs.EMOTION, in.emotion(), 1, in.emotion().length);
            }
            inputs.put(BertVits2Graphs.DURATION_NOISE, noise, 1, tokens, 2);
            try (OrtSession.Result result =
                    encoder.run(OrtRuntime.only(encoder, inputs.byName()), outputs)) {
                boolean all = result.get(BertVits2Graphs.HIDDEN).isPresent();
                return new Traced(
                        new Encoded(
                                Tensors.floats(result, BertVits2Graphs.MEAN),
                                Tensors.floats(result, BertVits2Graphs.LOG_DEVIATION),
                                Tensors.floats(result, BertVits2Graphs.STOCHASTIC_DURATIONS),
                                Tensors.floats(result, BertVits2Graphs.DURATIONS)),
                        all ? Tensors.floats(result, BertVits2Graphs.ENCODER_INPUT) : new float[0],
                        all ? Tensors.floats(result, BertVits2Graphs.HIDDEN) : new float[0]);
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** Noise of the prior by channel and frame. */
    @FunctionalInterface
    public interface PriorNoise {
        float at(int channel, int frame);
    }

    /**
     * Repeats each token for its frames and samples the prior.
     *
     * @param frames per token
     * @return shape [F, C] with F the sum of the frames, at least 1
     */
    public float[] sample(Encoded encoded, int[] frames, float noiseScale, PriorNoise noise) {
        int channels = profile.channels();
        int total = total(frames);
        float[] prior = new float[Math.multiplyExact(channels, total)];
        float[] spread = new float[channels];
        int frame = 0;
        for (int token = 0; token < frames.length; token++) {
            for (int c = 0; c < channels; c++) {
                spread[c] = (float) StrictMath.exp(encoded.logDeviation()[token * channels + c]);
            }
            for (int i = 0; i < frames[token]; i++, frame++) {
                for (int c = 0; c < channels; c++) {
                    float mean = encoded.mean()[token * channels + c];
                    prior[frame * channels + c] =
                            noiseScale == 0
                                    ? mean
                                    : mean + noise.at(c, frame) * spread[c] * noiseScale;
                }
            }
        }
        return prior;
    }

    /** Frames of a whole text, at least 1 as in the original. */
    public static int total(int[] frames) {
        long total = 0;
        for (int n : frames) {
            total += n;
        }
        return (int) Math.max(1, Math.min(total, Integer.MAX_VALUE));
    }

    /**
     * @param prior shape [F, C]
     * @return shape [F, C]
     */
    public float[] flow(float[] prior, float[] speaker) {
        int frames = prior.length / profile.channels();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(BertVits2Graphs.PRIOR, prior, 1, frames, profile.channels());
            inputs.put(BertVits2Graphs.SPEAKER, speaker, 1, speaker.length);
            try (OrtSession.Result result = single().flow().run(inputs.byName())) {
                return Tensors.floats(result, BertVits2Graphs.LATENT);
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /**
     * @param latent shape [F, C]
     * @return samples
     */
    public float[] decode(float[] latent, float[] speaker) {
        return decode(latent, speaker, PIECE_FRAMES);
    }

    /**
     * Decodes in pieces, so that memory does not grow with the length. Each piece gets as many
     * frames on both sides as its samples depend on; the result is that of one run, but for the
     * last bits.
     *
     * @param pieceFrames from 1
     */
    public float[] decode(float[] latent, float[] speaker, int pieceFrames) {
        int channels = profile.channels();
        int frames = latent.length / channels;
        if (frames <= pieceFrames + 2 * profile.overlapFrames()) {
            return decodePiece(latent, speaker);
        }
        int hop = profile.samplesPerFrame();
        float[] samples = new float[Math.toIntExact(profile.samples(frames))];
        int pieces = (frames + pieceFrames - 1) / pieceFrames;
        for (int i = 0; i < pieces; i++) {
            int start = (int) ((long) frames * i / pieces);
            int end = (int) ((long) frames * (i + 1) / pieces);
            int first = Math.max(0, start - profile.overlapFrames());
            int last = Math.min(frames, end + profile.overlapFrames());
            float[] piece =
                    decodePiece(
                            Arrays.copyOfRange(latent, first * channels, last * channels), speaker);
            int to = end == frames ? samples.length : end * hop;
            System.arraycopy(piece, (start - first) * hop, samples, start * hop, to - start * hop);
        }
        return samples;
    }

    private float[] decodePiece(float[] latent, float[] speaker) {
        int frames = latent.length / profile.channels();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(BertVits2Graphs.LATENT, latent, 1, frames, profile.channels());
            inputs.put(BertVits2Graphs.SPEAKER, speaker, 1, speaker.length);
            try (OrtSession.Result result = single().decoder().run(inputs.byName())) {
                return Tensors.floats(result, BertVits2Graphs.SAMPLES);
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    // several texts at once

    /** What the encoder says of several texts, at most {@link #batchSize()} of them. */
    public List<Encoded> encodeAll(List<AcousticInputs> texts, List<float[]> noises) {
        return switch (sessions) {
            case Sessions.Single _ ->
                    IntStream.range(0, texts.size())
                            .mapToObj(i -> encode(texts.get(i), noises.get(i)))
                            .toList();
            case Sessions.Batch(var encoder, var _, var _) -> encodeBatch(encoder, texts, noises);
        };
    }

    /**
     * Samples of several priors, at most {@link #batchSize()} of them.
     *
     * @param priors each of shape [F, C]
     */
    public List<float[]> generateAll(List<float[]> priors, List<float[]> speakers) {
        return switch (sessions) {
            case Sessions.Single _ ->
                    IntStream.range(0, priors.size())
                            .mapToObj(i -> generate(priors.get(i), speakers.get(i)))
                            .toList();
            case Sessions.Batch(var _, var generator, var _) ->
                    generateBatch(generator, priors, speakers);
        };
    }

    private float[] generate(float[] prior, float[] speaker) {
        return decode(flow(prior, speaker), speaker);
    }

    /** Few different lengths: a GPU tunes its kernels, and its memory, for each. */
    private static int bucket(int length, int step) {
        return (length + step - 1) / step * step;
    }

    private List<Encoded> encodeBatch(
            OrtSession encoder, List<AcousticInputs> texts, List<float[]> noises) {
        int[] tokens = texts.stream().mapToInt(AcousticInputs::tokens).toArray();
        int width = bucket(Arrays.stream(tokens).max().orElse(1), TOKEN_STEP);
        int n = texts.size();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            putLongs(inputs, BertVits2Graphs.PHONES, texts, AcousticInputs::phones, width);
            putLongs(inputs, BertVits2Graphs.TONES, texts, AcousticInputs::tones, width);
            putLongs(inputs, BertVits2Graphs.LANGUAGES, texts, AcousticInputs::languages, width);
            for (int i = 0; i < profile.bertChannels().size(); i++) {
                int input = i;
                inputs.put(
                        BertVits2Graphs.BERT.get(i),
                        padded(texts, t -> t.bert().get(input), width, true),
                        n,
                        width,
                        profile.bertChannels().get(i));
            }
            inputs.put(
                    BertVits2Graphs.SPEAKER,
                    padded(texts, AcousticInputs::speaker, 1, false),
                    n,
                    profile.gin());
            if (sessions.emotion().isPresent()) {
                inputs.put(
                        BertVits2Graphs.EMOTION,
                        padded(texts, AcousticInputs::emotion, 1, false),
                        n,
                        profile.hidden());
            }
            inputs.put(
                    BertVits2Graphs.DURATION_NOISE, padded(noises, tokens, width, 2), n, width, 2);
            inputs.put(BertVits2Graphs.MASK, mask(tokens, width), n, width, 1);
            try (OrtSession.Result result =
                    encoder.run(OrtRuntime.only(encoder, inputs.byName()), ENCODED)) {
                float[] mean = Tensors.floats(result, BertVits2Graphs.MEAN);
                float[] deviation = Tensors.floats(result, BertVits2Graphs.LOG_DEVIATION);
                float[] stochastic = Tensors.floats(result, BertVits2Graphs.STOCHASTIC_DURATIONS);
                float[] durations = Tensors.floats(result, BertVits2Graphs.DURATIONS);
                int channels = profile.channels();
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
            throw failed(e);
        }
    }

    private List<float[]> generateBatch(
            OrtSession generator, List<float[]> priors, List<float[]> speakers) {
        int channels = profile.channels();
        int[] frames = priors.stream().mapToInt(p -> p.length / channels).toArray();
        int width = bucket(Arrays.stream(frames).max().orElse(1), FRAME_STEP);
        int n = priors.size();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(
                    BertVits2Graphs.PRIOR,
                    padded(priors, frames, width, channels),
                    n,
                    width,
                    channels);
            int[] ones = new int[n];
            Arrays.fill(ones, 1);
            inputs.put(
                    BertVits2Graphs.SPEAKER,
                    padded(speakers, ones, 1, profile.gin()),
                    n,
                    profile.gin());
            inputs.put(BertVits2Graphs.MASK, mask(frames, width), n, width, 1);
            inputs.put(BertVits2Graphs.FRAMES, Arrays.stream(frames).asLongStream().toArray(), n);
            try (OrtSession.Result result = generator.run(inputs.byName())) {
                float[] samples = Tensors.floats(result, BertVits2Graphs.SAMPLES);
                int row = samples.length / n;
                return IntStream.range(0, n)
                        .mapToObj(i ->
                                cut(samples, i, row, Math.toIntExact(profile.samples(frames[i]))))
                        .toList();
            }
        } catch (OrtException e) {
            throw failed(e);
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

    private VoxfarmException failed(OrtException e) {
        return new VoxfarmException(
                ErrorCode.ENGINE_FAILED, name + ": inference failed: " + e.getMessage(), e);
    }

    static float[] readFloats(Path file) {
        try {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return values;
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.VOICE_BROKEN, file + ": cannot be read: " + FileFailure.reason(e), e);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            switch (sessions) {
                case Sessions.Single one ->
                        List.of(one.encoder(), one.flow(), one.decoder())
                                .forEach(OrtRuntime::close);
                case Sessions.Batch batch ->
                        List.of(batch.encoder(), batch.generator()).forEach(OrtRuntime::close);
            }
            sessions.emotion().ifPresent(OrtRuntime::close);
        }
    }
}
