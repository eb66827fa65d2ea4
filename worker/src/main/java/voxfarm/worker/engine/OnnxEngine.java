package voxfarm.worker.engine;

import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.packages.VoicePackage;

/** The engine on ONNX Runtime. */
public final class OnnxEngine implements SynthesisEngine {
    private final OrtRuntime runtime;
    private final Phonemizers phonemizers;

    private OnnxEngine(OrtRuntime runtime, Phonemizers phonemizers) {
        this.runtime = runtime;
        this.phonemizers = phonemizers;
    }

    /**
     * @param threads of one run, from 1
     * @throws voxfarm.common.error.VoxfarmException {@code DEVICE_UNAVAILABLE} if a CUDA device was
     *     asked for by name and cannot be used
     */
    public static OnnxEngine start(Device device, int threads, Phonemizers phonemizers) {
        return new OnnxEngine(OrtRuntime.start(device, threads), phonemizers);
    }

    @Override
    public LoadedVoice load(VoicePackage voice) {
        VoiceManifest manifest = voice.manifest();
        return switch (manifest.kind()) {
            case PIPER ->
                    PiperVoice.load(
                            runtime,
                            voice,
                            phonemizers.get(manifest.phonemizer(), manifest.phonemizerVoice()));
        };
    }

    @Override
    public String device() {
        return runtime.device().toString();
    }

    @Override
    public void close() {
        phonemizers.close();
    }
}
