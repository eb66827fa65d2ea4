package voxfarm.models.importer;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
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
     * @throws VoxfarmException {@code INVALID_VOICE} if it is there and cannot be read
     */
    static VoiceSheet of(Path folder, SourceFiles allowed) {
        Path file = folder.resolve(VoiceFileNames.SHEET);
        if (!allowed.has(file)) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_VOICE,
                        "%s: %s",
                        VoiceFileNames.SHEET,
                        allowed.fault(file).orElse("has changed"));
            }
            return NONE;
        }
        VoiceSheet sheet = read(file);
        if (!sheet.id.isEmpty() && !VoiceId.isOne(sheet.id)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE,
                    "%s: id: expected 1 to 64 letters, digits, '.', '_' or '-' that start with a"
                            + " letter or digit, was %s",
                    VoiceFileNames.SHEET,
                    Problems.quote(sheet.id));
        }
        return sheet;
    }

    /** It is part of the voice, and no configuration of the farm. */
    private static VoiceSheet read(Path file) {
        try {
            return ConfigReader.readDocument(file, VoiceFileNames.SHEET, NONE);
        } catch (VoxfarmException e) {
            throw new VoxfarmException(ErrorCode.INVALID_VOICE, e.problems());
        }
    }

    Optional<Path> checkpointIn(Path folder, SourceFiles allowed) {
        return within(folder, allowed, "checkpoint", checkpoint);
    }

    Optional<Path> configIn(Path folder, SourceFiles allowed) {
        return within(folder, allowed, "config", config);
    }

    /** An upload may bring a sheet as well: nothing outside the folder is ever read for it. */
    private static Optional<Path> within(
            Path folder, SourceFiles allowed, String key, String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Path file = folder.resolve(name.replace('\\', '/')).normalize();
        if (!file.startsWith(folder.normalize())
                || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(file)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE,
                    "%s: %s: there is no file %s in this folder",
                    VoiceFileNames.SHEET,
                    key,
                    Problems.quote(name));
        }
        Optional<String> fault = allowed.fault(file);
        if (fault.isPresent()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE,
                    "%s: %s: %s: %s",
                    VoiceFileNames.SHEET,
                    key,
                    Problems.quote(name),
                    fault.get());
        }
        return Optional.of(file);
    }
}
