package voxfarm.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.Endpoints;
import voxfarm.app.wiring.VoiceRoots;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.local.StoredReadings;
import voxfarm.frontend.local.VoiceWords.Voice;
import voxfarm.frontend.mixed.Cast;
import voxfarm.models.importer.SourceVoices;
import voxfarm.models.importer.VoiceSource;

/**
 * A voice whose words are asked for: of a cluster, or of the farm that runs on a data folder, with
 * their dictionaries; where none runs, of the folders that its voices are taken from.
 *
 * @param dictionaries the voice's and the farm's
 * @param espeak name or path of the program espeak-ng
 * @param bertFolders where BERT models are looked for
 */
record ReadVoice(Voice voice, Readings dictionaries, String espeak, List<Path> bertFolders) {
    /** Where to look. */
    record Places(@Nullable Path config, Path data) {}

    /**
     * @param name an id, or where no farm runs the folder of a voice
     * @param language of the text
     * @throws VoxfarmException {@code UNKNOWN_VOICE} if there is none of the name
     */
    static ReadVoice find(String name, Optional<Language> language, Places places) {
        Path file = places.config() == null ? places.data().resolve("config.yml") : places.config();
        FarmConfig config =
                places.config() == null && !Files.isRegularFile(file)
                        ? FarmConfig.DEFAULTS
                        : FarmConfig.read(file).config();
        Optional<ReadVoice> served =
                VoiceId.isOne(name)
                        ? served(new VoiceId(name), language, places, config)
                        : Optional.empty();
        return served.orElseGet(() -> {
            VoiceSource source = source(name, places, config);
            return new ReadVoice(
                    voice(source, language),
                    Readings.NONE,
                    config.voices().espeak(),
                    VoiceRoots.bertFolders(config.voices(), places.data()));
        });
    }

    private static Optional<ReadVoice> served(
            VoiceId voice, Optional<Language> language, Places places, FarmConfig config) {
        Optional<Endpoints> running =
                places.config() == null ? Endpoints.ofRunningFarm(places.data()) : Optional.empty();
        if (places.config() == null && running.isEmpty()) {
            return Optional.empty();
        }
        try (S3ObjectStore store =
                S3ObjectStore.connect(
                        running.map(Endpoints::store).orElseGet(() -> config.store().toConfig()))) {
            Optional<VoiceManifest> manifest = new VoiceCatalog(store).find(voice);
            DictionaryStore dictionaries = new DictionaryStore(store);
            return manifest.map(found ->
                    new ReadVoice(
                            Voice.of(found, language),
                            current(dictionaries, Optional.of(voice))
                                    .before(current(dictionaries, Optional.empty())),
                            config.voices().espeak(),
                            VoiceRoots.bertFolders(config.voices(), places.data())));
        }
    }

    private static Readings current(DictionaryStore store, Optional<VoiceId> scope) {
        return store.current(scope).map(new StoredReadings(store)::of).orElse(Readings.NONE);
    }

    private static VoiceSource source(String name, Places places, FarmConfig config) {
        Path folder = Path.of(name);
        if (name.contains("/") && Files.isDirectory(folder)) {
            return VoiceRoots.only(folder);
        }
        List<Path> roots = new ArrayList<>(VoiceRoots.of(config.voices()));
        roots.add(places.data().resolve("voices"));
        List<VoiceSource> all = VoiceRoots.sources(roots, config.voices());
        return all.stream()
                .filter(source -> source.voice().value().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.UNKNOWN_VOICE,
                                "--voice: expected a voice of the farm on %s, which must be running"
                                        + " for voices that were added to it, one of its folder of"
                                        + " voices, or one that comes with it (%s), was %s",
                                places.data(),
                                String.join(
                                        ", ",
                                        all.stream()
                                                .map(source -> source.voice().value())
                                                .limit(8)
                                                .toList()),
                                Problems.quote(name)));
    }

    private static Voice voice(VoiceSource source, Optional<Language> language) {
        return switch (source) {
            case VoiceSource.Piper piper -> {
                SourceVoices.Piper read = SourceVoices.read(piper);
                yield new Voice.Piper(
                        piper.phonemizer().wireName(),
                        read.phonemizerVoice(),
                        read.language(),
                        read.maxSegmentCharacters());
            }
            case VoiceSource.BertVits2 bert -> {
                SourceVoices.BertVits2 read = SourceVoices.read(bert);
                yield new Voice.BertVits2(
                        TextRules.ofWireName(read.release()),
                        language.orElseGet(() -> read.languages().getFirst()),
                        new Cast(source.voice().value(), read.speakers(), read.languages()),
                        read.maxSegmentCharacters());
            }
        };
    }
}
