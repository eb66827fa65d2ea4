package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.OutputSettingsCodec;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Members;
import voxfarm.common.json.Schema;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceId;

/**
 * Reads the request document of schema 1 (docs/formats.md) from untrusted bytes. Unknown members
 * change nothing, and each has a warning.
 */
public final class RequestCodec {
    /** Member of another document on the same topic: the cancellation of a request. */
    static final String CANCEL = "cancel";

    /** Members of a third one: of a book, which is read elsewhere. */
    static final Set<String> OF_BOOKS = Set.of("book", "book_uri");

    private static final String CALLBACK = "callback";
    private static final String COMPAT = "compat";

    /** The members of docs/formats.md. All others are stepped over while they are read. */
    static final Members MEMBERS =
            Members.of(
                    "schema",
                    "request_id",
                    CANCEL,
                    "book",
                    "book_uri",
                    "model_id",
                    "text",
                    "text_uri",
                    "speaker",
                    "speaker_id",
                    "speaker_mix",
                    "language",
                    "sdp_ratio",
                    "noise_scale",
                    "noise_scale_w",
                    "length_scale",
                    ExactnessCodec.MEMBER,
                    "seed",
                    "lane",
                    "not_before",
                    "deadline",
                    CALLBACK,
                    "split",
                    "ssml",
                    COMPAT,
                    "output",
                    "emotion",
                    "style",
                    "style_weight",
                    "dictionary",
                    "kata_tone",
                    "labels",
                    "reference_audio");

    private static final int MAX_LABELS = 32;

    /** Characters. */
    public static final int MAX_LABEL_NAME = 64;

    /** Characters. */
    public static final int MAX_LABEL_VALUE = 256;

    /** Members of the contract that this build refuses by name instead of passing them over. */
    private static final List<String> LATER = List.of("reference_audio");

    private RequestCodec() {}

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST}, {@code UNSUPPORTED} or {@code
     *     UNSUPPORTED_SCHEMA}; the message lists every problem with its member's path
     */
    public static Submission read(byte[] document) {
        return read(SubmittedDocument.read(document));
    }

    /** As {@link #read(byte[])}, of a document that was made here. */
    public static Submission read(ObjectNode document) {
        return read(SubmittedDocument.of(document));
    }

    /** As {@link #read(byte[])}, of a document already parsed. */
    public static Submission read(SubmittedDocument document) {
        Problems problems = new Problems();
        Fields fields = new Fields(document.members(), problems);
        Optional<SubmittedText.Spooled> spooled = document.spooled();
        Schema.check(fields, "request");
        Optional<RequestId> id = fields.optionalParsed("request_id", RequestId::new);
        SynthesisRequest request = readRequest(fields, spooled);
        List<Warning> unknown = UnknownMembers.of(fields);
        UnknownMembers.tellBeside(problems, unknown);
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        refuseLater(fields);
        return new Submission(id, request, document.bodySha256(), unknown);
    }

    private static SynthesisRequest readRequest(
            Fields fields, Optional<SubmittedText.Spooled> spooled) {
        Optional<Instant> notBefore = fields.optionalTime("not_before");
        Optional<Instant> deadline = fields.optionalTime("deadline");
        if (notBefore.isPresent()
                && deadline.isPresent()
                && !deadline.get().isAfter(notBefore.get())) {
            fields.problem("deadline", "expected a time after not_before, " + notBefore.get());
        }
        return new SynthesisRequest(
                fields.parsed("model_id", VoiceId::new, new VoiceId("none")),
                readText(fields, spooled),
                readSpeaker(fields),
                fields.optionalParsed("language", RequestCodec::language),
                readScales(fields),
                fields.optionalInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(0L),
                LaneChoice.of(fields.optionalParsed("lane", Lane::ofWireName)),
                notBefore,
                deadline,
                readSplit(fields),
                readOutput(fields),
                ExpressionCodec.read(fields),
                ExactnessCodec.read(fields),
                fields.optionalParsed(CALLBACK, CallbackUrl::parse),
                readLabels(fields));
    }

    private static SubmittedText readText(Fields fields, Optional<SubmittedText.Spooled> spooled) {
        if (fields.has("text_uri")) {
            if (fields.has("text") || spooled.isPresent()) {
                fields.problem("text_uri", "expected one of text and text_uri, found both");
            }
            return new SubmittedText.Stored(fields.text("text_uri"));
        }
        if (spooled.isPresent()) {
            return spooled.get();
        }
        String text = fields.text("text");
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > SynthesisRequest.MAX_INLINE_TEXT_BYTES) {
            fields.problem(
                    "text",
                    "expected at most "
                            + ByteSize.shown(SynthesisRequest.MAX_INLINE_TEXT_BYTES)
                            + " of UTF-8 in a record, was "
                            + ByteSize.shown(bytes)
                            + "; put the text into the bucket and name it by text_uri, or submit"
                            + " by HTTP");
        }
        return new SubmittedText.Inline(text);
    }

    private static SpeakerChoice readSpeaker(Fields fields) {
        Optional<String> name = fields.optionalText("speaker");
        Optional<Long> id = fields.optionalInteger("speaker_id", 0, Integer.MAX_VALUE);
        if (name.isPresent() && id.isPresent()) {
            fields.problem("speaker_id", "expected one of speaker and speaker_id, found both");
        }
        if (name.isPresent()) {
            return new SpeakerChoice.ByName(name.get());
        }
        return id.isPresent() ? new SpeakerChoice.ById(id.get()) : new SpeakerChoice.Default();
    }

    private static Language language(String name) {
        if (!name.matches("[A-Za-z]{2,4}(?:[-_][A-Za-z0-9]{1,8}){0,3}")) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected ZH, JP, EN, auto or mix, was %s",
                    Problems.quote(name));
        }
        return Language.ofName(name);
    }

    private static ScaleChoices readScales(Fields fields) {
        return new ScaleChoices(
                fields.optionalNumber("sdp_ratio", 0, Scales.MAX_SDP_RATIO),
                fields.optionalNumber("noise_scale", 0, Scales.MAX_NOISE_SCALE),
                fields.optionalNumber("noise_scale_w", 0, Scales.MAX_NOISE_SCALE),
                fields.optionalNumber(
                        "length_scale", Scales.MIN_LENGTH_SCALE, Scales.MAX_LENGTH_SCALE));
    }

    private static SplitSettings readSplit(Fields fields) {
        SplitSettings split =
                fields.optionalObject("split")
                        .map(RequestCodec::readSplitMembers)
                        .orElseGet(SplitSettings::defaults);
        Optional<Boolean> ssml = fields.optionalFlag("ssml");
        if (ssml.orElse(false) && split.mode() == SplitSettings.Mode.CUT_SENT) {
            fields.problem("ssml", "expected split.mode auto or none beside it, was cut_sent");
        }
        return ssml.map(_ -> split.with(SplitSettings.Ssml.of(ssml)))
                .orElse(split)
                .withLanguagesAsOriginal(readCompat(fields));
    }

    private static boolean readCompat(Fields fields) {
        Optional<String> compat = fields.optionalText(COMPAT);
        if (compat.isPresent() && !compat.get().equals("original")) {
            fields.problem(COMPAT, "expected original, was " + Problems.quote(compat.get()));
        }
        return compat.isPresent();
    }

    private static SplitSettings readSplitMembers(Fields split) {
        Map<PauseKind, Double> pauses = new EnumMap<>(PauseKind.class);
        for (PauseKind kind : PauseKind.values()) {
            split.optionalNumber(kind.member(), 0, Pauses.MAX_SECONDS)
                    .ifPresent(seconds -> pauses.put(kind, seconds));
        }
        return new SplitSettings(
                split.optionalParsed("mode", SplitSettings.Mode::ofWireName)
                        .orElse(SplitSettings.Mode.AUTO),
                new Pauses(pauses),
                split.optionalFlag("markdown").orElse(true));
    }

    private static OutputSettings readOutput(Fields fields) {
        return fields.optionalObject("output")
                .map(OutputSettingsCodec::read)
                .orElseGet(OutputSettings::defaults);
    }

    private static Map<String, String> readLabels(Fields fields) {
        Map<String, String> labels = fields.textMap("labels");
        if (labels.size() > MAX_LABELS) {
            fields.problem("labels", "expected at most " + MAX_LABELS + ", found " + labels.size());
        }
        labels.forEach((name, value) -> {
            if (name.length() > MAX_LABEL_NAME || value.length() > MAX_LABEL_VALUE) {
                fields.problem(
                        "labels",
                        "expected names of at most 64 and values of at most 256 characters, found "
                                + Problems.quote(name));
            }
        });
        return labels;
    }

    /** A member that would change the sound is never passed over in silence. */
    private static void refuseLater(Fields fields) {
        Problems problems = new Problems();
        for (String name : LATER) {
            if (fields.has(name)) {
                problems.add(name + ": not supported by this build; leave it out");
            }
        }
        fields.problems().throwIfAny(ErrorCode.INVALID_REQUEST);
        problems.throwIfAny(ErrorCode.UNSUPPORTED);
    }
}
