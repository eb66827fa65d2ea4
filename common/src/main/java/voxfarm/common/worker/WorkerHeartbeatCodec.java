package voxfarm.common.worker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.machine.Computation;
import voxfarm.common.machine.MachineLoad;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/** The value of a record on {@code tts.workers}. */
public final class WorkerHeartbeatCodec {
    /** A heartbeat is no catalogue, and comes every few seconds. */
    private static final int MAX_UNSERVED = 50;

    private static final int MAX_REASON = 500;

    /** Of a name. */
    private static final int MAX_NAME = 256;

    /**
     * Of voices set aside, and of those in memory: as many as can be, for requests of the former
     * are refused before they are queued; but a record of more than 1 MiB is none that brokers
     * take.
     */
    private static final int MAX_LIST_BYTES = 256 << 10;

    /** More than so many bytes hold. Each is kept for as long as its worker is heard of. */
    private static final int MAX_LISTED = 4096;

    /** Of one worker; all of a farm's are added up. */
    private static final int MOST_JOBS = 100_000;

    private WorkerHeartbeatCodec() {}

    public static ObjectNode toJson(WorkerHeartbeat heartbeat) {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("worker_id", heartbeat.workerId())
                        .put("device", heartbeat.device())
                        .put("slots", heartbeat.slots())
                        .put("jobs", heartbeat.jobs())
                        .put("voices", heartbeat.voices())
                        .put("encoders", heartbeat.encoders())
                        .put("engine_s", heartbeat.engineSeconds())
                        .put("audio_s", heartbeat.audioSeconds())
                        .put("build", heartbeat.build())
                        .put("at", heartbeat.at().toString());
        heartbeat.computation().ifPresent(by -> node.put("computation", by.wireName()));
        node.put("voices_bytes", heartbeat.voicesBytes())
                .put("engine_bytes", heartbeat.engineBytes());
        heartbeat.residency().ifPresent(residency -> write(residency, node));
        heartbeat.speed().ifPresent(speed -> node.put("speed", speed));
        writeSetAside(heartbeat.setAside(), node.putArray("set_aside"));
        ArrayNode unserved = node.putArray("unserved");
        heartbeat.unserved().stream()
                .limit(MAX_UNSERVED)
                .forEach(one ->
                        unserved.addObject()
                                .put("place", shortened(one.place()))
                                .put("reason", shortened(one.reason())));
        node.set("machine", heartbeat.machine().toJson());
        return node;
    }

    private static void writeSetAside(List<SetAsideVoice> voices, ArrayNode to) {
        List<ObjectNode> list = new ArrayList<>();
        for (SetAsideVoice voice : voices) {
            list.add(
                    Json.object()
                            .put("model_id", voice.voice().value())
                            .put("version", voice.version().value())
                            .put("code", voice.code().wireName())
                            .put("reason", shortened(voice.reason()))
                            .put("retry_s", voice.retrySeconds()));
        }
        writeWhatFits(list, to);
    }

    private static void writeWhatFits(List<ObjectNode> list, ArrayNode to) {
        int left = MAX_LIST_BYTES;
        for (ObjectNode one : list) {
            left -= Json.bytes(one).length + 1; // and what parts it from the next
            if (left < 0) {
                return;
            }
            to.add(one);
        }
    }

    private static void write(Residency residency, ObjectNode node) {
        node.put("budget_bytes", residency.budgetBytes());
        List<ObjectNode> resident = new ArrayList<>();
        for (ResidentVoice voice : residency.voices()) {
            ObjectNode one =
                    Json.object()
                            .put("model_id", voice.voice().value())
                            .put("version", voice.version().value())
                            .put("bytes", voice.bytes());
            voice.speed().ifPresent(speed -> one.put("speed", speed));
            resident.add(one);
        }
        writeWhatFits(resident, node.putArray("resident"));
    }

    public static byte[] write(WorkerHeartbeat heartbeat) {
        return Json.bytes(toJson(heartbeat));
    }

    /**
     * @throws VoxfarmException {@code INTERNAL} if the record is not a heartbeat, {@code
     *     UNSUPPORTED_SCHEMA} if another build wrote it
     */
    public static WorkerHeartbeat read(byte[] document) {
        Fields fields =
                new Fields(
                        Json.readObject(document, "heartbeat", ErrorCode.INTERNAL), new Problems());
        Schema.check(fields, "heartbeat");
        int slots = (int) fields.integer("slots", 0, MOST_JOBS);
        WorkerHeartbeat heartbeat =
                new WorkerHeartbeat(
                        name(fields, "worker_id"),
                        name(fields, "device"),
                        fields.optionalText("computation").flatMap(Computation::ofWireName),
                        slots,
                        // a worker of an older build does not say
                        fields.optionalInteger("jobs", 0, MOST_JOBS)
                                .orElse((long) slots)
                                .intValue(),
                        (int) fields.integer("voices", 0, Integer.MAX_VALUE),
                        fields.optionalInteger("voices_bytes", 0, Long.MAX_VALUE).orElse(0L),
                        fields.optionalInteger("engine_bytes", 0, Long.MAX_VALUE).orElse(0L),
                        // a worker of an older build says neither budget nor speed
                        fields.optionalInteger("budget_bytes", 0, Long.MAX_VALUE)
                                .map(budget -> residency(budget, fields)),
                        listed(fields, "set_aside").stream()
                                .map(WorkerHeartbeatCodec::setAside)
                                .toList(),
                        listed(fields, "unserved").stream()
                                .limit(MAX_UNSERVED)
                                .map(WorkerHeartbeatCodec::unserved)
                                .toList(),
                        // a worker of an older build does not say, and judges each job by itself
                        fields.optionalFlag("encoders").orElse(true),
                        fields.number("engine_s", 0, Double.MAX_VALUE),
                        fields.number("audio_s", 0, Double.MAX_VALUE),
                        speed(fields),
                        // nor does it say this
                        fields.optionalObject("machine")
                                .map(MachineLoad::read)
                                .orElse(new MachineLoad(0, 0, 0, List.of())),
                        name(fields, "build"),
                        fields.time("at"));
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return heartbeat;
    }

    private static String name(Fields fields, String member) {
        String name = fields.text(member);
        if (name.length() > MAX_NAME) {
            fields.problem(member, "expected at most " + MAX_NAME + " characters");
        }
        return name;
    }

    private static List<Fields> listed(Fields fields, String member) {
        List<Fields> list = fields.objects(member);
        if (list.size() > MAX_LISTED) {
            fields.problem(
                    member, "expected at most " + MAX_LISTED + " entries, found " + list.size());
            return List.of();
        }
        return list;
    }

    private static UnservedVoice unserved(Fields fields) {
        return new UnservedVoice(shortened(fields.text("place")), shortened(fields.text("reason")));
    }

    private static Residency residency(long budgetBytes, Fields fields) {
        return new Residency(
                budgetBytes,
                listed(fields, "resident").stream().map(WorkerHeartbeatCodec::resident).toList());
    }

    private static ResidentVoice resident(Fields fields) {
        return new ResidentVoice(
                fields.parsed("model_id", VoiceId::new, new VoiceId("none")),
                fields.parsed("version", VoiceVersion::new, VoiceVersion.NONE),
                fields.integer("bytes", 0, Long.MAX_VALUE),
                speed(fields));
    }

    private static OptionalDouble speed(Fields fields) {
        return fields.optionalNumber("speed", 0, Double.MAX_VALUE)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    private static String shortened(String reason) {
        return Problems.shortened(reason, MAX_REASON);
    }

    private static SetAsideVoice setAside(Fields fields) {
        return new SetAsideVoice(
                fields.parsed("model_id", VoiceId::new, new VoiceId("none")),
                fields.parsed("version", VoiceVersion::new, VoiceVersion.NONE),
                // a worker of an older build knows this one alone
                fields.optionalText("code")
                        .flatMap(ErrorCode::ofWireName)
                        .orElse(ErrorCode.VOICE_BROKEN),
                shortened(fields.text("reason")),
                fields.number("retry_s", 0, Double.MAX_VALUE));
    }
}
