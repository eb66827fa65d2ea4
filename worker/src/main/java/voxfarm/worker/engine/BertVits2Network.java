package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.bertvits2.BertVits2Graphs;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.packages.VoicePackage;

/** The graphs of a Bert-VITS2 voice: for single texts on a CPU, or for ragged batches on a GPU. */
sealed interface BertVits2Network extends VitsNetwork<AcousticInputs>
        permits SingleNetwork, BatchNetwork {
    /** What the encoder is asked for. */
    Set<String> ENCODED =
            Set.of(
                    BertVits2Graphs.MEAN,
                    BertVits2Graphs.LOG_DEVIATION,
                    BertVits2Graphs.STOCHASTIC_DURATIONS,
                    BertVits2Graphs.DURATIONS);

    int MAX_SECONDS = 60;
    int PIECE_FRAMES = 512;

    static BertVits2Network load(OrtRuntime runtime, VoicePackage voice) {
        return runtime.device() instanceof Device.Cuda
                ? BatchNetwork.load(runtime, voice)
                : SingleNetwork.load(runtime, voice);
    }

    /** What conditions it beside the text. */
    Conditions conditions();

    static VitsShape shape(VoicePackage voice, Profile profile) {
        VoiceManifest manifest = voice.manifest();
        return new VitsShape(
                "voice " + manifest.voice(),
                manifest.sampleRateHz(),
                profile.framing().samplesPerFrame(),
                profile.framing().extraSamples(),
                PIECE_FRAMES,
                profile.framing().overlapFrames(),
                MAX_SECONDS);
    }

    /** Shape [T, 2], its scale multiplied in. */
    static float[] durationNoise(VitsRun<AcousticInputs> run) {
        float[] noise = run.durationNoise().matrix(run.inputs().tokens(), 2);
        for (int i = 0; i < noise.length; i++) {
            noise[i] *= (float) run.scales().noiseScaleW();
        }
        return noise;
    }

    static VoxfarmException failed(String name, OrtException e) {
        return new VoxfarmException(
                ErrorCode.ENGINE_FAILED, name + ": inference failed: " + e.getMessage(), e);
    }
}
