package voxfarm.common.voice;

import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Turns a voice's files into a package in the bucket; wired by the process that can. The files are
 * read as data, and nothing gets into the bucket before all of it was understood. Thread-safe.
 */
public interface VoiceImport {
    /**
     * Imports a Bert-VITS2 voice, or finds that it was imported; blocks.
     *
     * @return the voice in the bucket
     * @throws VoxfarmException {@code INVALID_VOICE} if the files are none that this build speaks,
     *     {@code STORE_UNAVAILABLE}
     */
    VoiceManifest importVoice(Path checkpoint, Path config);

    /**
     * As the other, of files that somebody else named: the bytes are those that were opened,
     * whatever lies under their names before or afterwards.
     *
     * @param checkpoint its real path, which names the voice
     * @param config its real path
     * @param files opens each file that belongs to the voice; nothing else is read of it
     */
    VoiceManifest importVoice(Path checkpoint, Path config, Opener files);

    /** Opens files for reading, of those that may be read. */
    @FunctionalInterface
    interface Opener {
        /**
         * @throws VoxfarmException {@code INVALID_VOICE} if there is no such file that may be read
         */
        SeekableByteChannel open(Path file);
    }

    /**
     * Imports the one voice of any kind that a folder holds, or finds that it was imported; blocks.
     *
     * @param voice the id that it is to have
     * @return the voice in the bucket
     * @throws VoxfarmException as the other
     */
    VoiceManifest importFolder(VoiceId voice, Path folder);

    /** Of a process that cannot. */
    VoiceImport NONE =
            new VoiceImport() {
                @Override
                public VoiceManifest importVoice(Path checkpoint, Path config) {
                    throw cannot(checkpoint);
                }

                @Override
                public VoiceManifest importVoice(Path checkpoint, Path config, Opener files) {
                    throw cannot(checkpoint);
                }

                @Override
                public VoiceManifest importFolder(VoiceId voice, Path folder) {
                    throw cannot(voice);
                }

                private VoxfarmException cannot(Object what) {
                    return VoxfarmException.of(
                            ErrorCode.UNSUPPORTED, "%s: this process imports no voices", what);
                }
            };
}
