package voxfarm.worker.assembly;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.clip.Clip;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.Segment;
import voxfarm.common.store.ObjectKey;

/**
 * {@code requests/<id>/parts/<a>-<i>.json}: the clips that a part of a long request is made of, in
 * order. Written when all of them are stored.
 *
 * @param by random name of the delivery that wrote it, so that of two that end at once each knows
 *     whether it is the one; empty if an earlier build wrote it
 * @param startedAt when that delivery began; empty if an earlier build wrote it
 * @param work what it took to speak what was spoken for this part; empty if an earlier build wrote
 *     it
 * @param clips by segment, in order
 */
record PartNote(
        int part,
        String by,
        Optional<Instant> startedAt,
        Optional<EngineWork> work,
        List<PartClip> clips) {
    PartNote {
        clips = List.copyOf(clips);
    }

    /**
     * A segment and its clip.
     *
     * @param sound empty if an earlier build wrote the note
     */
    record PartClip(Segment segment, String hash, Optional<Sound> sound) {}

    /**
     * What the assembly has to know of a clip.
     *
     * @param audio its file
     * @param peak greatest absolute sample
     * @param warned whether its own note holds warnings
     */
    record Sound(ObjectKey audio, int sampleRateHz, long samples, float peak, boolean warned) {
        static Sound of(Clip clip) {
            return new Sound(
                    clip.audio(),
                    clip.sound().sampleRateHz(),
                    clip.sound().samples(),
                    clip.sound().peak(),
                    !clip.warnings().isEmpty());
        }
    }

    byte[] write() {
        ObjectNode node = Json.object().put("schema", Schema.VERSION).put("part", part);
        node.put("by", by);
        startedAt.ifPresent(at -> node.put("started_at", at.toString()));
        work.ifPresent(of -> {
            node.put("engine_s", of.seconds());
            of.writeBy(node);
        });
        ArrayNode list = PlanCodec.writeSegments(clips.stream().map(PartClip::segment).toList());
        for (int i = 0; i < clips.size(); i++) {
            ObjectNode item = (ObjectNode) list.get(i);
            item.put("clip", clips.get(i).hash());
            clips.get(i).sound().ifPresent(sound -> write(sound, item));
        }
        node.set("segments", list);
        return Json.bytes(node);
    }

    private static void write(Sound sound, ObjectNode item) {
        item.put("audio_key", sound.audio().value())
                .put("sample_rate", sound.sampleRateHz())
                .put("samples", sound.samples())
                .put("peak", sound.peak());
        if (sound.warned()) {
            item.put("warned", true);
        }
    }

    /**
     * @throws VoxfarmException {@code INTERNAL} if the document is damaged
     */
    static PartNote read(byte[] document) {
        Fields fields =
                new Fields(Json.readObject(document, "part", ErrorCode.INTERNAL), new Problems());
        Schema.check(fields, "part");
        int part = (int) fields.integer("part", 0, Integer.MAX_VALUE);
        String by = fields.optionalText("by").orElse("");
        Optional<Instant> startedAt = fields.optionalTime("started_at");
        Optional<EngineWork> work =
                fields.optionalNumber("engine_s", 0, Double.MAX_VALUE)
                        .map(seconds -> EngineWork.read(seconds, fields));
        List<Segment> segments = PlanCodec.readSegments(fields, "segments");
        List<Fields> items = fields.objects("segments");
        List<PartClip> clips = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            Fields item = items.get(i);
            clips.add(new PartClip(segments.get(i), item.text("clip"), readSound(item)));
        }
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return new PartNote(part, by, startedAt, work, clips);
    }

    private static Optional<Sound> readSound(Fields item) {
        return item.optionalParsed("audio_key", ObjectKey::new)
                .map(audio ->
                        new Sound(
                                audio,
                                (int) item.integer("sample_rate", 1000, 384_000),
                                item.integer("samples", 0, Integer.MAX_VALUE),
                                (float) item.number("peak", 0, Float.MAX_VALUE),
                                item.optionalFlag("warned").orElse(false)));
    }
}
