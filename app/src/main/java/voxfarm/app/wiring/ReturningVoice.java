package voxfarm.app.wiring;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.voice.VoiceId;
import voxfarm.frontend.zh.Pinyin;
import voxfarm.models.importer.VoiceFolders;
import voxfarm.models.importer.VoiceSource;

/**
 * A voice whose files lie where a farm looks for voices at each start: taken out of the bucket, it
 * comes back.
 *
 * @param place what of a root it lies in: a folder, or the file itself
 * @param bundled whether it comes with the farm
 */
public record ReturningVoice(VoiceId voice, Path place, boolean bundled) {
    /**
     * @param roots that the farm looks through
     */
    public static Optional<ReturningVoice> find(VoiceId voice, List<Path> roots) {
        return find(voice, roots, VoiceRoots.bundled());
    }

    static Optional<ReturningVoice> find(VoiceId voice, List<Path> roots, Path bundled) {
        return VoiceFolders.find(roots, Map.of(), Pinyin::spelled).voices().stream()
                .filter(source -> source.voice().equals(voice))
                .findFirst()
                .map(source -> of(source, roots, bundled));
    }

    private static ReturningVoice of(VoiceSource source, List<Path> roots, Path bundled) {
        Path file = source.place();
        return new ReturningVoice(
                source.voice(),
                roots.stream()
                        .filter(file::startsWith)
                        .findFirst()
                        .map(root -> root.resolve(root.relativize(file).getName(0)))
                        .orElse(file),
                file.startsWith(bundled));
    }

    /** For people: what brings it back, and how to keep it away. */
    public String notice() {
        return "voice "
                + voice
                + (bundled ? " comes with the farm and" : "")
                + " lies in "
                + place
                + ", so the next start brings it back; to keep it away, move that out of the voice"
                + " root";
    }
}
