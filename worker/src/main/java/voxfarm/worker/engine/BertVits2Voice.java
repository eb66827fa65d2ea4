package voxfarm.worker.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.machine.Computation;
import voxfarm.common.plan.LanguageRun;
import voxfarm.common.plan.MoraTone;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Joins;
import voxfarm.frontend.PhoneIds;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.ja.MoraTones;
import voxfarm.frontend.mixed.MixedSpeech;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.packages.VoicePackage;

/** A Bert-VITS2 voice: text to phones, features and colour, and what its network makes of them. */
public final class BertVits2Voice implements LoadedVoice {
    private static final Logger LOG = LoggerFactory.getLogger(BertVits2Voice.class);

    private final VitsVoice<AcousticInputs> vits;
    private final VoiceManifest manifest;
    private final Profile profile;
    private final Computation computation;
    private final BertLibrary berts;
    private final FrontEnds frontEnds;
    private final TextRules rules;
    private final BertInputs bert;
    private final VoiceColour colour;

    private BertVits2Voice(
            OrtRuntime runtime,
            BertVits2Network network,
            VoicePackage voice,
            BertLibrary berts,
            FrontEnds frontEnds) {
        this.manifest = voice.manifest();
        this.profile = network.conditions().profile();
        this.computation = runtime.computation();
        this.berts = berts;
        this.frontEnds = frontEnds;
        this.rules = TextRules.ofWireName(profile.release().wireName());
        this.bert = new BertInputs(runtime, berts, frontEnds, manifest, profile);
        this.colour = new VoiceColour(network.conditions(), voice);
        this.vits = new VitsVoice<>(network, this::read);
    }

    static BertVits2Voice load(
            OrtRuntime runtime, VoicePackage voice, BertLibrary berts, FrontEnds frontEnds) {
        frontEnds.spokenBy(voice.manifest()).stream()
                .findFirst()
                .ifPresent(own -> prepare(own, runtime, voice.manifest(), berts, frontEnds));
        return new BertVits2Voice(
                runtime, BertVits2Network.load(runtime, voice), voice, berts, frontEnds);
    }

    /** Loads what the voice's own language needs, so that no request waits for it. */
    private static void prepare(
            Language own,
            OrtRuntime runtime,
            VoiceManifest voice,
            BertLibrary berts,
            FrontEnds all) {
        try {
            all.get(own).load();
            if (!berts.off()) {
                var _ = berts.with(own, TextRules.of(voice), runtime, BertEncoder::channels);
            }
        } catch (VoxfarmException e) { // it may be there by the time that somebody speaks
            LOG.warn("voice {}: {}", voice.voice(), e.getMessage());
        }
    }

    @Override
    public Computation computation() {
        return computation;
    }

    @Override
    public int batchSize() {
        return vits.batchSize();
    }

    @Override
    public List<Spoken> speakAll(List<Utterance> utterances) {
        return vits.speakAll(utterances);
    }

    private VitsVoice.Prepared<AcousticInputs> read(Utterance utterance) {
        SpeechSettings settings = utterance.settings();
        List<Warning> warnings = new ArrayList<>();
        SpokenText text = text(utterance, warnings);
        if (!text.spoken()) {
            return VitsVoice.Prepared.silent(warnings);
        }
        PhoneIds ids =
                PhoneIds.of(
                        text,
                        rules.symbols(),
                        profile.addBlank(),
                        utterance.segment().languages().asOriginal()
                                ? Joins.ofOriginal(rules)
                                : Joins.SEAMLESS);
        if (ids.phones().length > AcousticInputs.MAX_TOKENS) {
            throw TooMuchToSay.of(
                    utterance.segment(), ids.phones().length, AcousticInputs.MAX_TOKENS);
        }
        AcousticInputs inputs =
                new AcousticInputs(
                        ids.phones(),
                        ids.tones(),
                        ids.languages(),
                        StageTimes.timed(
                                StageTimes.Stage.BERT,
                                () -> bert.of(text, ids, settings.expression(), warnings)),
                        colour.speaker(settings),
                        colour.emotion(settings.expression(), warnings));
        return new VitsVoice.Prepared<>(
                List.of(new VitsRun<>(inputs, settings.scales(), clip(ids, text, settings))),
                warnings,
                frames -> words(text, ids, frames),
                kinds(ids));
    }

    /** Of which kind each id is, as in {@link Predicted}. */
    private static int[] kinds(PhoneIds ids) {
        int[] kinds = new int[ids.phones().length]; // all blank
        for (int i = 0; i < ids.places().length; i++) {
            String symbol = ids.symbols().get(i);
            boolean phone =
                    symbol.codePoints().anyMatch(Character::isLetter)
                            && !symbol.equals("SP")
                            && !symbol.equals("UNK");
            int place = ids.places()[i];
            kinds[place] = phone ? Math.toIntExact(ids.phones()[place]) + 1 : Predicted.PAUSE;
        }
        return kinds;
    }

    /** As somebody set it mora by mora: nothing of it is without a reading. */
    private SpokenText set(Utterance utterance, List<MoraTone> moras) {
        Segment segment = utterance.segment();
        SpokenText read =
                frontEnds
                        .get(segment.language())
                        .speak(segment.text(), segment.language(), rules, utterance.readings());
        return MoraTones.set(read, moras, rules);
    }

    private SpokenText text(Utterance utterance, List<Warning> warnings) {
        Segment segment = utterance.segment();
        List<MoraTone> moras = utterance.settings().expression().moras();
        if (!moras.isEmpty()) {
            return set(utterance, moras);
        }
        List<LanguageRun> stretches = segment.languages().all();
        if (stretches.isEmpty()) {
            stretches = List.of(new LanguageRun(segment.language(), segment.text().length()));
        }
        for (LanguageRun stretch : stretches) {
            if (frontEnds.find(stretch.language()).isEmpty()) {
                throw VoxfarmException.of(
                        ErrorCode.UNSUPPORTED,
                        "segment %d: Bert-VITS2 voices speak %s with this build, not yet %s",
                        segment.index(),
                        frontEnds.languages(),
                        Problems.quote(stretch.language().code()));
            }
        }
        SpokenText text =
                MixedSpeech.speak(
                        frontEnds,
                        segment.text(),
                        stretches,
                        new MixedSpeech.Voice(
                                rules,
                                frontEnds.spokenBy(manifest),
                                segment.languages().asOriginal()),
                        utterance.readings());
        warnings.addAll(NotSpokenWarnings.of(text.notSpoken()));
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

    private List<SpokenWord> words(SpokenText text, PhoneIds ids, int[] frames) {
        double[] starts = starts(ids, frames);
        List<SpokenWord> words = new ArrayList<>();
        int id = 0;
        for (int r = 0; r < text.runs().size(); r++) {
            int[] counts = ids.word2ph().get(r);
            id += counts[0]; // the run's start
            int token = 1;
            for (SpokenText.Word word : text.runs().get(r).words()) {
                int first = id;
                for (int end = token + word.tokens(); token < end; token++) {
                    id += counts[token];
                }
                words.add(word(word.text(), ids, starts, first, id));
            }
            id += counts[counts.length - 1];
        }
        return words;
    }

    /**
     * @param from first id of the word
     * @param to behind its last one
     */
    private static SpokenWord word(String text, PhoneIds ids, double[] starts, int from, int to) {
        int first = phone(ids, from);
        int last = phone(ids, to);
        List<SpokenWord.SpokenPhone> parts = new ArrayList<>();
        for (int i = first; i < last; i++) {
            parts.add(new SpokenWord.SpokenPhone(ids.symbols().get(i), starts[i], starts[i + 1]));
        }
        return new SpokenWord(text, starts[first], starts[last], parts);
    }

    /** The first phone that is not before an id. */
    private static int phone(PhoneIds ids, int id) {
        int at = Arrays.binarySearch(ids.places(), id);
        return at >= 0 ? at : -at - 1;
    }

    /** When each phone begins, in seconds, and behind them when the last one ends. */
    private double[] starts(PhoneIds ids, int[] frames) {
        double frameSeconds =
                (double) profile.framing().samplesPerFrame() / manifest.sampleRateHz();
        int[] places = ids.places();
        double[] starts = new double[places.length + 1];
        long passed = 0;
        int token = 0;
        for (int i = 0; i < places.length; i++) {
            starts[i] = passed * frameSeconds;
            // a blank counts to the phone behind it, the last one to the end
            int until = i == places.length - 1 ? frames.length : places[i] + 1;
            for (; token < until; token++) {
                passed += frames[token];
            }
        }
        starts[places.length] = passed * frameSeconds;
        return starts;
    }

    @Override
    public void close() {
        vits.close();
    }
}
