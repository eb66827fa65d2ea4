package voxfarm.models.bertvits2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.models.checkpoint.Tensor;

/**
 * A release of Bert-VITS2, as far as it changes the network or what is fed to it. Releases that
 * differ in neither share an entry.
 */
public enum Release {
    V1_0("1.0", 108, 11, 1, Emotion.NONE),
    V1_1("1.1", 112, 11, 2, Emotion.NONE),
    /** The network of 1.1; its Japanese was read otherwise in training. */
    V1_1_FIX("1.1-fix", 112, 11, 2, Emotion.NONE),
    V2_0("2.0", 112, 12, 3, Emotion.NONE),
    V2_1("2.1", 112, 12, 3, Emotion.INDEX),
    V2_2("2.2", 112, 12, 3, Emotion.CLAP),
    V2_3("2.3", 112, 12, 3, Emotion.NONE),
    EXTRA("Extra", 112, 12, 1, Emotion.CLAP),
    JP_EXTRA("JP-Extra", 112, 12, 1, Emotion.CLAP_COSINE),
    /** Style-Bert-VITS2 of the 2.x network. */
    STYLE("Style", 112, 12, 3, Emotion.STYLE),
    /** Style-Bert-VITS2 of the JP-Extra network. */
    STYLE_JP_EXTRA("Style-JP-Extra", 112, 12, 1, Emotion.STYLE);

    /** What colours the voice beside the text. */
    public enum Emotion {
        NONE(0),
        /** One of ten learnt vectors, or the nearest to 1024 features of wav2vec 2. */
        INDEX(1024),
        /** 512 features of CLAP, quantised by distance. */
        CLAP(512),
        /** 512 features of CLAP, quantised by angle. */
        CLAP_COSINE(512),
        /** 256 numbers of a style vector, projected. */
        STYLE(256);

        private final int features;

        Emotion(int features) {
            this.features = features;
        }

        /** Numbers that describe one emotion; 0 where there is none. */
        public int features() {
            return features;
        }
    }

    private final String wireName;
    private final int symbols;
    private final int tones;
    private final int bertInputs;
    private final Emotion emotion;

    Release(String wireName, int symbols, int tones, int bertInputs, Emotion emotion) {
        this.wireName = wireName;
        this.symbols = symbols;
        this.tones = tones;
        this.bertInputs = bertInputs;
        this.emotion = emotion;
    }

    public String wireName() {
        return wireName;
    }

    /**
     * @throws VoxfarmException {@code VOICE_BROKEN} if a newer build wrote the name
     */
    public static Release ofWireName(String name) {
        for (Release release : values()) {
            if (release.wireName.equals(name)) {
                return release;
            }
        }
        throw VoxfarmException.of(ErrorCode.VOICE_BROKEN, "unknown Bert-VITS2 release %s", name);
    }

    /** Size of the symbol table. */
    public int symbols() {
        return symbols;
    }

    /** Tones of all languages. */
    public int tones() {
        return tones;
    }

    /** How many BERT feature inputs the text encoder has: 1 to 3, in the order of its weights. */
    public int bertInputs() {
        return bertInputs;
    }

    public Emotion emotion() {
        return emotion;
    }

    /**
     * Which release a checkpoint is of, by its weights: labels in the wild are wrong. Only between
     * 2.0 and 2.3, and 1.1.1 and its fix, which are one network, the label decides.
     *
     * @param label the configuration's {@code version}
     */
    static Release of(Map<String, Tensor> weights, Optional<String> label) {
        if (weights.containsKey("enc_p.style_proj.weight")) {
            return weights.containsKey("enc_p.ja_bert_proj.weight") ? STYLE : STYLE_JP_EXTRA;
        }
        if (weights.containsKey("enc_p.bert_pre_proj.weight")) {
            return EXTRA;
        }
        Tensor japanese = weights.get("enc_p.ja_bert_proj.weight");
        if (weights.containsKey("enc_p.emo_vq._codebook.embed")) {
            return japanese == null ? JP_EXTRA : V2_2;
        }
        if (weights.containsKey("enc_p.emo_q_proj.weight")) {
            return V2_1;
        }
        if (weights.containsKey("enc_p.en_bert_proj.weight")) {
            boolean later =
                    label.filter(name -> name.startsWith("2.2") || name.startsWith("2.3"))
                            .isPresent();
            return later ? V2_3 : V2_0;
        }
        if (japanese != null && japanese.rank() == 3 && japanese.size(1) == 768) {
            return label.filter(name -> name.endsWith("-fix")).isPresent() ? V1_1_FIX : V1_1;
        }
        return japanese == null ? V1_0 : V2_0;
    }

    /** Labels that this release writes, the usual one first. */
    List<String> labels() {
        return switch (this) {
            case V1_0 -> List.of("1.0", "1.0.1");
            case V1_1 -> List.of("1.1", "1.1.1");
            case V1_1_FIX -> List.of("1.1.1-fix");
            case V2_0 -> List.of("2.0", "2.0.1", "2.0.2", "2.0.2-fix");
            case V2_1 -> List.of("2.1");
            case V2_2 -> List.of("2.2");
            case V2_3 -> List.of("2.3", "2.2");
            case EXTRA, JP_EXTRA -> List.of("2.4", "2.3");
            case STYLE -> List.of();
            case STYLE_JP_EXTRA -> List.of();
        };
    }
}
