package voxfarm.frontend;

import java.util.ArrayList;
import java.util.List;
import voxfarm.common.language.Language;
import voxfarm.common.voice.VoiceManifest;

/**
 * Something that a voice speaks a language with and that comes with neither the voice nor the farm:
 * every worker needs it once.
 *
 * @param name of the BERT model, as people have it, or of the dictionary
 * @param how to bring it, one line for people
 */
public record VoiceNeed(Language language, Kind kind, String name, String how) {
    /** The BERT model of releases 2.1 and later, whose tokens are characters. */
    public static final String JAPANESE_BERT = "deberta-v2-large-japanese-char-wwm";

    /** Of releases 2.0, whose tokens are pieces of words. */
    public static final String EARLY_JAPANESE_BERT = "deberta-v2-large-japanese";

    /** Of releases 1.1, which reads the longest pieces of words. */
    public static final String FIRST_JAPANESE_BERT = "bert-base-japanese-v3";

    public static final String CHINESE_BERT = "chinese-roberta-wwm-ext-large";
    public static final String ENGLISH_BERT = "deberta-v3-large";

    private static final String OPEN_JTALK = "open-jtalk-mecab-naist-jdic";
    private static final String UNIDIC = "unidic-lite";

    /** What it is. */
    public enum Kind {
        /** Features of texts; {@code voices.bert: off} speaks without, which sounds worse. */
        BERT("bert", "BERT model"),
        /** How words are read; nothing is spoken without. */
        DICTIONARY("dictionary", "dictionary");

        private final String wireName;
        private final String title;

        Kind(String wireName, String title) {
            this.wireName = wireName;
            this.title = title;
        }

        /** For people. */
        public String title() {
            return title;
        }

        public String wireName() {
            return wireName;
        }
    }

    /**
     * What a voice needs for the languages that the farm speaks with it, its own first; nothing for
     * a Piper voice, and for one that a newer build made.
     */
    public static List<VoiceNeed> of(VoiceManifest voice, List<Language> spoken) {
        return switch (voice.kind()) {
            case PIPER -> List.of();
            case BERT_VITS2 ->
                    TextRules.find(voice.phonemizerVoice())
                            .map(rules -> of(rules, spoken))
                            .orElse(List.of());
        };
    }

    private static List<VoiceNeed> of(TextRules rules, List<Language> spoken) {
        List<VoiceNeed> needs = new ArrayList<>();
        for (Language language : spoken) {
            if (language.equals(Language.JP)) {
                needs.add(dictionary(rules));
            }
            String name = bert(language, rules);
            if (!name.isEmpty()) {
                needs.add(new VoiceNeed(language, Kind.BERT, name, howToBring(name)));
            }
        }
        return List.copyOf(needs);
    }

    /** The BERT model that a language's features come from; empty if there is none for it. */
    public static String bert(Language language, TextRules rules) {
        if (language.equals(Language.ZH)) {
            return CHINESE_BERT;
        }
        if (language.equals(Language.EN)) {
            return ENGLISH_BERT;
        }
        if (!language.equals(Language.JP)) {
            return "";
        }
        return rules.japaneseByCharacter()
                ? JAPANESE_BERT
                : rules == TextRules.V2_0 ? EARLY_JAPANESE_BERT : FIRST_JAPANESE_BERT;
    }

    /** The file beside a model's weights that says how it cuts texts. */
    public static String tokenizerOf(String bert) {
        return switch (bert) {
            case ENGLISH_BERT -> "spm.model";
            case EARLY_JAPANESE_BERT -> "tokenizer.json";
            default -> "vocab.txt";
        };
    }

    private static String howToBring(String bert) {
        return "put its config.json, "
                + tokenizerOf(bert)
                + " and pytorch_model.bin or model.safetensors into bert/"
                + bert
                + " of the data folder of every worker";
    }

    private static VoiceNeed dictionary(TextRules rules) {
        return rules.japaneseByUniDic()
                ? new VoiceNeed(
                        Language.JP,
                        Kind.DICTIONARY,
                        UNIDIC,
                        "run voxfarm japanese --early once on every machine of the farm")
                : new VoiceNeed(
                        Language.JP,
                        Kind.DICTIONARY,
                        OPEN_JTALK,
                        "run voxfarm japanese once on every machine of the farm");
    }
}
