package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Members;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Bodies;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.frontend.phones.PhoneSequence;
import voxfarm.frontend.zh.ChineseFrontEnd;
import voxfarm.frontend.zh.Pronunciations;

/** {@code POST /v1/phonemes}: how a text would be spoken, and who decided it. */
public final class PhonemesApi {
    private static final int MAX_CHARACTERS = 10_000;
    private static final Members MEMBERS = Members.of("text", "language", "model_id", "dictionary");

    private static final int MAX_WORDS = 1000;

    private final DictionaryStore dictionaries;
    private final PlanningTurns turns;

    /**
     * @param turns shared with all who work on texts here
     */
    public PhonemesApi(DictionaryStore dictionaries, PlanningTurns turns) {
        this.dictionaries = dictionaries;
        this.turns = turns;
    }

    public void register(Routes routes) {
        routes.post("/v1/phonemes", Access.SUBMIT, this::phonemes);
    }

    private void phonemes(Context ctx) {
        Problems problems = new Problems();
        Fields fields = new Fields(Bodies.readObject(ctx, MEMBERS), problems);
        String text = fields.text("text");
        String language = fields.optionalText("language").orElse("ZH");
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
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        if (!language.equals("ZH")) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "language: the preview shows Chinese (ZH) with this build, was %s",
                    Problems.quote(language));
        }
        ChineseFrontEnd.Analysis analysis = analyse(text, pronunciations(words, voice));
        ctx.contentType("application/json").result(Json.prettyBytes(describe(analysis)));
    }

    private ChineseFrontEnd.Analysis analyse(String text, Pronunciations words) {
        try (PlanningTurns.Turn turn = turns.enter()) {
            turn.check();
            return ChineseFrontEnd.load(true).analyse(text, words);
        }
    }

    private Pronunciations pronunciations(Map<String, String> words, Optional<VoiceId> voice) {
        Pronunciations all = Pronunciations.of(words);
        if (voice.isPresent()) {
            all = all.before(current(voice));
        }
        return all.before(current(Optional.empty()));
    }

    private Pronunciations current(Optional<VoiceId> scope) {
        return dictionaries
                .current(scope)
                .map(version -> Pronunciations.of(dictionaries.words(version)))
                .orElse(Pronunciations.NONE);
    }

    private static ObjectNode describe(ChineseFrontEnd.Analysis analysis) {
        PhoneSequence phones = analysis.phones();
        ObjectNode answer = Json.object().put("language", "ZH").put("text", phones.text());
        texts(answer.putArray("phones"), phones.phones());
        phones.tones().forEach(answer.putArray("tones")::add);
        phones.word2ph().forEach(answer.putArray("word2ph")::add);
        texts(answer.putArray("not_spoken"), phones.notSpoken());
        ArrayNode words = answer.putArray("words");
        for (ChineseFrontEnd.WordTrace word : analysis.words()) {
            ObjectNode item =
                    words.addObject()
                            .put("text", word.text())
                            .put("tag", word.tag())
                            .put("source", word.source());
            texts(item.putArray("read"), word.read());
            texts(item.putArray("spoken"), word.spoken());
        }
        return answer;
    }

    private static void texts(ArrayNode list, List<String> texts) {
        texts.forEach(list::add);
    }
}
