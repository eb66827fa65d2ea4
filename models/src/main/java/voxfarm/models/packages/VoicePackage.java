package voxfarm.models.packages;

import java.nio.file.Path;
import voxfarm.common.voice.VoiceManifest;

/**
 * A voice ready to load: a complete local folder and what its manifest says.
 *
 * @param folder holds every file of the manifest
 */
public record VoicePackage(VoiceManifest manifest, Path folder) {
    public static final String MANIFEST = "manifest.json";

    /** Symbols to prior and durations. */
    public static final String ENCODER = "encoder.onnx";

    /** Sampled prior to latent. */
    public static final String FLOW = "flow.onnx";

    /** Latent to samples. */
    public static final String DECODER = "decoder.onnx";

    /** Weights of all graphs of the package. */
    public static final String WEIGHTS = "weights.bin";

    /** The voice's own configuration, as its owner has it. */
    public static final String CONFIG = "config.json";

    /** Whether such a file belongs to it: older builds wrote fewer. */
    public boolean has(String name) {
        return manifest.files().stream().anyMatch(file -> file.name().equals(name));
    }

    public Path file(String name) {
        return folder.resolve(name);
    }
}
