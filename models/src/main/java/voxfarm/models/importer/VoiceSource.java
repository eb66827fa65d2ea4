package voxfarm.models.importer;

import java.nio.file.Path;
import java.util.Optional;
import voxfarm.common.voice.VoiceId;

/** A voice as people have it: files in a folder, nothing checked yet. */
public sealed interface VoiceSource {
    VoiceId voice();

    /** The file that is the voice: what to call it by where it is not served. */
    Path place();

    /**
     * A Piper voice.
     *
     * @param graph {@code <name>.onnx}
     * @param config {@code <name>.onnx.json}
     * @param phonemizer how its texts become phonemes
     */
    record Piper(VoiceId voice, Path graph, Path config, Phonemizer phonemizer)
            implements VoiceSource {
        @Override
        public Path place() {
            return graph;
        }
    }

    /**
     * A Bert-VITS2 voice.
     *
     * @param checkpoint {@code G_<step>.pth}, or a {@code .safetensors} of Style-Bert-VITS2
     * @param config {@code config.json}
     * @param emotion {@code emotion.npy}, features of the voice's own emotion
     * @param codebook {@code emotion_codebook.npy}, codes of emotions for release 2.1
     * @param styleVectors {@code style_vectors.npy} of Style-Bert-VITS2
     */
    record BertVits2(
            VoiceId voice,
            Path checkpoint,
            Path config,
            Optional<Path> emotion,
            Optional<Path> codebook,
            Optional<Path> styleVectors)
            implements VoiceSource {
        @Override
        public Path place() {
            return checkpoint;
        }
    }

    /** Who turns text into the symbols of a voice that was trained on espeak-ng's. */
    enum Phonemizer {
        /** The farm's own front end; English only. */
        BUILTIN("builtin"),
        /** The program espeak-ng, installed on every worker. */
        ESPEAK_NG("espeak-ng");

        private final String wireName;

        Phonemizer(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
