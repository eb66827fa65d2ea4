package voxfarm.common.voice;

import java.util.List;
import voxfarm.common.language.Language;

/**
 * What the releases of Bert-VITS2 were trained for. Whether the farm can speak it is another
 * question, and its own.
 */
public final class TrainedLanguages {
    private TrainedLanguages() {}

    /**
     * @param release as manifests name it, such as {@code 2.1}
     * @return its own language first; empty if the release is unknown
     */
    public static List<Language> of(String release) {
        return switch (release) {
            case "1.0", "Extra" -> List.of(Language.ZH);
            case "1.1", "1.1-fix" -> List.of(Language.ZH, Language.JP);
            case "2.0", "2.1", "2.2", "2.3" -> List.of(Language.ZH, Language.JP, Language.EN);
            case "JP-Extra", "Style-JP-Extra" -> List.of(Language.JP);
            case "Style" -> List.of(Language.JP, Language.EN, Language.ZH);
            default -> List.of();
        };
    }

    /**
     * What a stored manifest's voice was trained for. Builds that spoke Chinese alone wrote down
     * what they could speak: such a list is known by its one language, and taken for what it is.
     */
    static List<Language> ofStored(VoiceKind kind, String release, List<Language> stored) {
        return switch (kind) {
            case PIPER -> stored;
            case BERT_VITS2 -> {
                List<Language> trained = of(release);
                boolean early = stored.size() == 1 && trained.containsAll(stored);
                yield early ? trained : stored;
            }
        };
    }
}
