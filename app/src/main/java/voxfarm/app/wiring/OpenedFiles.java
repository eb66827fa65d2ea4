package voxfarm.app.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import voxfarm.common.voice.VoiceImport;
import voxfarm.models.importer.VoiceSource;

/**
 * Copies of a voice's files, each of the file that was opened: an import reads its files by their
 * names, several times and in another process, and what lies under a name may change in between.
 * For one thread.
 */
final class OpenedFiles {
    private final VoiceImport.Opener files;
    private final Path folder;
    private int copies;

    /**
     * @param folder an empty one that nobody else writes to
     */
    OpenedFiles(VoiceImport.Opener files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /**
     * The same voice, of copies.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_VOICE} if a file may not be read
     * @throws IOException if a file cannot be copied
     */
    VoiceSource copy(VoiceSource source) throws IOException {
        try {
            return switch (source) {
                case VoiceSource.Piper piper ->
                        new VoiceSource.Piper(
                                piper.voice(),
                                copy(piper.graph()),
                                copy(piper.config()),
                                piper.phonemizer());
                case VoiceSource.BertVits2 bert ->
                        new VoiceSource.BertVits2(
                                bert.voice(),
                                copy(bert.checkpoint()),
                                copy(bert.config()),
                                bert.emotion().map(this::copy),
                                bert.codebook().map(this::copy),
                                bert.styleVectors().map(this::copy));
            };
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Under its own name, which says what it is, in a folder of its own. */
    private Path copy(Path file) {
        try (SeekableByteChannel opened = files.open(file)) {
            Path copy =
                    Files.createDirectory(folder.resolve(String.valueOf(copies++)))
                            .resolve(file.getFileName());
            Files.copy(Channels.newInputStream(opened), copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
