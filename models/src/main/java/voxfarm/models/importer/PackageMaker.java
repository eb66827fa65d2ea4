package voxfarm.models.importer;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceVersion;

/** Reads the files of a voice and writes a package of them. Thread-safe. */
@FunctionalInterface
public interface PackageMaker {
    /**
     * @param sources hashes of the source's files, by what they are
     * @param version of the package
     * @param folder empty; filled with the package's files, without the manifest
     * @throws VoxfarmException {@code INVALID_VOICE} if the files are no voice that this build can
     *     speak
     */
    VoiceManifest make(
            VoiceSource source, Map<String, String> sources, VoiceVersion version, Path folder);

    /**
     * Makes packages in this process. For files that are trusted: a hostile one may take all memory
     * and time that there is.
     */
    static PackageMaker here(InstantSource clock) {
        return (source, sources, version, folder) ->
                switch (source) {
                    case VoiceSource.Piper piper ->
                            PiperPackage.write(piper, sources, version, folder, clock.instant());
                    case VoiceSource.BertVits2 bert ->
                            BertVits2Package.write(bert, sources, version, folder, clock.instant());
                };
    }
}
