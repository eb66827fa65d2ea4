package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Scales;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.result.Warning;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.ipa.Phonemes;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.frontend.zh.Pronunciations;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.piper.PiperConfig;
import voxfarm.models.piper.PiperGraph;

/** A Piper voice on ONNX Runtime. */
public final class PiperVoice implements LoadedVoice {
    /** Longer runs are a model gone astray, and a danger to memory. */
    private static final int MAX_SECONDS = 120;

    /** Rows of the duration predictor's noise; two in every VITS. */
    private static final int DURATION_NOISE_ROWS = 2;

    private final OrtRuntime runtime;
    private final OrtSession encoder;
    private final OrtSession decoder;
    private final VoiceManifest manifest;
    private final PiperSymbols symbols;
    private final Phonemizer phonemizer;
    private final AtomicBoolean closed = new AtomicBoolean();

    private PiperVoice(
            OrtRuntime runtime,
            OrtSession encoder,
            OrtSession decoder,
            VoiceManifest manifest,
            PiperConfig config,
            Phonemizer phonemizer) {
        this.runtime = runtime;
        this.encoder = encoder;
        this.decoder = decoder;
        this.manifest = manifest;
        this.symbols = new PiperSymbols(config);
        this.phonemizer = phonemizer;
    }

    static PiperVoice load(OrtRuntime runtime, VoicePackage voice, Phonemizer phonemizer) {
        PiperConfig config = PiperConfig.read(voice.file(VoicePackage.CONFIG));
        OrtSession encoder = runtime.open(voice.file(VoicePackage.ENCODER));
        try {
            OrtSession decoder = runtime.open(voice.file(VoicePackage.DECODER));
            return new PiperVoice(runtime, encoder, decoder, voice.manifest(), config, phonemizer);
        } catch (RuntimeException e) {
            OrtRuntime.close(encoder);
            throw e;
        }
    }

    @Override
    public Spoken speak(Segment segment, SpeechSettings settings, Pronunciations pronunciations) {
        Phonemes phonemes = phonemizer.phonemize(segment.text());
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
                warnings(segment, phonemes.notSpoken(), ids.dropped()));
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
        String clip = clip(ids, scales, speaker, seed);
        try {
            Prior prior = encode(ids, scales, speaker, GaussianNoise.of(clip, "durations"));
            return decode(prior, scales, speaker, GaussianNoise.of(clip, "prior"));
        } catch (OrtException e) {
            throw new VoxfarmException(
                    ErrorCode.ENGINE_FAILED,
                    "voice " + manifest.voice() + ": inference failed: " + e.getMessage(),
                    e);
        }
    }

    /** Everything that decides the samples. */
    private String clip(long[] ids, Scales scales, int speaker, long seed) {
        StringBuilder clip = new StringBuilder(manifest.version());
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

    private float[] decode(Prior prior, Scales scales, int speaker, GaussianNoise noise)
            throws OrtException {
        int frames = checkedFrames(prior);
        float[] latent = prior.sample(noise, (float) scales.noiseScale(), frames);
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(PiperGraph.LATENT, latent, 1, prior.channels(), frames);
            inputs.put(PiperGraph.DURATIONS, new float[] {frames}, 1, 1, 1);
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
            OrtRuntime.close(encoder);
            OrtRuntime.close(decoder);
        }
    }
}
