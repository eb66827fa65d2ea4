package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.models.importer.VoiceSource;

/**
 * What the process of an import is asked for: a length as four bytes, big-endian, and a JSON
 * document.
 *
 * @param sources hashes of the source's files, by what they are
 * @param folder empty, for the package
 * @param answer a file for the outcome
 */
record ImportCall(
        VoiceSource source,
        Map<String, String> sources,
        VoiceVersion version,
        Path folder,
        Path answer) {
    private static final int MAX_BYTES = 1 << 20;

    ImportCall {
        sources = Map.copyOf(sources);
    }

    void write(OutputStream to) throws IOException {
        ObjectNode document =
                Json.object()
                        .put("voice", source.voice().value())
                        .put("version", version.value())
                        .put("folder", folder.toString())
                        .put("answer", answer.toString());
        ObjectNode hashes = document.putObject("sources");
        sources.forEach(hashes::put);
        switch (source) {
            case VoiceSource.Piper piper ->
                    document.put("kind", "piper")
                            .put("graph", piper.graph().toString())
                            .put("config", piper.config().toString())
                            .put("phonemizer", piper.phonemizer().wireName());
            case VoiceSource.BertVits2 bert -> {
                document.put("kind", "bert-vits2")
                        .put("checkpoint", bert.checkpoint().toString())
                        .put("config", bert.config().toString());
                bert.emotion().ifPresent(file -> document.put("emotion", file.toString()));
                bert.codebook().ifPresent(file -> document.put("codebook", file.toString()));
                bert.styleVectors()
                        .ifPresent(file -> document.put("style_vectors", file.toString()));
            }
        }
        byte[] bytes = Json.bytes(document);
        DataOutputStream out = new DataOutputStream(to);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    static ImportCall read(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(from);
        int length = in.readInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new IOException("not a call: " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the call ended early");
        }
        Fields fields =
                new Fields(Json.readObject(bytes, "call", ErrorCode.INTERNAL), new Problems());
        ImportCall call =
                new ImportCall(
                        source(fields),
                        fields.textMap("sources"),
                        fields.parsed("version", VoiceVersion::new, VoiceVersion.NONE),
                        Path.of(fields.text("folder")),
                        Path.of(fields.text("answer")));
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return call;
    }

    private static VoiceSource source(Fields fields) {
        VoiceId voice = new VoiceId(fields.text("voice"));
        Path config = Path.of(fields.text("config"));
        return switch (fields.text("kind")) {
            case "piper" ->
                    new VoiceSource.Piper(
                            voice,
                            Path.of(fields.text("graph")),
                            config,
                            phonemizer(fields.text("phonemizer")));
            case "bert-vits2" ->
                    new VoiceSource.BertVits2(
                            voice,
                            Path.of(fields.text("checkpoint")),
                            config,
                            file(fields, "emotion"),
                            file(fields, "codebook"),
                            file(fields, "style_vectors"));
            default -> throw new VoxfarmException(ErrorCode.INTERNAL, "call: an unknown kind");
        };
    }

    private static Optional<Path> file(Fields fields, String name) {
        return fields.optionalText(name).map(Path::of);
    }

    private static VoiceSource.Phonemizer phonemizer(String name) {
        return Arrays.stream(VoiceSource.Phonemizer.values())
                .filter(phonemizer -> phonemizer.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new VoxfarmException(ErrorCode.INTERNAL, "call: phonemizer"));
    }
}
