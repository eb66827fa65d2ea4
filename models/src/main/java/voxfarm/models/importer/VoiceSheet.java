package voxfarm.models.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.config.ConfigReader;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceFileNames;
import voxfarm.common.voice.VoiceId;

/**
 * {@code voice.yml} beside a voice's files, for what their names do not say. Empty where it says
 * nothing.
 *
 * @param id the voice's id, in place of the folder's name
 * @param checkpoint the file that is the voice, within the folder
 * @param config its configuration, within the folder
 */
record VoiceSheet(String id, String checkpoint, String config) {
    private static final VoiceSheet NONE = new VoiceSheet("", "", "");

    /**
     * @throws VoxfarmException {@code INVALID_CONFIG} if it is there and cannot be read
     */
    static VoiceSheet of(Path folder) {
        Path file = folder.resolve(VoiceFileNames.SHEET);
        if (!Files.exists(file)) {
            return NONE;
        }
        VoiceSheet sheet = ConfigReader.read(file, VoiceFileNames.SHEET, NONE, Set.of()).config();
        if (!sheet.id.isEmpty() && !VoiceId.isOne(sheet.id)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_CONFIG,
                    "%s: id: expected 1 to 64 letters, digits, '.', '_' or '-' that start with a"
                            + " letter or digit, was %s",
                    VoiceFileNames.SHEET,
                    Problems.quote(sheet.id));
        }
        return sheet;
    }

    Optional<Path> checkpointIn(Path folder) {
        return within(folder, "checkpoint", checkpoint);
    }

    Optional<Path> configIn(Path folder) {
        return within(folder, "config", config);
    }

    /** An upload may bring a sheet as well: nothing outside the folder is ever read for it. */
    private static Optional<Path> within(Path folder, String key, String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Path file = folder.resolve(name.replace('\\', '/')).normalize();
        if (!file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_CONFIG,
                    "%s: %s: there is no file %s in this folder",
                    VoiceFileNames.SHEET,
                    key,
                    Problems.quote(name));
        }
        return Optional.of(file);
    }
}
