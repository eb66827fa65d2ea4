package voxfarm.worker.engine;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.machine.Computation;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.PhoneIds;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
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
                var _ = berts.encoder(own, TextRules.of(voice), runtime);
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
        PhoneIds ids = PhoneIds.of(text, rules.symbols(), profile.addBlank());
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
                frames -> words(text, ids, frames));
    }

    private SpokenText text(Utterance utterance, List<Warning> warnings) {
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
        List<String> phones = ids.symbols();
        double[] starts = starts(phones.size(), frames);
        List<SpokenWord> words = new ArrayList<>();
        int phone = 1; // behind the start; where runs meet, no end is spoken
        for (SpokenText.Run run : text.runs()) {
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
        double frameSeconds =
                (double) profile.framing().samplesPerFrame() / manifest.sampleRateHz();
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
        vits.close();
    }
}
