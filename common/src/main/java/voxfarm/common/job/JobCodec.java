package voxfarm.common.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.NamedObjects;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettingsCodec;
import voxfarm.common.plan.Warning;
import voxfarm.common.store.ObjectKey;

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
        job.acceptedBy().write(node);
        job.deadline().ifPresent(at -> node.put("deadline", at.toString()));
        if (job.parts() > 1) {
            node.put("parts", job.parts()).put("segments_in_all", job.segmentsInAll());
        }
        job.chain()
                .ifPresent(chain ->
                        node.put("window", chain.window())
                                .put("plan_key", chain.plan().value())
                                .put("plan_offset", chain.offset()));
        if (job.work() instanceof Work.Binding(ObjectKey plan, int chapters)) {
            node.put("plan_key", plan.value()).put("chapters", chapters);
        }
        SpeechSettingsCodec.write(job.settings(), node);
        node.set("segments", PlanCodec.writeSegments(job.segments()));
        if (!job.warnings().isEmpty()) {
            node.set("warnings", Warning.write(job.warnings()));
        }
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
        AcceptedBy acceptedBy = AcceptedBy.read(fields);
        int requeue = (int) fields.integer("requeue", 0, Integer.MAX_VALUE);
        Lane lane = fields.parsed("lane", Lane::ofWireName, Lane.INTERACTIVE);
        var acceptedAt = fields.time("accepted_at");
        var deadline = fields.optionalTime("deadline");
        int parts = fields.optionalInteger("parts", 1, Integer.MAX_VALUE).orElse(1L).intValue();
        var settings = SpeechSettingsCodec.read(fields);
        Optional<Long> inAll = fields.optionalInteger("segments_in_all", 1, Integer.MAX_VALUE);
        Optional<PartChain> chain = readChain(fields, request);
        List<Warning> warnings = Warning.read(fields);
        List<Segment> segments = PlanCodec.readSegments(fields, "segments");
        Work work =
                id.isBinding()
                        ? binding(fields, request)
                        : work(
                                id,
                                new Work.Whole(
                                        parts, inAll.map(Long::intValue).orElse(segments.size())),
                                chain,
                                segments);
        return new SynthesisJob(
                request, acceptedBy, requeue, lane, acceptedAt, deadline, settings, work, warnings);
    }

    private static Work binding(Fields fields, RequestId request) {
        ObjectKey plan = fields.parsed("plan_key", ObjectKey::new, new ObjectKey("none"));
        int chapters = (int) fields.integer("chapters", 1, AcceptedBook.MOST_CHAPTERS);
        if (!NamedObjects.isPlanOf(request, plan)) {
            fields.problem("plan_key", "expected a plan of the request");
        }
        fields.problems().throwIfAny(ErrorCode.INVALID_PLAN);
        return new Work.Binding(plan, chapters);
    }

    /** The name of the job, its part and its segments have to go together. */
    private static Work work(
            JobId id, Work.Whole whole, Optional<PartChain> chain, List<Segment> segments) {
        if (id.part().isPresent()) {
            return new Work.Part(id.part().getAsInt(), whole, chain, segments);
        }
        if (chain.isEmpty() && id.isAssembly() && segments.isEmpty()) {
            return new Work.Assembly(whole);
        }
        if (chain.isEmpty() && id.name().equals(JobId.SINGLE) && whole.parts() == 1) {
            return new Work.Single(segments);
        }
        throw VoxfarmException.of(
                ErrorCode.INVALID_PLAN,
                "job %s: expected single with segments, part0 to part%d with segments, or"
                        + " assembly without; found %d segments of %d parts",
                id,
                Math.max(1, whole.parts() - 1),
                segments.size(),
                whole.parts());
    }

    private static Optional<PartChain> readChain(Fields fields, RequestId request) {
        Optional<Long> window = fields.optionalInteger("window", 1, Integer.MAX_VALUE);
        if (window.isEmpty()) {
            return Optional.empty();
        }
        ObjectKey plan = fields.parsed("plan_key", ObjectKey::new, new ObjectKey("none"));
        long offset = fields.integer("plan_offset", 0, Long.MAX_VALUE);
        if (!NamedObjects.isPlanOf(request, plan)) {
            fields.problem("plan_key", "expected a plan of the request");
        }
        fields.problems().throwIfAny(ErrorCode.INVALID_PLAN);
        return Optional.of(new PartChain(window.get().intValue(), plan, offset));
    }
}
