package voxfarm.common.voice;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import voxfarm.common.language.Language;

/** Voices for tests: a Piper voice of one speaker, but for what is named. */
public final class Manifests {
    public static final VoiceVersion VERSION = new VoiceVersion("0123456789abcdef");

    private Manifests() {}

    public static Draft of(String id) {
        return of(new VoiceId(id));
    }

    public static Draft of(VoiceId voice) {
        return like(
                new VoiceManifest(
                        voice,
                        VERSION,
                        VoiceKind.PIPER,
                        22050,
                        256,
                        List.of(new Speaker(0, "default")),
                        List.of(),
                        List.of(Language.EN),
                        Scales.ORIGINAL_DEFAULTS,
                        300,
                        "builtin",
                        "en-us",
                        List.of(),
                        Map.of(),
                        "test",
                        Instant.EPOCH));
    }

    public static Draft like(VoiceManifest manifest) {
        return new Draft(manifest);
    }

    /** A manifest while it is described. */
    public static final class Draft {
        private VoiceId voice;
        private VoiceVersion version;
        private VoiceKind kind;
        private int sampleRateHz;
        private int hopLength;
        private List<Speaker> speakers;
        private List<String> styles;
        private List<Language> languages;
        private Scales defaults;
        private int maxSegmentCharacters;
        private String phonemizer;
        private String phonemizerVoice;
        private List<PackageFile> files;
        private final Map<String, String> sources;
        private final String importer;
        private Instant importedAt;

        private Draft(VoiceManifest manifest) {
            voice = manifest.voice();
            version = manifest.version();
            kind = manifest.kind();
            sampleRateHz = manifest.sampleRateHz();
            hopLength = manifest.hopLength();
            speakers = manifest.speakers();
            styles = manifest.styles();
            languages = manifest.languages();
            defaults = manifest.defaults();
            maxSegmentCharacters = manifest.maxSegmentCharacters();
            phonemizer = manifest.phonemizer();
            phonemizerVoice = manifest.phonemizerVoice();
            files = manifest.files();
            sources = manifest.sources();
            importer = manifest.importer();
            importedAt = manifest.importedAt();
        }

        public Draft voice(VoiceId voice) {
            this.voice = voice;
            return this;
        }

        public Draft version(VoiceVersion version) {
            this.version = version;
            return this;
        }

        public Draft kind(VoiceKind kind) {
            this.kind = kind;
            return this;
        }

        /** Of Bert-VITS2, as manifests name it. */
        public Draft release(String release) {
            this.phonemizerVoice = release;
            return this;
        }

        public Draft sampleRateHz(int sampleRateHz) {
            this.sampleRateHz = sampleRateHz;
            return this;
        }

        public Draft hopLength(int hopLength) {
            this.hopLength = hopLength;
            return this;
        }

        public Draft speakers(List<Speaker> speakers) {
            this.speakers = speakers;
            return this;
        }

        public Draft styles(List<String> styles) {
            this.styles = styles;
            return this;
        }

        public Draft languages(List<Language> languages) {
            this.languages = languages;
            return this;
        }

        public Draft defaults(Scales defaults) {
            this.defaults = defaults;
            return this;
        }

        public Draft maxSegmentCharacters(int maxSegmentCharacters) {
            this.maxSegmentCharacters = maxSegmentCharacters;
            return this;
        }

        public Draft phonemizer(String phonemizer) {
            this.phonemizer = phonemizer;
            return this;
        }

        public Draft phonemizerVoice(String phonemizerVoice) {
            this.phonemizerVoice = phonemizerVoice;
            return this;
        }

        public Draft files(List<PackageFile> files) {
            this.files = files;
            return this;
        }

        public Draft importedAt(Instant importedAt) {
            this.importedAt = importedAt;
            return this;
        }

        public VoiceManifest build() {
            return new VoiceManifest(
                    voice,
                    version,
                    kind,
                    sampleRateHz,
                    hopLength,
                    speakers,
                    styles,
                    languages,
                    defaults,
                    maxSegmentCharacters,
                    phonemizer,
                    phonemizerVoice,
                    files,
                    sources,
                    importer,
                    importedAt);
        }
    }
}
