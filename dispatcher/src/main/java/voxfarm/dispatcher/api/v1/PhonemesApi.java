package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import voxfarm.common.bucket.CurrentDictionaries;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Members;
import voxfarm.common.language.Language;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.UnknownMembers;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Bodies;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.ipa.Phonemizers;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.local.StoredReadings;
import voxfarm.frontend.local.VoiceWords;
import voxfarm.frontend.split.MarkdownReader;

/**
 * {@code POST /v1/phonemes}: how a text would be spoken, without its markup, and who decided it. By
 * the rules of the release of the voice that is named, or of 2.1 where none is.
 */
public final class PhonemesApi {
    private static final FrontEnds FRONT_ENDS = LocalFrontEnds.all();

    private static final int MAX_CHARACTERS = 10_000;
    private static final Members MEMBERS =
            Members.of("text", "language", "model_id", "dictionary", "ssml");

    private static final int MAX_WORDS = 1000;

    private final VoiceCatalog catalog;
    private final StoredReadings stored;
    private final CurrentDictionaries current;
    private final PlanningTurns turns;
    private final VoiceWords words;

    /**
     * @param turns shared with all who work on texts here
     * @param phonemizers of this machine
     */
    public PhonemesApi(
            VoiceCatalog catalog,
            DictionaryStore dictionaries,
            CurrentDictionaries current,
            PlanningTurns turns,
            Phonemizers phonemizers) {
        this.catalog = catalog;
        this.stored = new StoredReadings(dictionaries);
        this.current = current;
        this.turns = turns;
        this.words = new VoiceWords(FRONT_ENDS, phonemizers);
    }

    public void register(Routes routes) {
        routes.post("/v1/phonemes", Access.SUBMIT, this::phonemes);
    }

    private void phonemes(Context ctx) {
        Problems problems = new Problems();
        Fields fields = new Fields(Bodies.readObject(ctx, MEMBERS), problems);
        String text = fields.text("text");
        Optional<Language> language = fields.optionalParsed("language", Language::ofName);
        Optional<VoiceId> voice = fields.optionalParsed("model_id", VoiceId::new);
        SplitSettings.Ssml ssml = SplitSettings.Ssml.of(fields.optionalFlag("ssml"));
        Map<String, String> words = new HashMap<>();
        fields.objects("dictionary")
                .forEach(item -> words.put(item.text("word"), item.text("reading")));
        if (text.length() > MAX_CHARACTERS) {
            fields.problem("text", "expected at most " + MAX_CHARACTERS + " characters");
        }
        if (words.size() > MAX_WORDS) {
            fields.problem("dictionary", "expected at most " + MAX_WORDS + " words");
        }
        List<Warning> unknown = UnknownMembers.of(fields, Map.of("", MEMBERS.names()));
        UnknownMembers.tellBeside(problems, unknown);
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        VoiceWords.Voice reader =
                voice.map(this::manifest)
                        .map(manifest -> VoiceWords.Voice.of(manifest, language))
                        .orElseGet(() ->
                                new VoiceWords.Voice.BertVits2(
                                        TextRules.DEFAULT, language.orElse(Language.ZH)));
        VoiceWords.Answer read = explain(reader, text, ssml, readings(words, voice));
        List<Warning> warnings = Stream.concat(unknown.stream(), read.warnings().stream()).toList();
        ObjectNode answer = read.document();
        if (!warnings.isEmpty()) {
            answer.set("warnings", Warning.write(warnings));
        }
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    private VoiceManifest manifest(VoiceId voice) {
        return catalog.find(voice)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.UNKNOWN_VOICE, "model_id: there is no voice %s", voice));
    }

    private VoiceWords.Answer explain(
            VoiceWords.Voice voice, String text, SplitSettings.Ssml ssml, Readings readings) {
        if (MarkdownReader.words(text).isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.NOTHING_TO_SPEAK, "text: expected letters or digits, found none");
        }
        try (PlanningTurns.Turn turn = turns.enter(text.length())) {
            turn.check();
            return words.explain(voice, text, ssml, readings, turn::check);
        }
    }

    private Readings readings(Map<String, String> words, Optional<VoiceId> voice) {
        Readings own = Readings.of(words);
        FRONT_ENDS.check(own);
        Readings ofVoice = voice.isPresent() ? current(voice) : Readings.NONE;
        return own.before(ofVoice).before(current(Optional.empty()));
    }

    private Readings current(Optional<VoiceId> scope) {
        return current.of(scope).map(stored::of).orElse(Readings.NONE);
    }
}
