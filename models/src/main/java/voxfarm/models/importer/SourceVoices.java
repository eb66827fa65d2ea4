package voxfarm.models.importer;

import java.util.List;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.TrainedLanguages;
import voxfarm.models.bertvits2.BertVits2Import;
import voxfarm.models.bertvits2.HyperParameters;
import voxfarm.models.bertvits2.HyperParametersReader;
import voxfarm.models.checkpoint.Checkpoint;
import voxfarm.models.piper.PiperConfig;

/** What the files of a voice say of how it reads, without an import. */
public final class SourceVoices {
    private SourceVoices() {}

    /**
     * @param phonemizerVoice espeak-ng's name of the language
     * @param maxSegmentCharacters longer texts are cut
     */
    public record Piper(Language language, String phonemizerVoice, int maxSegmentCharacters) {}

    /**
     * @param release as manifests name it
     * @param languages its own first
     * @param speakers in the order of their numbers
     * @param maxSegmentCharacters longer texts are cut
     */
    public record BertVits2(
            String release,
            List<Language> languages,
            List<Speaker> speakers,
            int maxSegmentCharacters) {
        public BertVits2 {
            speakers = List.copyOf(speakers);
            languages = List.copyOf(languages);
        }
    }

    /**
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_VOICE} if the files are wrong
     */
    public static Piper read(VoiceSource.Piper source) {
        PiperConfig config = PiperConfig.read(source.config());
        return new Piper(
                config.language(), config.espeakVoice(), PiperPackage.MAX_SEGMENT_CHARACTERS);
    }

    /**
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_VOICE} if the files are wrong
     */
    public static BertVits2 read(VoiceSource.BertVits2 source) {
        try (Checkpoint checkpoint = Checkpoint.open(source.checkpoint())) {
            HyperParameters read = HyperParametersReader.read(source.config());
            String release = BertVits2Import.check(checkpoint, read).wireName();
            return new BertVits2(
                    release,
                    TrainedLanguages.of(release),
                    read.cast().speakers(),
                    BertVits2Package.MAX_SEGMENT_CHARACTERS);
        }
    }
}
