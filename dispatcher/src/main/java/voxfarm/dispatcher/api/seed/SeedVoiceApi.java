package voxfarm.dispatcher.api.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression.Emotion.Weighted;
import voxfarm.common.plan.Expression.StyleText;
import voxfarm.common.plan.Pauses;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.BodyRoom;
import voxfarm.dispatcher.api.CallerIdentity;
import voxfarm.dispatcher.api.Form;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.listen.SynchronousSpeech;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.mixed.OriginalMarkup;
import voxfarm.frontend.mixed.SpeakerMarkup;

/**
 * {@code /voice} of Bert-VITS2's {@code server_fastapi.py}, releases 2.0 to 2.3: same parameters,
 * defaults, codes and texts, and {@code MIX} and {@code AUTO} with their codes as later ones have
 * them. What it adds: {@code format}, {@code normalize}, {@code seed}, {@code compat}.
 */
public final class SeedVoiceApi {
    private static final double PAUSE_SECONDS = 0.3;
    private static final List<String> FORMATS =
            List.of("wav", "float", "flac", "mp3", "opus", "aac", "m4a", "pcm");

    private final SeedModels models;
    private final SynchronousSpeech speech;
    private final Translator translator;

    public SeedVoiceApi(SeedModels models, SynchronousSpeech speech, Translator translator) {
        this.models = models;
        this.speech = speech;
        this.translator = translator;
    }

    public void register(Routes routes) {
        routes.exception(
                SeedParameters.Invalid.class,
                (e, ctx) -> {
                    ctx.status(422);
                    SeedAnswers.json(ctx, e.body());
                });
        routes.get("/voice", Access.SUBMIT, this::get);
        routes.post("/voice", Access.SUBMIT, this::post);
    }

    private void get(Context ctx) {
        SeedParameters parameters = new SeedParameters(ctx);
        if (parameters.optionalText("reference_audio").isPresent()) {
            refuseReference(parameters, "query");
        }
        speak(ctx, parameters, parameters.text("text"), parameters.optionalText("style_text"));
    }

    private void post(Context ctx) {
        SeedParameters parameters = new SeedParameters(ctx);
        String type = Optional.ofNullable(ctx.contentType()).orElse("").toLowerCase(Locale.ROOT);
        if (Form.isSent(ctx)) {
            Form form = Form.read(ctx);
            Optional<String> text = form.text("text");
            if (text.isEmpty()) {
                parameters.missing("body", "text");
            }
            if (form.hasFile("reference_audio")) {
                refuseReference(parameters, "body");
            }
            speak(ctx, parameters, text.orElse(""), form.text("style_text"));
            return;
        }
        String text = type.startsWith("text/plain") ? plainText(ctx) : jsonText(ctx, parameters);
        speak(ctx, parameters, text, parameters.optionalText("style_text"));
    }

    private static void refuseReference(SeedParameters parameters, String where) {
        if (where.equals("body")) {
            parameters.inBody(
                    "unsupported",
                    "This server takes emotion and style_text, no reference audio",
                    null,
                    "reference_audio");
        } else {
            var _ =
                    parameters.problem(
                            "unsupported",
                            "reference_audio",
                            "This server takes emotion and style_text, no reference audio",
                            "");
        }
    }

    private static String plainText(Context ctx) {
        try (BodyRoom.Claim claim = BodyRoom.claim(ctx)) {
            return new String(claim.readAll(ctx), StandardCharsets.UTF_8);
        }
    }

    private static String jsonText(Context ctx, SeedParameters parameters) {
        try (BodyRoom.Claim claim = BodyRoom.claim(ctx)) {
            byte[] body = claim.readAll(ctx);
            if (body.length == 0) {
                parameters.missing("body");
                return "";
            }
            return claim.parse(() -> jsonText(body, parameters));
        }
    }

    private static String jsonText(byte[] body, SeedParameters parameters) {
        JsonNode document;
        try {
            document =
                    Json.readValue(body, JsonBudget.SUBMISSION, "body", ErrorCode.INVALID_REQUEST);
        } catch (VoxfarmException e) {
            parameters.inBody("json_invalid", "JSON decode error", Json.object());
            return "";
        }
        if (!document.isObject()) {
            parameters.inBody(
                    "model_attributes_type",
                    "Input should be a valid dictionary or object to extract fields from",
                    document);
            return "";
        }
        JsonNode text = document.get("text");
        if (text == null) {
            parameters.missing("body", "text");
            return "";
        }
        if (!text.isTextual()) {
            parameters.inBody("string_type", "Input should be a valid string", text, "text");
            return "";
        }
        return text.asText();
    }

    private void speak(
            Context ctx, SeedParameters parameters, String text, Optional<String> styleText) {
        int number = parameters.integer("model_id");
        Optional<String> speakerName = parameters.optionalText("speaker_name");
        Optional<Integer> speakerId = parameters.optionalInteger("speaker_id");
        boolean translate = parameters.flag("auto_translate", false);
        ObjectNode request = sliders(parameters);
        addExpression(parameters, styleText, request);
        addOutput(parameters, request);
        checkLength(parameters, text);
        parameters.throwIfAny();
        Optional<SeedModels.Model> model = models.find(number);
        Optional<VoiceManifest> voice = model.flatMap(models::manifest);
        if (model.isEmpty() || voice.isEmpty()) {
            SeedAnswers.status(ctx, 10, "模型model_id=" + number + "未加载");
            return;
        }
        Optional<Speaker> speaker = speaker(ctx, voice.get(), speakerName, speakerId);
        if (speaker.isEmpty()) {
            return;
        }
        String language = language(parameters, voice.get(), model.get());
        parameters.throwIfAny();
        if (translate && new Language(language).isOfText()) {
            SeedAnswers.status(ctx, 20, "请勿同时使用language = " + language + "与auto_translate模式");
            return;
        }
        if (language.equals(Language.MIX.code()) && !isMarkup(ctx, text, voice.get())) {
            return;
        }
        request.put("model_id", model.get().voice().value())
                .put("speaker", speaker.get().name())
                .put("language", language);
        answer(ctx, request, text, translate ? Optional.of(language) : Optional.empty());
    }

    /** Whether a text names speakers and languages of the voice; answers with the reason if not. */
    private static boolean isMarkup(Context ctx, String text, VoiceManifest voice) {
        List<Language> spoken = LocalFrontEnds.all().spokenBy(voice);
        boolean valid = OriginalMarkup.isValid(text);
        for (SpeakerMarkup.Turn turn :
                SpeakerMarkup.turns(text, name -> voice.speaker(name).isPresent())) {
            Optional<String> stranger =
                    turn.speaker().filter(name -> voice.speaker(name.strip()).isEmpty());
            if (stranger.isPresent()) {
                SeedAnswers.status(ctx, 13, "角色speaker_name=" + stranger.get() + "不存在");
                return false;
            }
            valid &=
                    turn.parts().stream()
                            .flatMap(part -> part.language().stream())
                            .allMatch(spoken::contains);
        }
        if (!valid) {
            SeedAnswers.status(ctx, 21, "MIX语法错误");
        }
        return valid;
    }

    private static ObjectNode sliders(SeedParameters parameters) {
        ObjectNode request = Json.object();
        request.put("sdp_ratio", parameters.number("sdp_ratio", 0.2, 0, Scales.MAX_SDP_RATIO));
        request.put("noise_scale", parameters.number("noise", 0.2, 0, Scales.MAX_NOISE_SCALE));
        request.put("noise_scale_w", parameters.number("noisew", 0.9, 0, Scales.MAX_NOISE_SCALE));
        request.put(
                "length_scale",
                parameters.number("length", 1, Scales.MIN_LENGTH_SCALE, Scales.MAX_LENGTH_SCALE));
        parameters.optionalInteger("seed").ifPresent(seed -> request.put("seed", seed.longValue()));
        return request;
    }

    private static void addOutput(SeedParameters parameters, ObjectNode request) {
        String format = parameters.text("format", "wav");
        if (!FORMATS.contains(format)) {
            parameters.notOneOf("format", format, FORMATS);
        }
        boolean floating = format.equals("float");
        boolean normalize = parameters.flag("normalize", true) && !floating;
        request.putObject("output")
                .put("format", floating ? "wav-float" : format)
                .put("level", normalize ? "peak" : "none");
        addSplit(parameters, request);
    }

    /**
     * The original's way of cutting, unless the caller chooses pauses, which it does not know; nor
     * does it know SSML.
     */
    private static void addSplit(SeedParameters parameters, ObjectNode request) {
        request.put("ssml", false);
        parameters
                .optionalText("compat")
                .ifPresent(compat -> {
                    if (!compat.equals("original")) {
                        parameters.notOneOf("compat", compat, List.of("original"));
                    }
                    request.put("compat", compat);
                });
        ObjectNode split =
                request.putObject("split")
                        .put("mode", parameters.flag("auto_split", false) ? "cut_sent" : "none")
                        .put("pause_s", PAUSE_SECONDS);
        parameters
                .optionalText("pauses")
                .ifPresent(text -> {
                    try {
                        Pauses pauses = Pauses.parse(text);
                        split.put("mode", "auto");
                        pauses.seconds()
                                .forEach((kind, seconds) -> split.put(kind.member(), seconds));
                    } catch (VoxfarmException e) {
                        var _ =
                                parameters.problem(
                                        "value_error",
                                        "pauses",
                                        "Value error, " + e.getMessage(),
                                        "");
                    }
                });
    }

    private static void checkLength(SeedParameters parameters, String text) {
        int most = SynthesisRequest.MAX_INLINE_TEXT_BYTES;
        if (text.getBytes(StandardCharsets.UTF_8).length > most) {
            String message =
                    "String should have at most "
                            + most
                            + " bytes; submit longer texts to /v1/requests";
            var _ = parameters.problem("string_too_long", "text", message, "");
        }
    }

    /**
     * @param translateTo language to translate to first, if that was asked for
     */
    private void answer(
            Context ctx, ObjectNode request, String text, Optional<String> translateTo) {
        try {
            request.put(
                    "text",
                    translateTo
                            .map(language ->
                                    translator.translate(text, language.toLowerCase(Locale.ROOT)))
                            .orElse(text));
            SynchronousSpeech.Spoken spoken = speech.speak(request, CallerIdentity.client(ctx));
            // before any header: what was deleted meanwhile has an answer of its own
            InputStream audio = speech.open(spoken.audio());
            ctx.header("Content-Length", String.valueOf(spoken.audio().bytes()));
            ctx.header("X-Voxfarm-Request", spoken.id().value());
            ctx.contentType(spoken.audio().format().contentType()).result(audio);
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.UNSUPPORTED && !request.has("text")) {
                SeedToolsApi.answerNoTranslator(ctx, e);
                return;
            }
            SeedAnswers.failure(ctx, e);
        }
    }

    private static void addExpression(
            SeedParameters parameters, Optional<String> styleText, ObjectNode request) {
        parameters
                .optionalText("emotion")
                .ifPresent(emotion -> {
                    if (emotion.matches("\\d{1,9}")) {
                        request.put("emotion", Integer.parseInt(emotion));
                    } else {
                        request.put("emotion", emotion);
                    }
                });
        Optional<String> style = parameters.optionalText("style").filter(name -> !name.isBlank());
        // as Style-Bert-VITS2's server has it, the weight is the style's where there is one
        double ofText =
                style.isEmpty()
                        ? parameters.number("style_weight", StyleText.DEFAULT_WEIGHT, 0, 1)
                        : StyleText.DEFAULT_WEIGHT;
        style.ifPresent(name ->
                request.put("emotion", name)
                        .put(
                                "style_weight",
                                parameters.number("style_weight", 1, 0, Weighted.MAX_WEIGHT)));
        double weight = parameters.number("assist_text_weight", ofText, 0, 1);
        styleText
                .or(() -> parameters.optionalText("assist_text"))
                .filter(text -> !text.isBlank())
                .ifPresent(
                        text -> request.putObject("style").put("text", text).put("weight", weight));
    }

    private static Optional<Speaker> speaker(
            Context ctx, VoiceManifest voice, Optional<String> name, Optional<Integer> id) {
        if (name.isEmpty() && id.isEmpty()) {
            SeedAnswers.status(ctx, 11, "请提供speaker_name或speaker_id");
            return Optional.empty();
        }
        if (name.isEmpty()) {
            Optional<Speaker> found = voice.speaker(id.get().longValue());
            if (found.isEmpty()) {
                SeedAnswers.status(ctx, 12, "角色speaker_id=" + id.get() + "不存在");
            }
            return found;
        }
        Optional<Speaker> found = voice.speaker(name.get());
        if (found.isEmpty()) {
            SeedAnswers.status(ctx, 13, "角色speaker_name=" + name.get() + "不存在");
        }
        return found;
    }

    /** As BCP 47 has it, too. */
    private static String ofTag(String asked) {
        return Language.ofTag(asked).map(Language::code).orElse(asked).toUpperCase(Locale.ROOT);
    }

    /**
     * A language that the caller did not choose, and the voice does not know, is the voice's own.
     */
    private static String language(
            SeedParameters parameters, VoiceManifest voice, SeedModels.Model model) {
        List<String> languages =
                LocalFrontEnds.all().spokenBy(voice).stream().map(Language::code).toList();
        Optional<String> asked = parameters.optionalText("language");
        if (asked.isPresent()) {
            String language = ofTag(asked.get());
            List<String> known =
                    Stream.concat(
                                    languages.stream(),
                                    Stream.of(Language.AUTO.code(), Language.MIX.code()))
                            .toList();
            if (!known.contains(language)) {
                parameters.notOneOf("language", asked.get(), known);
            }
            return language;
        }
        if (languages.isEmpty()) {
            return voice.language().code(); // refused with a reason where it is planned
        }
        return languages.contains(model.language()) ? model.language() : languages.getFirst();
    }
}
