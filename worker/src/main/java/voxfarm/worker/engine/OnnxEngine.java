package voxfarm.worker.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import voxfarm.common.machine.Computation;
import voxfarm.common.machine.Precision;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.ipa.Phonemizers;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.models.packages.VoicePackage;

/** The engine on ONNX Runtime. */
public final class OnnxEngine implements SynthesisEngine {
    private final OrtRuntime runtime;

    /** A GPU would tune itself anew for each length of a Piper voice, and loses to a few cores. */
    private final OrtRuntime piperRuntime;

    private final Phonemizers phonemizers;
    private final BertLibrary berts;
    private final FrontEnds frontEnds;

    private OnnxEngine(OrtRuntime runtime, Phonemizers phonemizers, BertLibrary berts) {
        this.runtime = runtime;
        this.piperRuntime = runtime.onCpu();
        this.phonemizers = phonemizers;
        this.berts = berts;
        this.frontEnds = LocalFrontEnds.with(berts::englishPieces, berts::earlyJapaneseTokens);
    }

    /**
     * @param threads of one run, from 1
     * @throws voxfarm.common.error.VoxfarmException {@code DEVICE_UNAVAILABLE} if a CUDA device was
     *     asked for by name and cannot be used
     */
    public static OnnxEngine start(
            Device device,
            int threads,
            Precision precision,
            Phonemizers phonemizers,
            BertLibrary berts) {
        return new OnnxEngine(OrtRuntime.start(device, threads, precision), phonemizers, berts);
    }

    /** As the other, exactly computed, for voices that need no BERT model. */
    public static OnnxEngine start(Device device, int threads, Phonemizers phonemizers) {
        return start(
                device,
                threads,
                Precision.EXACT,
                phonemizers,
                new BertLibrary(List.of(), Path.of("."), false));
    }

    @Override
    public LoadedVoice load(VoicePackage voice) {
        return load(voice, runtime);
    }

    @Override
    public LoadedVoice loadExact(VoicePackage voice) {
        return load(voice, runtime.exactly());
    }

    @Override
    public Computation computation() {
        return runtime.computation();
    }

    private LoadedVoice load(VoicePackage voice, OrtRuntime on) {
        VoiceManifest manifest = voice.manifest();
        return switch (manifest.kind()) {
            case PIPER ->
                    PiperVoice.load(
                            piperRuntime,
                            voice,
                            phonemizers.get(manifest.phonemizer(), manifest.phonemizerVoice()));
            case BERT_VITS2 -> BertVits2Voice.load(on, voice, berts, frontEnds);
        };
    }

    @Override
    public Optional<String> lacks(VoiceManifest voice) {
        return phonemizers.missing(voice.phonemizer());
    }

    /** The bare network of a Bert-VITS2 voice, for comparisons and measurements. */
    public SingleNetwork loadNetwork(VoicePackage voice) {
        return SingleNetwork.load(runtime, voice);
    }

    /** The network of a Bert-VITS2 voice as GPUs run it, for comparisons; on whatever device. */
    public BatchNetwork loadBatchNetwork(VoicePackage voice) {
        return BatchNetwork.load(runtime, voice);
    }

    /**
     * A BERT model, for comparisons and measurements.
     *
     * @param folder of an imported model
     */
    public BertEncoder loadBert(Path folder) {
        return BertEncoder.load(runtime, folder);
    }

    @Override
    public String device() {
        return runtime.device().toString();
    }

    @Override
    public void close() {
        phonemizers.close();
        berts.close();
    }
}
