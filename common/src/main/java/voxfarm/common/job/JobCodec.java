package voxfarm.common.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.SpeechSettingsCodec;

/** The value of a record on {@code tts.jobs.<lane>.<model_id>}. */
public final class JobCodec {
    private JobCodec() {}

    public static byte[] write(SynthesisJob job) {
        return Json.bytes(toJson(job));
    }

    static ObjectNode toJson(SynthesisJob job) {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("request_id", job.id().request().value())
                        .put("job", job.id().name())
                        .put("requeue", job.requeue())
                        .put("lane", job.lane().wireName())
                        .put("accepted_at", job.acceptedAt().toString());
        SpeechSettingsCodec.write(job.settings(), node);
        node.set("segments", PlanCodec.writeSegments(job.segments()));
        return node;
    }

    /**
     * @throws VoxfarmException {@code INVALID_PLAN} or {@code UNSUPPORTED_SCHEMA}: the record
     *     cannot be worked on by this build
     */
    public static SynthesisJob read(byte[] document) {
        Fields fields =
                new Fields(
                        Json.readObject(document, "job", ErrorCode.INVALID_PLAN), new Problems());
        Schema.check(fields, "job");
        RequestId request = fields.parsed("request_id", RequestId::new, new RequestId("none"));
        JobId id = fields.parsed("job", name -> new JobId(request, name), JobId.single(request));
        int requeue = (int) fields.integer("requeue", 0, Integer.MAX_VALUE);
        Lane lane = fields.parsed("lane", Lane::ofWireName, Lane.INTERACTIVE);
        var acceptedAt = fields.time("accepted_at");
        var settings = SpeechSettingsCodec.read(fields);
        return new SynthesisJob(
                id,
                requeue,
                lane,
                acceptedAt,
                settings,
                PlanCodec.readSegments(fields, "segments"));
    }
}
