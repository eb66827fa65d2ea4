package voxfarm.common.voice;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;

/**
 * What a voice package holds: {@code voices/<model_id>/<version>/manifest.json}, written after
 * every file that it names.
 *
 * @param version hash of the sources, the importer and its settings: equal versions sound the same
 * @param hopLength samples per frame
 * @param speakers at least one, with distinct ids and names
 * @param styles names of styles in their order, the voice's usual one first; empty without styles
 * @param languages what it was trained for, its own first; what the farm can speak with it is
 *     decided at the door
 * @param defaults sliders where a request names none
 * @param maxSegmentCharacters longer texts are cut before they reach the model, 20 to 2000
 * @param phonemizer how text becomes phonemes: {@code builtin} or {@code espeak-ng}
 * @param phonemizerVoice the phonemizer's own name of the language, such as {@code en-us}
 * @param files everything in the package but the manifest
 * @param sources hashes of the files it was made from, by name
 * @param importer name and version of what made it
 */
public record VoiceManifest(
        VoiceId voice,
        VoiceVersion version,
        VoiceKind kind,
        int sampleRateHz,
        int hopLength,
        List<Speaker> speakers,
        List<String> styles,
        List<Language> languages,
        Scales defaults,
        int maxSegmentCharacters,
        String phonemizer,
        String phonemizerVoice,
        List<PackageFile> files,
        Map<String, String> sources,
        String importer,
        Instant importedAt) {

    public VoiceManifest {
        speakers = List.copyOf(speakers);
        styles = List.copyOf(styles);
        languages = List.copyOf(languages);
        files = List.copyOf(files);
        sources = Map.copyOf(sources);
        require(
                sampleRateHz >= 1000 && sampleRateHz <= 384_000,
                "sample_rate: expected 1000 to 384000");
        require(hopLength >= 1, "hop_length: expected at least 1");
        require(!speakers.isEmpty(), "speakers: expected at least one");
        require(!languages.isEmpty(), "languages: expected at least one");
        require(
                maxSegmentCharacters >= 20 && maxSegmentCharacters <= 2000,
                "max_segment_characters: expected 20 to 2000");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new VoxfarmException(ErrorCode.VOICE_BROKEN, "voice manifest: " + message);
        }
    }

    public Optional<Speaker> speaker(String name) {
        return speakers.stream().filter(speaker -> speaker.name().equals(name)).findFirst();
    }

    public Optional<Speaker> speaker(long id) {
        return speakers.stream().filter(speaker -> speaker.id() == id).findFirst();
    }

    /** Bytes of all its files. */
    public long bytes() {
        return files.stream().mapToLong(PackageFile::bytes).sum();
    }

    /** The voice's own language. */
    public Language language() {
        return languages.getFirst();
    }
}
