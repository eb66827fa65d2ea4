package voxfarm.common.voice;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.language.Language;

/** {@code voices/<model_id>/<version>/manifest.json}. */
public final class VoiceManifestCodec {
    private VoiceManifestCodec() {}

    public static byte[] write(VoiceManifest manifest) {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("model_id", manifest.voice().value())
                        .put("version", manifest.version().value())
                        .put("kind", manifest.kind().wireName())
                        .put("sample_rate", manifest.sampleRateHz())
                        .put("hop_length", manifest.hopLength());
        ArrayNode speakers = node.putArray("speakers");
        manifest.speakers()
                .forEach(s -> speakers.addObject().put("id", s.id()).put("name", s.name()));
        if (!manifest.styles().isEmpty()) {
            ArrayNode styles = node.putArray("styles");
            manifest.styles().forEach(styles::add);
        }
        ArrayNode languages = node.putArray("languages");
        manifest.languages().forEach(language -> languages.add(language.code()));
        node.putObject("defaults")
                .put("sdp_ratio", manifest.defaults().sdpRatio())
                .put("noise_scale", manifest.defaults().noiseScale())
                .put("noise_scale_w", manifest.defaults().noiseScaleW())
                .put("length_scale", manifest.defaults().lengthScale());
        node.put("max_segment_characters", manifest.maxSegmentCharacters())
                .put("phonemizer", manifest.phonemizer())
                .put("phonemizer_voice", manifest.phonemizerVoice());
        ArrayNode files = node.putArray("files");
        manifest.files()
                .forEach(f ->
                        files.addObject()
                                .put("name", f.name())
                                .put("bytes", f.bytes())
                                .put("sha256", f.sha256()));
        ObjectNode sources = node.putObject("sources");
        new TreeMap<>(manifest.sources()).forEach(sources::put);
        node.put("importer", manifest.importer())
                .put("imported_at", manifest.importedAt().toString());
        return Json.prettyBytes(node);
    }

    /**
     * @throws VoxfarmException {@code VOICE_BROKEN} if the document is not a manifest, {@code
     *     UNSUPPORTED_SCHEMA} if another build wrote it
     */
    public static VoiceManifest read(byte[] document) {
        Problems problems = new Problems();
        Fields fields =
                new Fields(
                        Json.readObject(document, "voice manifest", ErrorCode.VOICE_BROKEN),
                        problems);
        Schema.check(fields, "voice manifest");
        Parts parts = Parts.read(fields);
        problems.throwIfAny(ErrorCode.VOICE_BROKEN);
        return parts.toManifest(fields);
    }

    /** What needs no check beyond its type; the manifest's constructor checks the rest. */
    private record Parts(
            VoiceId voice,
            VoiceVersion version,
            VoiceKind kind,
            List<Speaker> speakers,
            Scales defaults,
            List<PackageFile> files,
            java.time.Instant importedAt) {

        static Parts read(Fields fields) {
            return new Parts(
                    fields.parsed("model_id", VoiceId::new, new VoiceId("none")),
                    fields.parsed("version", VoiceVersion::new, VoiceVersion.NONE),
                    fields.parsed("kind", VoiceKind::ofWireName, VoiceKind.PIPER),
                    fields.objects("speakers").stream()
                            .map(s ->
                                    new Speaker(
                                            (int) s.integer("id", 0, Integer.MAX_VALUE),
                                            s.text("name")))
                            .toList(),
                    readDefaults(fields.object("defaults")),
                    fields.objects("files").stream()
                            .map(f ->
                                    new PackageFile(
                                            f.text("name"),
                                            f.integer("bytes", 0, Long.MAX_VALUE),
                                            f.text("sha256")))
                            .toList(),
                    fields.time("imported_at"));
        }

        VoiceManifest toManifest(Fields fields) {
            VoiceManifest manifest =
                    new VoiceManifest(
                            voice,
                            version,
                            kind,
                            (int) fields.integer("sample_rate", 1, Integer.MAX_VALUE),
                            (int) fields.integer("hop_length", 1, Integer.MAX_VALUE),
                            speakers,
                            fields.texts("styles"),
                            TrainedLanguages.ofStored(
                                    kind, fields.text("phonemizer_voice"), languages(fields)),
                            defaults,
                            (int) fields.integer("max_segment_characters", 1, Integer.MAX_VALUE),
                            fields.text("phonemizer"),
                            fields.text("phonemizer_voice"),
                            files,
                            fields.textMap("sources"),
                            fields.text("importer"),
                            importedAt);
            fields.problems().throwIfAny(ErrorCode.VOICE_BROKEN);
            return manifest;
        }
    }

    private static List<Language> languages(Fields fields) {
        List<Language> languages = new ArrayList<>();
        for (String name : fields.texts("languages")) {
            try {
                languages.add(new Language(name));
            } catch (VoxfarmException e) {
                fields.problem("languages", e.getMessage());
            }
        }
        return languages;
    }

    private static Scales readDefaults(Fields fields) {
        return new Scales(
                fields.number("sdp_ratio", 0, Scales.MAX_SDP_RATIO),
                fields.number("noise_scale", 0, Scales.MAX_NOISE_SCALE),
                fields.number("noise_scale_w", 0, Scales.MAX_NOISE_SCALE),
                fields.number("length_scale", Scales.MIN_LENGTH_SCALE, Scales.MAX_LENGTH_SCALE));
    }
}
