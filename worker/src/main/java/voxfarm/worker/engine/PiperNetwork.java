package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.piper.PiperGraph;

/** The three graphs of a Piper voice on ONNX Runtime, one text at a time. */
final class PiperNetwork implements VitsNetwork<PiperNetwork.Inputs> {
    private static final int MAX_SECONDS = 120;
    private static final int PIECE_FRAMES = 256;

    /**
     * In the largest voices: conv_pre 3, the residual blocks behind the first up-sampling 60 / 8,
     * the later ones together less than 3; rounded up.
     */
    private static final int OVERLAP_FRAMES = 16;

    /** Rows of the duration predictor's noise; two in every VITS. */
    private static final int DURATION_NOISE_ROWS = 2;

    private final OrtRuntime runtime;
    private final OrtSession encoder;
    private final OrtSession flow;
    private final OrtSession decoder;
    private final VitsShape shape;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param ids symbol ids with pads between them, shape [T], T at least 1
     */
    record Inputs(long[] ids, int speaker) {}

    private PiperNetwork(
            OrtRuntime runtime,
            OrtSession encoder,
            OrtSession flow,
            OrtSession decoder,
            VitsShape shape) {
        this.runtime = runtime;
        this.encoder = encoder;
        this.flow = flow;
        this.decoder = decoder;
        this.shape = shape;
    }

    static PiperNetwork load(OrtRuntime runtime, VoicePackage voice) {
        VoiceManifest manifest = voice.manifest();
        VitsShape shape =
                new VitsShape(
                        "voice " + manifest.voice(),
                        manifest.sampleRateHz(),
                        manifest.hopLength(),
                        0,
                        PIECE_FRAMES,
                        OVERLAP_FRAMES,
                        MAX_SECONDS);
        try (OrtRuntime.Opened opened = new OrtRuntime.Opened(runtime)) {
            PiperNetwork loaded =
                    new PiperNetwork(
                            runtime,
                            opened.open(voice.file(VoicePackage.ENCODER)),
                            opened.open(voice.file(VoicePackage.FLOW)),
                            opened.open(voice.file(VoicePackage.DECODER)),
                            shape);
            opened.keep();
            return loaded;
        }
    }

    /** The same graphs, decoded in pieces of another length; closed with this one. */
    PiperNetwork withPieceFrames(int frames) {
        return new PiperNetwork(runtime, encoder, flow, decoder, shape.withPieceFrames(frames));
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
    public List<Prior> encode(List<VitsRun<Inputs>> runs) {
        List<Prior> priors = new ArrayList<>();
        for (VitsRun<Inputs> run : runs) {
            priors.add(encode(run.inputs(), run.scales(), run.durationNoise()));
        }
        return priors;
    }

    @Override
    public List<float[]> generate(List<VitsRun<Inputs>> runs, List<Sampled> sampled) {
        List<float[]> samples = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            samples.add(generate(sampled.get(i), runs.get(i).inputs().speaker()));
        }
        return samples;
    }

    private Prior encode(Inputs in, Scales scales, GaussianNoise noise) {
        long[] ids = in.ids();
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put("input", ids, 1, ids.length);
            inputs.put("input_lengths", new long[] {ids.length}, 1);
            float[] three = {
                (float) scales.noiseScale(),
                (float) scales.lengthScale(),
                (float) scales.noiseScaleW()
            };
            inputs.put("scales", three, 3);
            inputs.put(
                    PiperGraph.DURATION_NOISE,
                    noise.matrix(DURATION_NOISE_ROWS, ids.length),
                    1,
                    DURATION_NOISE_ROWS,
                    ids.length);
            putSpeaker(inputs, encoder, in.speaker());
            try (OrtSession.Result result =
                    encoder.run(OrtRuntime.only(encoder, inputs.byName()))) {
                return new Prior.ByChannel(
                        Tensors.floats(result, PiperGraph.MEAN),
                        Tensors.floats(result, PiperGraph.LOG_DEVIATION),
                        toFrames(Tensors.floats(result, PiperGraph.DURATIONS)));
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private int[] toFrames(float[] durations) {
        int[] frames = new int[durations.length];
        for (int i = 0; i < frames.length; i++) {
            if (!(durations[i] >= 0 && durations[i] < 1e9f)) { // NaN fails too
                throw VoxfarmException.of(
                        ErrorCode.ENGINE_FAILED,
                        "%s: symbol %d has a duration of %s frames",
                        shape.name(),
                        i,
                        durations[i]);
            }
            frames[i] = (int) durations[i];
        }
        return frames;
    }

    private float[] generate(Sampled sampled, int speaker) {
        try {
            int frames = sampled.frames();
            float[] latent = flow(sampled.values(), frames, speaker);
            return shape.decodeInPieces(
                    frames,
                    (first, last) ->
                            decode(columns(latent, frames, first, last), last - first, speaker));
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /**
     * @param sampled prior, shape [C, frames], row-major
     * @return the latent, of the same shape
     */
    private float[] flow(float[] sampled, int frames, int speaker) throws OrtException {
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(PiperGraph.SAMPLED_PRIOR, sampled, 1, sampled.length / frames, frames);
            inputs.put(PiperGraph.DURATIONS, new float[] {frames}, 1, 1, 1);
            putSpeaker(inputs, flow, speaker);
            try (OrtSession.Result result = flow.run(OrtRuntime.only(flow, inputs.byName()))) {
                return Tensors.floats(result, PiperGraph.LATENT);
            }
        }
    }

    /** Columns {@code from} to {@code to} of an array of shape [C, width]. */
    private static float[] columns(float[] values, int width, int from, int to) {
        int rows = values.length / width;
        float[] cut = new float[rows * (to - from)];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, row * width + from, cut, row * (to - from), to - from);
        }
        return cut;
    }

    private float[] decode(float[] latent, int frames, int speaker) {
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(PiperGraph.LATENT, latent, 1, latent.length / frames, frames);
            putSpeaker(inputs, decoder, speaker);
            try (OrtSession.Result result =
                    decoder.run(OrtRuntime.only(decoder, inputs.byName()))) {
                return Tensors.floats(result, PiperGraph.OUTPUT);
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static void putSpeaker(Tensors inputs, OrtSession session, int speaker)
            throws OrtException {
        if (session.getInputNames().contains(PiperGraph.SPEAKER)) {
            inputs.put(PiperGraph.SPEAKER, new long[] {speaker}, 1);
        }
    }

    private VoxfarmException failed(OrtException e) {
        return new VoxfarmException(
                ErrorCode.ENGINE_FAILED, shape.name() + ": inference failed: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        // a session that is closed twice throws
        if (closed.compareAndSet(false, true)) {
            List.of(encoder, flow, decoder).forEach(OrtRuntime::close);
        }
    }
}
