package voxfarm.worker.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.PhoneIds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.bertvits2.Release;
import voxfarm.models.packages.VoicePackage;

/** A Bert-VITS2 voice: text to phones, features, durations and samples. */
public final class BertVits2Voice implements LoadedVoice {
    private static final Logger LOG = LoggerFactory.getLogger(BertVits2Voice.class);

    /** Longer runs are a model gone astray, and a danger to memory: attention grows squared. */
    private static final int MAX_SECONDS = 60;

    private static final int MAX_STYLE_MEANS = 64;

    private final BertVits2Network network;
    private final VoiceManifest manifest;
    private final Profile profile;
    private final OrtRuntime runtime;
    private final BertLibrary berts;
    private final FrontEnds frontEnds;
    private final TextRules rules;
    private final float[] ownEmotion;
    private final float[] styles;

    /** Means of BERT by language and style text, the latest used last. */
    private final Map<String, float[]> styleMeans =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, 0.75f, true) {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
                            return size() > MAX_STYLE_MEANS;
                        }
                    });

    private BertVits2Voice(
            OrtRuntime runtime,
            BertVits2Network network,
            VoicePackage voice,
            BertLibrary berts,
            FrontEnds frontEnds) {
        this.runtime = runtime;
        this.network = network;
        this.manifest = voice.manifest();
        this.profile = network.profile();
        this.berts = berts;
        this.frontEnds = frontEnds;
        this.rules = TextRules.ofWireName(profile.release().wireName());
        this.ownEmotion = optionalFloats(voice.file(Profile.EMOTION_FILE));
        this.styles = optionalFloats(voice.file(Profile.STYLES_FILE));
    }

    static BertVits2Voice load(
            OrtRuntime runtime, VoicePackage voice, BertLibrary berts, FrontEnds frontEnds) {
        frontEnds.spokenBy(voice.manifest()).stream()
                .findFirst()
                .ifPresent(
                        own -> prepare(own, runtime, voice.manifest().voice(), berts, frontEnds));
        return new BertVits2Voice(
                runtime, BertVits2Network.load(runtime, voice), voice, berts, frontEnds);
    }

    /** Loads what the voice's own language needs, so that no request waits for it. */
    private static void prepare(
            Language own, OrtRuntime runtime, VoiceId voice, BertLibrary berts, FrontEnds all) {
        all.get(own).load();
        if (!berts.off()) {
            try {
                var _ = berts.encoder(own, runtime);
            } catch (VoxfarmException e) {
                LOG.warn("voice {}: {}", voice, e.getMessage());
            }
        }
    }

    private static float[] optionalFloats(Path file) {
        return Files.exists(file) ? BertVits2Network.readFloats(file) : new float[0];
    }

    @Override
    public int batchSize() {
        return network.batchSize();
    }

    @Override
    public List<Spoken> speakAll(List<Utterance> utterances) {
        List<Prepared> prepared = utterances.stream().map(this::prepare).toList();
        List<Prepared> spoken = prepared.stream().filter(Prepared::spoken).toList();
        Iterator<Spoken> results = run(spoken).iterator();
        return prepared.stream().map(p -> p.spoken() ? results.next() : silence(p)).toList();
    }

    /**
     * A text on its way into the network.
     *
     * @param inputs none if there is nothing to speak
     * @param clip names everything that decides the samples
     */
    private record Prepared(
            Utterance utterance,
            SpokenText text,
            PhoneIds ids,
            Optional<AcousticInputs> inputs,
            String clip,
            List<Warning> warnings) {
        boolean spoken() {
            return inputs.isPresent();
        }

        Scales scales() {
            return utterance.settings().scales();
        }
    }

    private Spoken silence(Prepared prepared) {
        return new Spoken(new PcmAudio(new float[0], manifest.sampleRateHz()), prepared.warnings());
    }

    private Prepared prepare(Utterance utterance) {
        SpeechSettings settings = utterance.settings();
        List<Warning> warnings = new ArrayList<>();
        SpokenText text = read(utterance, warnings);
        PhoneIds ids = PhoneIds.of(text, rules.symbols(), profile.addBlank());
        if (!text.spoken()) {
            return new Prepared(utterance, text, ids, Optional.empty(), "", warnings);
        }
        AcousticInputs inputs =
                new AcousticInputs(
                        ids.phones(),
                        ids.tones(),
                        ids.languages(),
                        bert(text, ids, settings.expression(), warnings),
                        speaker(settings),
                        emotion(settings.expression(), warnings));
        return new Prepared(
                utterance, text, ids, Optional.of(inputs), clip(ids, text, settings), warnings);
    }

    private SpokenText read(Utterance utterance, List<Warning> warnings) {
        Segment segment = utterance.segment();
        FrontEnd frontEnd =
                frontEnds
                        .find(segment.language())
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.UNSUPPORTED,
                                        "segment %d: Bert-VITS2 voices speak %s with this build,"
                                                + " not yet %s",
                                        segment.index(),
                                        frontEnds.languages(),
                                        Problems.quote(segment.language().code())));
        SpokenText text =
                frontEnd.speak(segment.text(), segment.language(), rules, utterance.readings());
        if (!text.notSpoken().isEmpty()) {
            String pieces =
                    text.notSpoken().stream()
                            .map(SpokenText.NotSpoken::text)
                            .collect(Collectors.joining(", "));
            warnings.add(
                    new Warning(
                            "not_spoken",
                            "segment " + segment.index() + ": no reading for " + pieces));
        }
        return text;
    }

    /** Everything that decides the samples. Stored clips are found by it: it never changes. */
    private String clip(PhoneIds ids, SpokenText text, SpeechSettings settings) {
        StringBuilder clip = new StringBuilder(manifest.version().value());
        clip.append('|').append(settings.speakerId());
        clip.append('|').append(settings.scales());
        clip.append('|').append(settings.seed());
        clip.append('|').append(settings.expression());
        clip.append('|').append(berts.off()).append('|');
        List<SpokenText.Run> runs = text.runs();
        clip.append(runs.getFirst().bertText());
        runs.stream()
                .skip(1) // one run has been named by its text alone since the first build
                .forEach(run ->
                        clip.append('\n')
                                .append(run.language())
                                .append(' ')
                                .append(run.bertText()));
        clip.append('|');
        for (int i = 0; i < ids.phones().length; i++) {
            clip.append(ids.phones()[i]).append(':').append(ids.tones()[i]).append(' ');
        }
        return clip.toString();
    }

    private List<Spoken> run(List<Prepared> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        List<AcousticInputs> inputs = texts.stream().map(t -> t.inputs().orElseThrow()).toList();
        List<float[]> durationNoises = texts.stream().map(BertVits2Voice::durationNoise).toList();
        List<BertVits2Network.Encoded> encoded = network.encodeAll(inputs, durationNoises);
        List<int[]> frames = new ArrayList<>();
        List<float[]> priors = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Scales scales = texts.get(i).scales();
            frames.add(encoded.get(i).frames(scales));
            checkLength(BertVits2Network.total(frames.get(i)), inputs.get(i).tokens());
            GaussianNoise noise = GaussianNoise.of(texts.get(i).clip(), "prior");
            priors.add(
                    network.sample(
                            encoded.get(i), frames.get(i), (float) scales.noiseScale(), noise::at));
        }
        List<float[]> samples =
                network.generateAll(priors, inputs.stream().map(AcousticInputs::speaker).toList());
        List<Spoken> spoken = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            spoken.add(
                    new Spoken(
                            new PcmAudio(samples.get(i), manifest.sampleRateHz()),
                            texts.get(i).warnings(),
                            words(texts.get(i), frames.get(i))));
        }
        return spoken;
    }

    private static float[] durationNoise(Prepared text) {
        int tokens = text.inputs().orElseThrow().tokens();
        float[] noise = GaussianNoise.of(text.clip(), "durations").matrix(tokens, 2);
        for (int i = 0; i < noise.length; i++) {
            noise[i] *= (float) text.scales().noiseScaleW();
        }
        return noise;
    }

    private void checkLength(int frames, int tokens) {
        double seconds = (double) frames * profile.samplesPerFrame() / manifest.sampleRateHz();
        if (seconds > MAX_SECONDS) {
            throw VoxfarmException.of(
                    ErrorCode.ENGINE_FAILED,
                    "voice %s: %d tokens would last %.0f s, more than %d; shorten the segment or"
                            + " lower length_scale",
                    manifest.voice(),
                    tokens,
                    seconds,
                    MAX_SECONDS);
        }
    }

    // features

    /** One array a BERT input of the network: each language's own features where it is spoken. */
    private List<float[]> bert(
            SpokenText text, PhoneIds ids, Expression expression, List<Warning> warnings) {
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
            case V1_0, V1_1, V2_0, V2_1, V2_2, V2_3, EXTRA, STYLE ->
                    List.of(Language.ZH, Language.JP, Language.EN)
                            .subList(0, profile.bertChannels().size());
        };
    }

    private float[] bert(
            int input, Language language, SpokenText text, PhoneIds ids, Expression expression) {
        int channels = profile.bertChannels().get(input);
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
        BertEncoder encoder = berts.encoder(run.language(), runtime);
        if (encoder.channels() != channels) {
            throw VoxfarmException.of(
                    ErrorCode.MISSING_MODEL,
                    "voice %s needs BERT features of %d channels, the model %s has %d",
                    manifest.voice(),
                    channels,
                    BertLibrary.name(run.language()).orElse("?"),
                    encoder.channels());
        }
        float[] hidden = encoder.encode(run.bertText());
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
            case V1_0, V1_1, V2_0, V2_1, EXTRA, JP_EXTRA, STYLE, STYLE_JP_EXTRA -> {}
        }
        return values;
    }

    private float[] speaker(SpeechSettings settings) {
        Map<String, Double> mix = settings.expression().speakerMix();
        if (mix.isEmpty()) {
            return network.speaker(settings.speakerId());
        }
        double sum = mix.values().stream().mapToDouble(Double::doubleValue).sum();
        double[] mixed = new double[profile.gin()];
        mix.forEach((name, share) -> {
            Speaker speaker =
                    manifest.speaker(name)
                            .orElseThrow(() ->
                                    VoxfarmException.of(
                                            ErrorCode.INVALID_REQUEST,
                                            "speaker_mix: voice %s has no speaker %s",
                                            manifest.voice(),
                                            Problems.quote(name)));
            float[] embedding = network.speaker(speaker.id());
            for (int i = 0; i < mixed.length; i++) {
                mixed[i] += embedding[i] * share / sum;
            }
        });
        float[] embedding = new float[mixed.length];
        for (int i = 0; i < mixed.length; i++) {
            embedding[i] = (float) mixed[i];
        }
        return embedding;
    }

    // emotion and style

    private float[] emotion(Expression expression, List<Warning> warnings) {
        Release.Emotion kind = profile.release().emotion();
        return switch (kind) {
            case NONE -> withoutEmotion(expression);
            case INDEX -> indexedEmotion(expression);
            case CLAP, CLAP_COSINE -> describedEmotion(expression, warnings);
            case STYLE -> style(expression);
        };
    }

    private float[] withoutEmotion(Expression expression) {
        if (!(expression.emotion() instanceof Expression.Emotion.Default)) {
            throw unknownEmotion("no emotion: its release has none");
        }
        return new float[0];
    }

    private float[] indexedEmotion(Expression expression) {
        int codes = network.codebook().length / 1024;
        return switch (expression.emotion()) {
            case Expression.Emotion.Default _ ->
                    ownEmotion.length > 0 ? quantised(ownEmotion, -1) : indexed(0, codes);
            case Expression.Emotion.Index(int number) -> indexed(number, codes);
            case Expression.Emotion.Features(List<Double> values) ->
                    quantised(features(values, 1024), -1);
            case Expression.Emotion.Named _ ->
                    throw unknownEmotion("a number from 0 to " + (codes - 1));
        };
    }

    private float[] indexed(int number, int codes) {
        if (number >= codes) {
            throw unknownEmotion("a number from 0 to " + (codes - 1));
        }
        return quantised(new float[1024], number);
    }

    private float[] quantised(float[] features, int index) {
        return network.emotion(features, index, network.codebook()).embedding();
    }

    private float[] describedEmotion(Expression expression, List<Warning> warnings) {
        int width = profile.release().emotion().features();
        return switch (expression.emotion()) {
            case Expression.Emotion.Default _ -> {
                if (ownEmotion.length == 0) {
                    warnings.add(
                            new Warning(
                                    "no_emotion",
                                    "voice "
                                            + manifest.voice()
                                            + " has no emotion of its own (emotion.npy); spoken"
                                            + " with zeros"));
                }
                yield quantised(ownEmotion.length > 0 ? ownEmotion : new float[width], -1);
            }
            case Expression.Emotion.Features(List<Double> values) ->
                    quantised(features(values, width), -1);
            case Expression.Emotion.Index _, Expression.Emotion.Named _ ->
                    throw unknownEmotion("a list of " + width + " numbers");
        };
    }

    /** Style-Bert-VITS2: a row of the voice's style vectors, or a vector. */
    private float[] style(Expression expression) {
        int width = profile.release().emotion().features();
        float[] vector =
                switch (expression.emotion()) {
                    case Expression.Emotion.Default _ -> row(0, width);
                    case Expression.Emotion.Index(int number) -> row(number, width);
                    case Expression.Emotion.Named(String name) -> {
                        Integer row = profile.styles().get(name);
                        if (row == null) {
                            throw unknownEmotion("one of " + profile.styles().keySet());
                        }
                        yield row(row, width);
                    }
                    case Expression.Emotion.Features(List<Double> values) ->
                            features(values, width);
                };
        return network.emotion(vector, -1, new float[0]).embedding();
    }

    private float[] row(int number, int width) {
        if ((number + 1) * width > styles.length) {
            throw unknownEmotion("one of " + profile.styles());
        }
        return Arrays.copyOfRange(styles, number * width, (number + 1) * width);
    }

    private float[] features(List<Double> values, int width) {
        if (values.size() != width) {
            throw unknownEmotion("a list of " + width + " numbers");
        }
        float[] features = new float[width];
        for (int i = 0; i < width; i++) {
            features[i] = values.get(i).floatValue();
        }
        return features;
    }

    private VoxfarmException unknownEmotion(String expected) {
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "emotion: voice %s (release %s) takes %s",
                manifest.voice(),
                profile.release().wireName(),
                expected);
    }

    // timings

    private List<SpokenWord> words(Prepared text, int[] frames) {
        List<String> phones = text.ids().symbols();
        double[] starts = starts(phones.size(), frames);
        List<SpokenWord> words = new ArrayList<>();
        int phone = 1; // behind the start; where runs meet, no end is spoken
        for (SpokenText.Run run : text.text().runs()) {
            int token = 1; // behind the run's start
            for (SpokenText.Word word : run.words()) {
                int first = phone;
                List<SpokenWord.SpokenPhone> parts = new ArrayList<>();
                for (int end = token + word.tokens(); token < end; token++) {
                    for (int k = 0; k < run.word2ph().get(token); k++, phone++) {
                        parts.add(
                                new SpokenWord.SpokenPhone(
                                        phones.get(phone), starts[phone], starts[phone + 1]));
                    }
                }
                words.add(new SpokenWord(word.text(), starts[first], starts[phone], parts));
            }
        }
        return words;
    }

    /** When each phone begins, in seconds, and behind them when the last one ends. */
    private double[] starts(int phones, int[] frames) {
        double frameSeconds = (double) profile.samplesPerFrame() / manifest.sampleRateHz();
        int step = profile.addBlank() ? 2 : 1;
        double[] starts = new double[phones + 1];
        long passed = 0;
        int token = 0;
        for (int i = 0; i < phones; i++) {
            starts[i] = passed * frameSeconds;
            // a blank counts to the phone behind it, the last one to the end
            int until = i == phones - 1 ? frames.length : (i + 1) * step;
            for (; token < until; token++) {
                passed += frames[token];
            }
        }
        starts[phones] = passed * frameSeconds;
        return starts;
    }

    @Override
    public void close() {
        network.close();
    }
}
