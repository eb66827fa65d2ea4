package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.ipa.Phonemes;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.piper.PiperConfig;
import voxfarm.models.piper.PiperGraph;

/** A Piper voice on ONNX Runtime. */
public final class PiperVoice implements LoadedVoice {
    /** Longer runs are a model gone astray, and a danger to memory. */
    private static final int MAX_SECONDS = 120;

    /** Longest decoder run in one piece: more frames are decoded in pieces that overlap. */
    private static final int PIECE_FRAMES = 256;

    /**
     * Frames on each side that a sample depends on in the largest voices: conv_pre 3, the residual
     * blocks behind the first up-sampling 60 / 8, the later ones together less than 3; rounded up.
     */
    private static final int OVERLAP_FRAMES = 16;

    /** Rows of the duration predictor's noise; two in every VITS. */
    private static final int DURATION_NOISE_ROWS = 2;

    private final OrtRuntime runtime;
    private final OrtSession encoder;
    private final OrtSession flow;
    private final OrtSession decoder;
    private final VoiceManifest manifest;
    private final PiperSymbols symbols;
    private final Phonemizer phonemizer;
    private final AtomicBoolean closed = new AtomicBoolean();

    private PiperVoice(
            OrtRuntime runtime,
            OrtSession encoder,
            OrtSession flow,
            OrtSession decoder,
            VoiceManifest manifest,
            PiperConfig config,
            Phonemizer phonemizer) {
        this.runtime = runtime;
        this.encoder = encoder;
        this.flow = flow;
        this.decoder = decoder;
        this.manifest = manifest;
        this.symbols = new PiperSymbols(config);
        this.phonemizer = phonemizer;
    }

    static PiperVoice load(OrtRuntime runtime, VoicePackage voice, Phonemizer phonemizer) {
        PiperConfig config = PiperConfig.read(voice.file(VoicePackage.CONFIG));
        try (OrtRuntime.Opened opened = new OrtRuntime.Opened(runtime)) {
            PiperVoice loaded =
                    new PiperVoice(
                            runtime,
                            opened.open(voice.file(VoicePackage.ENCODER)),
                            opened.open(voice.file(VoicePackage.FLOW)),
                            opened.open(voice.file(VoicePackage.DECODER)),
                            voice.manifest(),
                            config,
                            phonemizer);
            opened.keep();
            return loaded;
        }
    }

    @Override
    public List<Spoken> speakAll(List<Utterance> utterances) {
        return utterances.stream().map(this::speakOne).toList();
    }

    private Spoken speakOne(Utterance utterance) {
        SpeechSettings settings = utterance.settings();
        Phonemes phonemes = phonemizer.phonemize(utterance.segment().text());
        PiperSymbols.Ids ids = symbols.ids(phonemes.symbols());
        float[] samples =
                ids.spoken()
                        ? run(
                                ids.values(),
                                settings.scales(),
                                settings.speakerId(),
                                settings.seed())
                        : new float[0];
        return new Spoken(
                new PcmAudio(samples, manifest.sampleRateHz()),
                warnings(utterance.segment(), phonemes.notSpoken(), ids.dropped()));
    }

    private static List<Warning> warnings(
            Segment segment, List<String> notSpoken, List<String> dropped) {
        List<Warning> warnings = new ArrayList<>();
        if (!notSpoken.isEmpty()) {
            warnings.add(
                    new Warning(
                            "not_spoken",
                            "segment "
                                    + segment.index()
                                    + ": no reading for "
                                    + String.join(", ", notSpoken)));
        }
        if (!dropped.isEmpty()) {
            warnings.add(
                    new Warning(
                            "unknown_symbol",
                            "segment "
                                    + segment.index()
                                    + ": the voice does not know "
                                    + String.join(" ", dropped)));
        }
        return warnings;
    }

    /**
     * One run of the model.
     *
     * @param ids symbol ids with pads between them, shape [T], T at least 1
     * @return samples as the model gives them, shape [frames * hop]
     */
    public float[] run(long[] ids, Scales scales, int speaker, long seed) {
        return run(ids, scales, speaker, seed, PIECE_FRAMES);
    }

    /**
     * As the other, decoded in pieces, so that memory does not grow with the length. Each piece
     * gets as many frames on both sides as its samples depend on; the result is that of one run,
     * but for the last bits.
     *
     * @param pieceFrames from 1
     */
    float[] run(long[] ids, Scales scales, int speaker, long seed, int pieceFrames) {
        String clip = clip(ids, scales, speaker, seed);
        try {
            Prior prior = encode(ids, scales, speaker, GaussianNoise.of(clip, "durations"));
            int frames = checkedFrames(prior);
            float[] sampled =
                    prior.sample(
                            GaussianNoise.of(clip, "prior"), (float) scales.noiseScale(), frames);
            return decode(flow(sampled, frames, speaker), frames, speaker, pieceFrames);
        } catch (OrtException e) {
            throw new VoxfarmException(
                    ErrorCode.ENGINE_FAILED,
                    "voice " + manifest.voice() + ": inference failed: " + e.getMessage(),
                    e);
        }
    }

    /** Everything that decides the samples. */
    private String clip(long[] ids, Scales scales, int speaker, long seed) {
        StringBuilder clip = new StringBuilder(manifest.version().value());
        clip.append('|')
                .append(speaker)
                .append('|')
                .append(scales)
                .append('|')
                .append(seed)
                .append('|');
        for (long id : ids) {
            clip.append(id).append(' ');
        }
        return clip.toString();
    }

    private Prior encode(long[] ids, Scales scales, int speaker, GaussianNoise noise)
            throws OrtException {
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
            putSpeaker(inputs, encoder, speaker);
            try (OrtSession.Result result =
                    encoder.run(OrtRuntime.only(encoder, inputs.byName()))) {
                return new Prior(
                        Tensors.floats(result, PiperGraph.MEAN),
                        Tensors.floats(result, PiperGraph.LOG_DEVIATION),
                        toFrames(Tensors.floats(result, PiperGraph.DURATIONS)));
            }
        }
    }

    private int[] toFrames(float[] durations) {
        int[] frames = new int[durations.length];
        for (int i = 0; i < frames.length; i++) {
            if (!(durations[i] >= 0 && durations[i] < 1e9f)) { // NaN fails too
                throw VoxfarmException.of(
                        ErrorCode.ENGINE_FAILED,
                        "voice %s: symbol %d has a duration of %s frames",
                        manifest.voice(),
                        i,
                        durations[i]);
            }
            frames[i] = (int) durations[i];
        }
        return frames;
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

    /**
     * @param latent shape [C, frames], row-major
     */
    private float[] decode(float[] latent, int frames, int speaker, int pieceFrames)
            throws OrtException {
        if (frames <= pieceFrames + 2 * OVERLAP_FRAMES) {
            return decodePiece(latent, frames, speaker);
        }
        int hop = manifest.hopLength();
        float[] samples = new float[Math.multiplyExact(frames, hop)];
        int pieces = (frames + pieceFrames - 1) / pieceFrames;
        for (int i = 0; i < pieces; i++) {
            int start = (int) ((long) frames * i / pieces);
            int end = (int) ((long) frames * (i + 1) / pieces);
            int first = Math.max(0, start - OVERLAP_FRAMES);
            int last = Math.min(frames, end + OVERLAP_FRAMES);
            float[] piece =
                    decodePiece(columns(latent, frames, first, last), last - first, speaker);
            System.arraycopy(
                    piece, (start - first) * hop, samples, start * hop, (end - start) * hop);
        }
        return samples;
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

    private float[] decodePiece(float[] latent, int frames, int speaker) throws OrtException {
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(PiperGraph.LATENT, latent, 1, latent.length / frames, frames);
            putSpeaker(inputs, decoder, speaker);
            try (OrtSession.Result result =
                    decoder.run(OrtRuntime.only(decoder, inputs.byName()))) {
                return Tensors.floats(result, PiperGraph.OUTPUT);
            }
        }
    }

    private int checkedFrames(Prior prior) {
        long frames = Math.max(1, prior.frames());
        long most = (long) MAX_SECONDS * manifest.sampleRateHz() / manifest.hopLength();
        if (frames > most) {
            throw VoxfarmException.of(
                    ErrorCode.ENGINE_FAILED,
                    "voice %s: %d symbols would last %d s, more than %d; shorten the segment or"
                            + " lower length_scale",
                    manifest.voice(),
                    prior.durations().length,
                    frames * manifest.hopLength() / manifest.sampleRateHz(),
                    MAX_SECONDS);
        }
        return (int) frames;
    }

    private static void putSpeaker(Tensors inputs, OrtSession session, int speaker)
            throws OrtException {
        if (session.getInputNames().contains(PiperGraph.SPEAKER)) {
            inputs.put(PiperGraph.SPEAKER, new long[] {speaker}, 1);
        }
    }

    @Override
    public void close() {
        // a session that is closed twice throws
        if (closed.compareAndSet(false, true)) {
            List.of(encoder, flow, decoder).forEach(OrtRuntime::close);
        }
    }
}
