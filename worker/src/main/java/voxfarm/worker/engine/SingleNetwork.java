package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import voxfarm.models.bertvits2.BertVits2Graphs;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.packages.VoicePackage;

/**
 * The graphs of a Bert-VITS2 voice that take one text at a time, as a CPU likes it. Thread-safe.
 */
public final class SingleNetwork implements BertVits2Network {
    private final OrtRuntime runtime;
    private final OrtSession encoder;
    private final OrtSession flow;
    private final OrtSession decoder;
    private final Conditions conditions;
    private final VitsShape shape;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SingleNetwork(
            OrtRuntime runtime,
            OrtRuntime.Opened opened,
            VoicePackage voice,
            Conditions conditions) {
        this.runtime = runtime;
        this.encoder = opened.open(voice.file(BertVits2Graphs.ENCODER_FILE));
        this.flow = opened.open(voice.file(BertVits2Graphs.FLOW_FILE));
        this.decoder = opened.open(voice.file(BertVits2Graphs.DECODER_FILE));
        this.conditions = conditions;
        this.shape = BertVits2Network.shape(voice, conditions.profile());
    }

    static SingleNetwork load(OrtRuntime runtime, VoicePackage voice) {
        try (OrtRuntime.Opened opened = new OrtRuntime.Opened(runtime)) {
            SingleNetwork network =
                    new SingleNetwork(
                            runtime, opened, voice, Conditions.load(runtime, voice, opened));
            opened.keep();
            return network;
        }
    }

    public Profile profile() {
        return conditions.profile();
    }

    @Override
    public Conditions conditions() {
        return conditions;
    }

    @Override
    public int batchSize() {
        return 1;
    }

    @Override
    public VitsShape shape() {
        return shape;
    }

    @Override
    public List<Prior> encode(List<VitsRun<AcousticInputs>> runs) {
        List<Prior> priors = new ArrayList<>();
        for (VitsRun<AcousticInputs> run : runs) {
            Encoded encoded = encode(run.inputs(), BertVits2Network.durationNoise(run));
            priors.add(encoded.prior(run.scales()));
        }
        return priors;
    }

    @Override
    public List<float[]> generate(List<VitsRun<AcousticInputs>> runs, List<Sampled> sampled) {
        List<float[]> samples = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            float[] speaker = runs.get(i).inputs().speaker();
            samples.add(decode(flow(sampled.get(i).values(), speaker), speaker));
        }
        return samples;
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
        return encode(in, noise, encoder.getOutputNames());
    }

    private Traced encode(AcousticInputs in, float[] noise, Set<String> outputs) {
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
            if (conditions.emotions()) {
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
            throw BertVits2Network.failed(shape.name(), e);
        }
    }

    /**
     * @param prior shape [F, C]
     * @return shape [F, C]
     */
    public float[] flow(float[] prior, float[] speaker) {
        int frames = prior.length / profile().widths().channels();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(BertVits2Graphs.PRIOR, prior, 1, frames, profile().widths().channels());
            inputs.put(BertVits2Graphs.SPEAKER, speaker, 1, speaker.length);
            try (OrtSession.Result result = flow.run(inputs.byName())) {
                return Tensors.floats(result, BertVits2Graphs.LATENT);
            }
        } catch (OrtException e) {
            throw BertVits2Network.failed(shape.name(), e);
        }
    }

    /**
     * @param latent shape [F, C]
     * @return samples
     */
    public float[] decode(float[] latent, float[] speaker) {
        int channels = profile().widths().channels();
        return shape.decodeInPieces(
                latent.length / channels,
                (first, last) ->
                        decodePiece(
                                Arrays.copyOfRange(latent, first * channels, last * channels),
                                speaker));
    }

    private float[] decodePiece(float[] latent, float[] speaker) {
        int frames = latent.length / profile().widths().channels();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(BertVits2Graphs.LATENT, latent, 1, frames, profile().widths().channels());
            inputs.put(BertVits2Graphs.SPEAKER, speaker, 1, speaker.length);
            try (OrtSession.Result result = decoder.run(inputs.byName())) {
                return Tensors.floats(result, BertVits2Graphs.SAMPLES);
            }
        } catch (OrtException e) {
            throw BertVits2Network.failed(shape.name(), e);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            List.of(encoder, flow, decoder).forEach(OrtRuntime::close);
            conditions.close();
        }
    }
}
