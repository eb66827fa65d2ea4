package voxfarm.common.voice;

import java.nio.file.Path;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Turns a voice's files into a package in the bucket; wired by the process that can. */
@FunctionalInterface
public interface VoiceImport {
    /**
     * Imports a Bert-VITS2 voice, or finds that it was imported; blocks.
     *
     * @return the voice in the bucket
     * @throws VoxfarmException {@code INVALID_VOICE} if the files are none that this build speaks,
     *     {@code STORE_UNAVAILABLE}
     */
    VoiceManifest importVoice(Path checkpoint, Path config);

    /** Of a process that cannot. */
    VoiceImport NONE =
            (checkpoint, _) -> {
                throw VoxfarmException.of(
                        ErrorCode.UNSUPPORTED, "%s: this process imports no voices", checkpoint);
            };
}
