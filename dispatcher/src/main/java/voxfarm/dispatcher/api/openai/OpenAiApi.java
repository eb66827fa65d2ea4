package voxfarm.dispatcher.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Members;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Pauses;
import voxfarm.common.plan.SpeakerChoice;
import voxfarm.common.plan.UnknownMembers;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.acceptance.VoiceDefaults;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Bodies;
import voxfarm.dispatcher.api.CallerIdentity;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.listen.SegmentStream;
import voxfarm.dispatcher.listen.SynchronousSpeech;

/**
 * {@code POST /v1/audio/speech}, {@code GET /v1/audio/voices}, {@code GET /v1/models} in OpenAI's
 * shape. A voice is {@code model_id}, {@code model_id:speaker}, {@code model_id:style} or {@code
 * model_id:speaker:style}; the model counts only if it is a voice. Clients send members that other
 * servers understand: here they have no effect, and each is named in the warnings of the request
 * that {@code X-Voxfarm-Request} names.
 */
public final class OpenAiApi {
    private static final Members VOICE = Members.of("id");
    private static final Members MEMBERS =
            Members.of(
                            "input",
                            "response_format",
                            "speed",
                            "pauses",
                            "style",
                            "style_weight",
                            "stream",
                            "stream_format",
                            "model")
                    .with("voice", VOICE);
    private static final Map<String, Set<String>> KNOWN =
            Map.of("", MEMBERS.names(), "voice", VOICE.names());
    private static final String DEFAULT_FORMAT = "mp3";
    private static final List<String> FORMATS = List.of("mp3", "opus", "aac", "flac", "wav", "pcm");

    /** Clients ask whether the model is there that they name. */
    private static final List<String> THEIR_MODELS =
            List.of("tts-1", "tts-1-hd", "gpt-4o-mini-tts");

    /** What the API promises for pcm. */
    private static final int PCM_RATE = 24_000;

    private static final double SLOWEST = 0.25;
    private static final double FASTEST = 4;
    private static final int SSE_BLOCK = 24_576; // a multiple of 3: base64 without padding between

    private final VoiceCatalog catalog;
    private final SynchronousSpeech speech;
    private final SegmentStream streams;
    private final VoiceDefaults defaults;
    private final Map<String, String> aliases;

    /**
     * @param defaults what the configuration says of voices
     * @param aliases other names of voices, such as {@code alloy}
     */
    public OpenAiApi(
            VoiceCatalog catalog,
            SynchronousSpeech speech,
            SegmentStream streams,
            VoiceDefaults defaults,
            Map<String, String> aliases) {
        this.catalog = catalog;
        this.speech = speech;
        this.streams = streams;
        this.defaults = defaults;
        this.aliases = Map.copyOf(aliases);
    }

    public void register(Routes routes) {
        routes.post("/v1/audio/speech", Access.SUBMIT, this::speech);
        routes.get("/v1/audio/voices", Access.READ, this::voices);
        routes.get("/v1/models", Access.READ, this::models);
        routes.get("/v1/models/{model}", Access.READ, this::model);
    }

    private void speech(Context ctx) {
        try {
            Fields body = new Fields(Bodies.readObject(ctx, MEMBERS), new Problems());
            ObjectNode request = request(body);
            boolean events = events(body);
            boolean whole = wantsWhole(body);
            List<Warning> unknown = UnknownMembers.of(body, KNOWN);
            UnknownMembers.tellBeside(body.problems(), unknown);
            body.problems().throwIfAny(ErrorCode.INVALID_REQUEST);
            try (SynchronousSpeech.Started started =
                            speech.start(request, unknown, CallerIdentity.client(ctx));
                    SegmentStream.Source source = streams.open(started.request())) {
                ctx.header("X-Voxfarm-Request", started.request().id().value());
                if (events) {
                    sendEvents(ctx, source);
                } else {
                    if (whole) {
                        source.awaitAll();
                    }
                    ctx.contentType(source.encoding().format().contentType());
                    source.copyTo(ctx.res().getOutputStream());
                }
                started.heard();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the caller has gone", e);
        }
    }

    /**
     * Whether the caller asks for a file, and not for sound as it is spoken: the sizes in the head
     * of a WAV file are then true.
     */
    private static boolean wantsWhole(Fields body) {
        return !body.has("stream_format") && !body.optionalFlag("stream").orElse(false);
    }

    private ObjectNode request(Fields body) {
        Named named = named(body);
        String input = body.text("input");
        String format = body.optionalText("response_format").orElse(DEFAULT_FORMAT);
        if (!FORMATS.contains(format)) {
            body.problem(
                    "response_format",
                    "expected one of "
                            + String.join(", ", FORMATS)
                            + ", was "
                            + Problems.quote(format));
        }
        double speed = body.optionalNumber("speed", SLOWEST, FASTEST).orElse(1.0);
        ObjectNode request =
                Json.object()
                        .put("text", input)
                        .put("model_id", named.voice().voice().value())
                        .put("length_scale", lengthScale(named, speed));
        named.speaker().ifPresent(speaker -> request.put("speaker", speaker));
        // none of OpenAI's; its clients send what they are told to
        body.optionalText("style").or(named::style).ifPresent(style -> request.put("style", style));
        body.optionalNumber("style_weight", 0, Expression.Emotion.Weighted.MAX_WEIGHT)
                .ifPresent(weight -> request.put("style_weight", weight));
        body.optionalText("pauses").ifPresent(text -> addPauses(text, body, request));
        ObjectNode output = request.putObject("output").put("format", format).put("stream", true);
        if (format.equals("pcm")) {
            output.put("sample_rate", PCM_RATE);
        }
        return request;
    }

    private double lengthScale(Named named, double speed) {
        SpeakerChoice speaker =
                named.speaker()
                        .<SpeakerChoice>map(SpeakerChoice.ByName::new)
                        .orElseGet(SpeakerChoice.Default::new);
        return defaults.lengthScale(named.voice(), speaker, speed);
    }

    private static void addPauses(String text, Fields body, ObjectNode request) {
        try {
            ObjectNode split = request.putObject("split");
            Pauses.parse(text)
                    .seconds()
                    .forEach((kind, seconds) -> split.put(kind.member(), seconds));
        } catch (VoxfarmException e) {
            body.problem("pauses", e.getMessage());
        }
    }

    private static boolean events(Fields body) {
        String format = body.optionalText("stream_format").orElse("audio");
        if (!format.equals("audio") && !format.equals("sse")) {
            body.problem("stream_format", "expected audio or sse, was " + Problems.quote(format));
        }
        return format.equals("sse");
    }

    /** A voice, its speaker and its style as the caller named them. */
    private record Named(VoiceManifest voice, Optional<String> speaker, Optional<String> style) {

        /** What stands behind a voice: a speaker, a style, or both in this order. */
        static Named of(VoiceManifest voice, String rest) {
            boolean style = voice.styles().contains(rest) && voice.speaker(rest).isEmpty();
            if (style) {
                return new Named(voice, Optional.empty(), Optional.of(rest));
            }
            int colon = rest.lastIndexOf(':');
            if (colon > 0 && voice.speaker(rest).isEmpty() && !voice.styles().isEmpty()) {
                return new Named(
                        voice,
                        Optional.of(rest.substring(0, colon)),
                        Optional.of(rest.substring(colon + 1)));
            }
            return new Named(voice, Optional.of(rest), Optional.empty());
        }
    }

    private Named named(Fields body) {
        String model = body.optionalText("model").orElse("");
        String asked = voiceName(body);
        body.problems().throwIfAny(ErrorCode.INVALID_REQUEST);
        String name = aliases.getOrDefault(asked, asked);
        Optional<VoiceManifest> whole = find(name);
        if (whole.isPresent()) {
            return new Named(whole.get(), Optional.empty(), Optional.empty());
        }
        int colon = name.indexOf(':');
        if (colon > 0) {
            Optional<VoiceManifest> voice = find(name.substring(0, colon));
            if (voice.isPresent()) {
                return Named.of(voice.get(), name.substring(colon + 1));
            }
        }
        Optional<VoiceManifest> ofModel = find(model);
        if (ofModel.isPresent()) {
            return name.isEmpty()
                    ? new Named(ofModel.get(), Optional.empty(), Optional.empty())
                    : Named.of(ofModel.get(), name);
        }
        if (asked.isEmpty()) {
            body.problem("voice", "is required: a voice that GET /v1/audio/voices lists");
            body.problems().throwIfAny(ErrorCode.INVALID_REQUEST);
        }
        throw VoxfarmException.of(
                ErrorCode.UNKNOWN_VOICE,
                "voice: expected model_id, model_id:speaker or model_id:style of this farm (%s; GET"
                        + " /v1/audio/voices lists all), was %s",
                catalog.all().stream()
                        .limit(10)
                        .map(voice -> voice.voice().value())
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("there is none yet"),
                Problems.quote(asked));
    }

    /** A text, or an object with an id, as newer clients send it. */
    private static String voiceName(Fields body) {
        boolean object = body.member("voice").filter(JsonNode::isObject).isPresent();
        return object ? body.object("voice").text("id") : body.optionalText("voice").orElse("");
    }

    private Optional<VoiceManifest> find(String name) {
        return VoiceId.isOne(name) ? catalog.find(new VoiceId(name)) : Optional.empty();
    }

    /** {@code speech.audio.delta} events with base64 audio, then {@code speech.audio.done}. */
    private static void sendEvents(Context ctx, SegmentStream.Source source) throws IOException {
        ctx.contentType("text/event-stream");
        ctx.header("Cache-Control", "no-store");
        OutputStream out = ctx.res().getOutputStream();
        try (EventBlocks blocks = new EventBlocks(out)) {
            source.copyTo(blocks);
        }
        ObjectNode done = Json.object().put("type", "speech.audio.done");
        done.putObject("usage")
                .put("input_tokens", 0)
                .put("output_tokens", 0)
                .put("total_tokens", 0);
        send(out, done);
        out.flush();
    }

    private static void send(OutputStream out, ObjectNode event) throws IOException {
        out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes as events; a flush sends what there is. */
    private static final class EventBlocks extends OutputStream {
        private final OutputStream out;
        private final byte[] block = new byte[SSE_BLOCK];
        private int filled;

        EventBlocks(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            for (int at = 0; at < count; ) {
                int n = Math.min(count - at, block.length - filled);
                System.arraycopy(bytes, from + at, block, filled, n);
                filled += n;
                at += n;
                if (filled == block.length) {
                    sendBlock();
                }
            }
        }

        private void sendBlock() throws IOException {
            if (filled > 0) {
                String audio =
                        Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(block, filled));
                send(out, Json.object().put("type", "speech.audio.delta").put("audio", audio));
                filled = 0;
            }
        }

        @Override
        public void flush() throws IOException {
            sendBlock();
            out.flush();
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private void voices(Context ctx) {
        ArrayNode list = Json.array();
        for (VoiceManifest voice : catalog.all()) {
            list.add(named(voice.voice().value()));
            if (voice.speakers().size() > 1) {
                for (Speaker speaker : voice.speakers()) {
                    list.add(named(voice.voice() + ":" + speaker.name()));
                }
            }
            if (voice.styles().size() > 1) {
                for (String style : voice.styles()) {
                    list.add(named(voice.voice() + ":" + style));
                }
            }
        }
        new TreeMap<>(aliases).keySet().forEach(alias -> list.add(named(alias)));
        ObjectNode answer = Json.object();
        answer.set("voices", list);
        json(ctx, answer);
    }

    /** As Open WebUI and others read it. */
    private static ObjectNode named(String voice) {
        return Json.object().put("id", voice).put("name", voice);
    }

    private void models(Context ctx) {
        ObjectNode answer = Json.object().put("object", "list");
        ArrayNode data = answer.putArray("data");
        catalog.all().forEach(voice -> data.add(describe(voice)));
        json(ctx, answer);
    }

    private void model(Context ctx) {
        String asked = ctx.pathParam("model");
        if (THEIR_MODELS.contains(asked)) { // as a call that names it is served
            json(ctx, describe(asked, 0));
            return;
        }
        Optional<VoiceManifest> voice = find(asked);
        if (voice.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.UNKNOWN_VOICE, "there is no model %s", Problems.quote(asked));
        }
        json(ctx, describe(voice.get()));
    }

    private static ObjectNode describe(VoiceManifest voice) {
        return describe(voice.voice().value(), voice.importedAt().getEpochSecond());
    }

    private static ObjectNode describe(String model, long created) {
        return Json.object()
                .put("id", model)
                .put("object", "model")
                .put("created", created)
                .put("owned_by", "voxfarm");
    }

    private static void json(Context ctx, ObjectNode body) {
        ctx.contentType("application/json").result(Json.bytes(body));
    }
}
