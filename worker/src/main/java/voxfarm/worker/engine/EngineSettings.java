package voxfarm.worker.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.machine.Precision;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.local.LocalPhonemizers;

/**
 * Everything that an engine is started with.
 *
 * @param device as {@link Device#parse} takes it
 * @param precision as {@link Precision#parse} takes it
 * @param threads of one run, from 1
 * @param espeak name or path of the program espeak-ng
 * @param bertFolders where BERT models are looked for
 * @param bertCache for imported BERT models
 * @param bertOff whether voices speak with zeros in place of features
 */
public record EngineSettings(
        String device,
        String precision,
        int threads,
        String espeak,
        List<String> bertFolders,
        String bertCache,
        boolean bertOff) {
    public EngineSettings {
        bertFolders = List.copyOf(bertFolders);
    }

    /**
     * Starts an engine in this process.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code DEVICE_UNAVAILABLE} if the device cannot
     *     be used
     */
    public SynthesisEngine start() {
        return OnnxEngine.start(
                Device.parse(device),
                threads,
                Precision.parse(precision),
                new LocalPhonemizers(espeak),
                new BertLibrary(
                        bertFolders.stream().map(Path::of).toList(), Path.of(bertCache), bertOff));
    }

    /** The same on another device. */
    public EngineSettings on(String other) {
        return new EngineSettings(
                other, precision, threads, espeak, bertFolders, bertCache, bertOff);
    }

    /** What such an engine lacks on this machine to speak with a voice; see the engine. */
    public Optional<String> lacks(VoiceManifest voice) {
        return LocalPhonemizers.missing(espeak, voice.phonemizer());
    }

    public ObjectNode toJson() {
        ObjectNode node =
                Json.object()
                        .put("device", device)
                        .put("precision", precision)
                        .put("threads", threads)
                        .put("espeak", espeak)
                        .put("bert_cache", bertCache)
                        .put("bert_off", bertOff);
        bertFolders.forEach(node.putArray("bert_folders")::add);
        return node;
    }

    public static EngineSettings read(ObjectNode node) {
        Fields fields = new Fields(node, new Problems());
        EngineSettings settings =
                new EngineSettings(
                        fields.text("device"),
                        fields.text("precision"),
                        (int) fields.integer("threads", 1, 64),
                        fields.text("espeak"),
                        fields.texts("bert_folders"),
                        fields.text("bert_cache"),
                        fields.optionalFlag("bert_off").orElse(false));
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return settings;
    }
}
