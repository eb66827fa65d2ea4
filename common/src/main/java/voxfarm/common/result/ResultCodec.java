package voxfarm.common.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.book.BookFile;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SpeechSettingsCodec;
import voxfarm.common.plan.Warning;
import voxfarm.common.store.ObjectKey;

/** {@code results/<id>/result.json}. */
public final class ResultCodec {
    private static final int MICROSECONDS = 6;

    /** More than any result document has; that of a book names its files. */
    public static final long MAX_BYTES = 16L << 20;

    /** Content type of a stored result. */
    public static final String TYPE = "application/json";

    private ResultCodec() {}

    public static byte[] write(SynthesisResult result) {
        return Json.prettyBytes(toJson(result));
    }

    /** The document as a tree, to stand inside another. */
    public static ObjectNode toJson(SynthesisResult result) {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("request_id", result.id().value())
                        .put("status", result.status());
        result.acceptedBy().write(node);
        SpeechSettingsCodec.write(result.settings(), node);
        node.put("created_at", result.createdAt().toString());
        result.startedAt()
                .ifPresentOrElse(
                        at -> node.put("started_at", at.toString()),
                        () -> node.putNull("started_at"));
        node.put("finished_at", result.finishedAt().toString())
                .put("attempts", result.attempts())
                .put("worker_id", result.workerId())
                .put("build", result.build());
        writeAudio(result, node);
        result.timings()
                .ifPresentOrElse(
                        key -> node.put("timings_key", key.value()),
                        () -> node.putNull("timings_key"));
        ArrayNode subtitles = node.putArray("subtitle_keys");
        result.subtitles().forEach(key -> subtitles.add(key.value()));
        node.put("segments", result.segments()).put("engine_s", seconds(result.engine().seconds()));
        result.engine().writeBy(node);
        node.set("warnings", Warning.write(result.warnings()));
        if (!result.files().isEmpty()) {
            ArrayNode files = node.putArray("files");
            result.files().forEach(file -> files.add(file.toJson()));
        }
        switch (result.outcome()) {
            case SynthesisResult.Outcome.Failed failed ->
                    node.set("error", failed.error().toJson());
            case SynthesisResult.Outcome.Completed _, SynthesisResult.Outcome.Cancelled _ ->
                    node.putNull("error");
        }
        return node;
    }

    private static void writeAudio(SynthesisResult result, ObjectNode node) {
        switch (result.outcome()) {
            case SynthesisResult.Outcome.Completed(StoredAudio audio) -> {
                ObjectNode members =
                        node.putObject("audio")
                                .put("key", audio.key().value())
                                .put("uri", audio.uri())
                                .put("format", audio.format().wireName())
                                .put("sample_rate", audio.sampleRateHz())
                                .put("channels", audio.channels())
                                .put("duration_s", seconds(audio.durationSeconds()))
                                .put("bytes", audio.bytes())
                                .put("sha256", audio.sha256());
                audio.levels().ifPresent(levels -> levels.write(members));
            }
            case SynthesisResult.Outcome.Failed _, SynthesisResult.Outcome.Cancelled _ ->
                    node.putNull("audio");
        }
    }

    private static BigDecimal seconds(double value) {
        return BigDecimal.valueOf(value).setScale(MICROSECONDS, RoundingMode.HALF_EVEN);
    }

    /**
     * @throws VoxfarmException {@code INTERNAL} if the stored document is damaged, {@code
     *     UNSUPPORTED_SCHEMA} if another build wrote it, {@code DELETED} if it is a {@link
     *     Tombstone}
     */
    public static SynthesisResult read(byte[] document) {
        Fields fields =
                new Fields(
                        Json.readObject(document, "result.json", ErrorCode.INTERNAL),
                        new Problems());
        Schema.check(fields, "result.json");
        if (Tombstone.is(fields)) {
            throw Tombstone.read(fields).asFailure();
        }
        SynthesisResult result =
                new SynthesisResult(
                        fields.parsed("request_id", RequestId::new, new RequestId("none")),
                        AcceptedBy.read(fields),
                        SpeechSettingsCodec.read(fields),
                        readOutcome(fields),
                        fields.optionalParsed("timings_key", ObjectKey::new),
                        fields.texts("subtitle_keys").stream().map(ObjectKey::new).toList(),
                        fields.time("created_at"),
                        fields.optionalTime("started_at"),
                        fields.time("finished_at"),
                        (int) fields.integer("attempts", 0, Integer.MAX_VALUE),
                        fields.text("worker_id"),
                        fields.text("build"),
                        (int) fields.integer("segments", 0, Integer.MAX_VALUE),
                        EngineWork.read(fields.number("engine_s", 0, Double.MAX_VALUE), fields),
                        Warning.read(fields),
                        BookFile.read(fields));
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return result;
    }

    private static SynthesisResult.Outcome readOutcome(Fields fields) {
        String status = fields.text("status");
        return switch (status) {
            case "completed" ->
                    new SynthesisResult.Outcome.Completed(readAudio(fields.object("audio")));
            case "failed" ->
                    new SynthesisResult.Outcome.Failed(ErrorInfo.read(fields.object("error")));
            case "cancelled" -> new SynthesisResult.Outcome.Cancelled();
            default -> {
                fields.problem(
                        "status",
                        "expected completed, failed or cancelled, was " + Problems.quote(status));
                yield new SynthesisResult.Outcome.Cancelled();
            }
        };
    }

    private static StoredAudio readAudio(Fields audio) {
        return new StoredAudio(
                audio.parsed("key", ObjectKey::new, new ObjectKey("none")),
                audio.text("uri"),
                audio.parsed("format", AudioFormat::ofWireName, AudioFormat.WAV),
                (int) audio.integer("sample_rate", 1, Integer.MAX_VALUE),
                (int) audio.integer("channels", 1, 2),
                audio.number("duration_s", 0, Double.MAX_VALUE),
                audio.integer("bytes", 0, Long.MAX_VALUE),
                audio.text("sha256"),
                AudioLevels.read(audio));
    }
}
