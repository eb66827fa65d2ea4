package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
import voxfarm.common.plan.UnknownMembers;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Bodies;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.en.EnglishPhonemizer;
import voxfarm.frontend.en.Respelling;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.split.MarkdownReader;
import voxfarm.frontend.split.SentenceSplitter;

/**
 * {@code POST /v1/phonemes}: how a text would be spoken, without its markup, and who decided it. By
 * the rules of the release of the voice that is named, or of 2.1 where none is.
 */
public final class PhonemesApi {
    private static final FrontEnds FRONT_ENDS = LocalFrontEnds.all();

    /** The phonemizer of Piper voices that the farm reads English for. */
    private static final String BUILT_IN = "builtin";

    private static final int MAX_CHARACTERS = 10_000;
    private static final Members MEMBERS = Members.of("text", "language", "model_id", "dictionary");

    private static final int MAX_WORDS = 1000;

    private final VoiceCatalog catalog;
    private final DictionaryStore dictionaries;
    private final CurrentDictionaries current;
    private final PlanningTurns turns;

    /**
     * @param turns shared with all who work on texts here
     */
    public PhonemesApi(
            VoiceCatalog catalog,
            DictionaryStore dictionaries,
            CurrentDictionaries current,
            PlanningTurns turns) {
        this.catalog = catalog;
        this.dictionaries = dictionaries;
        this.current = current;
        this.turns = turns;
    }

    public void register(Routes routes) {
        routes.post("/v1/phonemes", Access.SUBMIT, this::phonemes);
    }

    private void phonemes(Context ctx) {
        Problems problems = new Problems();
        Fields fields = new Fields(Bodies.readObject(ctx, MEMBERS), problems);
        String text = fields.text("text");
        Language language = fields.optionalParsed("language", Language::new).orElse(Language.ZH);
        Optional<VoiceId> voice = fields.optionalParsed("model_id", VoiceId::new);
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
        Optional<VoiceManifest> manifest = voice.map(this::manifest);
        Readings readings = readings(words, voice);
        ObjectNode answer =
                manifest.filter(m -> m.phonemizer().equals(BUILT_IN))
                        .map(m -> english(m, text, readings))
                        .orElseGet(() -> {
                            TextRules rules = manifest.map(TextRules::of).orElse(TextRules.DEFAULT);
                            FrontEnd frontEnd = FRONT_ENDS.get(language);
                            return describe(
                                    language, speak(frontEnd, text, language, rules, readings));
                        });
        if (!unknown.isEmpty()) {
            answer.set("warnings", Warning.write(unknown));
        }
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    private VoiceManifest manifest(VoiceId voice) {
        return catalog.find(voice)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.UNKNOWN_VOICE, "model_id: there is no voice %s", voice));
    }

    /** The farm's own front end for Piper's English voices, made when one is first asked about. */
    private static final class English {
        static final EnglishPhonemizer PHONEMIZER = EnglishPhonemizer.load();
    }

    /** Each word with its IPA, segment by segment as a request speaks them. */
    private ObjectNode english(VoiceManifest manifest, String text, Readings readings) {
        try (PlanningTurns.Turn turn = turns.enter(text.length())) {
            turn.check();
            ObjectNode answer = Json.object().put("language", Language.EN.code());
            ArrayNode words = Json.array();
            ArrayNode notSpoken = answer.putArray("not_spoken");
            for (SentenceSplitter.Piece piece :
                    SentenceSplitter.split(
                            spokenWords(text), true, manifest.maxSegmentCharacters())) {
                turn.check();
                EnglishPhonemizer.Explanation part =
                        English.PHONEMIZER.explain(Respelling.apply(piece.text(), readings));
                part.words()
                        .forEach(word ->
                                words.addObject()
                                        .put("text", word.text())
                                        .put("ipa", word.ipa())
                                        .put("source", word.source()));
                part.notSpoken().forEach(notSpoken::add);
            }
            answer.set("words", words);
            return answer;
        }
    }

    /** What a request speaks of a text. */
    private static String spokenWords(String text) {
        String words = MarkdownReader.words(text);
        if (words.isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.NOTHING_TO_SPEAK, "text: expected letters or digits, found none");
        }
        return words;
    }

    private SpokenText speak(
            FrontEnd frontEnd, String text, Language language, TextRules rules, Readings readings) {
        try (PlanningTurns.Turn turn = turns.enter(text.length())) {
            turn.check();
            return frontEnd.speak(spokenWords(text), language, rules, readings);
        }
    }

    private Readings readings(Map<String, String> words, Optional<VoiceId> voice) {
        Readings all = Readings.of(words);
        if (voice.isPresent()) {
            all = all.before(current(voice));
        }
        all = all.before(current(Optional.empty()));
        FRONT_ENDS.check(all);
        return all;
    }

    private Readings current(Optional<VoiceId> scope) {
        return current.of(scope)
                .map(version -> Readings.of(dictionaries.words(version)))
                .orElse(Readings.NONE);
    }

    private static ObjectNode describe(Language language, SpokenText spoken) {
        List<SpokenText.Run> runs = spoken.runs();
        ObjectNode answer =
                Json.object()
                        .put("language", language.code())
                        .put(
                                "text",
                                runs.stream()
                                        .map(SpokenText.Run::bertText)
                                        .collect(Collectors.joining()));
        texts(answer.putArray("phones"), runs.stream().flatMap(run -> run.phones().stream()));
        ArrayNode tones = answer.putArray("tones");
        runs.forEach(run -> run.tones().forEach(tones::add));
        ArrayNode word2ph = answer.putArray("word2ph");
        runs.forEach(run -> run.word2ph().forEach(word2ph::add));
        texts(
                answer.putArray("not_spoken"),
                spoken.notSpoken().stream().map(SpokenText.NotSpoken::text));
        ArrayNode words = answer.putArray("words");
        runs.stream()
                .flatMap(run -> run.words().stream())
                .forEach(word -> describe(word, words.addObject()));
        return answer;
    }

    private static void describe(SpokenText.Word word, ObjectNode into) {
        into.put("text", word.text())
                .put("tag", word.tag())
                .put("source", word.source().wireName());
        texts(into.putArray("read"), word.read().stream());
        texts(into.putArray("spoken"), word.spoken().stream());
    }

    private static void texts(ArrayNode list, Stream<String> texts) {
        texts.forEach(list::add);
    }
}
