package voxfarm.worker.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.PhoneIds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.models.bertvits2.Profile;

/** What the BERT models say of a text, laid out as a Bert-VITS2 network takes it. Thread-safe. */
final class BertInputs {
    private static final int MAX_STYLE_MEANS = 64;

    private final OrtRuntime runtime;
    private final BertLibrary berts;
    private final FrontEnds frontEnds;
    private final TextRules rules;
    private final VoiceManifest manifest;
    private final Profile profile;

    /** Means of BERT by language and style text, the latest used last. */
    private final Map<String, float[]> styleMeans =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, 0.75f, true) {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
                            return size() > MAX_STYLE_MEANS;
                        }
                    });

    BertInputs(
            OrtRuntime runtime,
            BertLibrary berts,
            FrontEnds frontEnds,
            VoiceManifest manifest,
            Profile profile) {
        this.runtime = runtime;
        this.berts = berts;
        this.frontEnds = frontEnds;
        this.manifest = manifest;
        this.profile = profile;
        this.rules = TextRules.ofWireName(profile.release().wireName());
    }

    /** One array a BERT input of the network: each language's own features where it is spoken. */
    List<float[]> of(SpokenText text, PhoneIds ids, Expression expression, List<Warning> warnings) {
        if (berts.off()) {
            warnings.add(
                    new Warning("bert_off", "spoken without BERT features (voices.bert: off)"));
        }
        List<Language> languages = bertLanguages();
        List<float[]> inputs = new ArrayList<>();
        for (int i = 0; i < languages.size(); i++) {
            inputs.add(bert(i, languages.get(i), text, ids, expression));
        }
        return inputs;
    }

    /** Whose features each BERT input of the network takes, in its order. */
    private List<Language> bertLanguages() {
        return switch (profile.release()) {
            case JP_EXTRA, STYLE_JP_EXTRA -> List.of(Language.JP);
            case V1_0, V1_1, V1_1_FIX, V2_0, V2_1, V2_2, V2_3, EXTRA, STYLE ->
                    List.of(Language.ZH, Language.JP, Language.EN)
                            .subList(0, profile.widths().bertChannels().size());
        };
    }

    private float[] bert(
            int input, Language language, SpokenText text, PhoneIds ids, Expression expression) {
        int channels = profile.widths().bertChannels().get(input);
        boolean throughout = text.runs().stream().allMatch(run -> run.language().equals(language));
        int count = ids.phones().length * channels;
        float[] values = throughout ? new float[count] : otherLanguage(input, count);
        if (berts.off()) {
            return values;
        }
        int at = 0;
        for (int r = 0; r < text.runs().size(); r++) {
            SpokenText.Run run = text.runs().get(r);
            int[] word2ph = ids.word2ph().get(r);
            if (run.language().equals(language)) {
                float[] own = features(run, word2ph, channels, expression);
                System.arraycopy(own, 0, values, at, own.length);
            }
            at += Arrays.stream(word2ph).sum() * channels;
        }
        return values;
    }

    /** Features of a run's ids, of its own language's model. */
    private float[] features(
            SpokenText.Run run, int[] word2ph, int channels, Expression expression) {
        return berts.with(
                run.language(),
                rules,
                runtime,
                encoder -> features(encoder, run, word2ph, channels, expression));
    }

    private float[] features(
            BertEncoder encoder,
            SpokenText.Run run,
            int[] word2ph,
            int channels,
            Expression expression) {
        if (encoder.channels() != channels) {
            throw VoxfarmException.of(
                    ErrorCode.MISSING_MODEL,
                    "voice %s needs BERT features of %d channels, the model %s has %d",
                    manifest.voice(),
                    channels,
                    BertLibrary.name(run.language(), rules).orElse("?"),
                    encoder.channels());
        }
        float[] hidden =
                run.bertByWord()
                        ? encoder.encode(run.words().stream().map(SpokenText.Word::text).toList())
                        : encoder.encode(run.bertText());
        boolean early = run.language().equals(Language.EN) && !rules.englishAligned();
        // a mark of Japanese text may be three tokens: as trained, rows are counted from the first
        boolean longer =
                run.language().equals(Language.JP) && hidden.length > word2ph.length * channels;
        if (early || longer) {
            hidden = BertFeatures.firstRows(hidden, word2ph.length, channels);
        }
        if (hidden.length != word2ph.length * channels) {
            throw VoxfarmException.of(
                    ErrorCode.ENGINE_FAILED,
                    "BERT: expected a token for each of %d characters, was %d",
                    word2ph.length,
                    hidden.length / channels);
        }
        if (expression.style().isPresent()) {
            Expression.StyleText style = expression.style().get();
            hidden =
                    BertFeatures.styled(
                            hidden,
                            styleMean(style.text(), run.language(), encoder),
                            (float) style.weight());
        }
        return BertFeatures.repeat(hidden, word2ph);
    }

    /** The same for every segment of a request, and a whole run of BERT: made once. */
    private float[] styleMean(String style, Language language, BertEncoder encoder) {
        String key = language + " " + style;
        float[] mean = styleMeans.get(key);
        if (mean == null) { // twice at once is harmless, and waits for nobody
            String text =
                    frontEnds
                            .get(language)
                            .speak(style, language, rules, Readings.NONE)
                            .runs()
                            .stream()
                            .filter(run -> run.language().equals(language))
                            .map(SpokenText.Run::bertText)
                            .collect(Collectors.joining());
            mean =
                    BertFeatures.mean(
                            encoder.encode(text.isEmpty() ? style : text), encoder.channels());
            styleMeans.put(key, mean);
        }
        return mean;
    }

    /**
     * What a release feeds for languages that the text is not of: zeros at first, later noise. The
     * original draws new noise at every run; here it depends on the voice and the place alone.
     */
    private float[] otherLanguage(int input, int count) {
        float[] values = new float[count];
        GaussianNoise noise = GaussianNoise.of(manifest.version().value(), "bert " + input);
        switch (profile.release()) {
            case V2_2 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = noise.uniformAt(0, i);
                }
            }
            case V2_3 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = noise.at(0, i);
                }
            }
            case V1_0, V1_1, V1_1_FIX, V2_0, V2_1, EXTRA, JP_EXTRA, STYLE, STYLE_JP_EXTRA -> {}
        }
        return values;
    }
}
