package voxfarm.bench.fuzz;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import voxfarm.app.config.FarmConfig;
import voxfarm.bench.golden.HostileFiles;
import voxfarm.bench.golden.RecordTaker;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.book.StoredBookCodec;
import voxfarm.common.config.ConfigReader;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.DeadLetterCodec;
import voxfarm.common.job.JobCodec;
import voxfarm.common.plan.AcceptedRequestCodec;
import voxfarm.common.plan.CancelCodec;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.SubmittedDocument;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.Tombstone;
import voxfarm.common.voice.ComingVoicesCodec;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.worker.WorkerHeartbeatCodec;
import voxfarm.dispatcher.book.BookRecord;
import voxfarm.frontend.bert.SentencePieces;
import voxfarm.models.bert.BertConfig;
import voxfarm.models.bertvits2.HyperParametersReader;
import voxfarm.models.checkpoint.Checkpoint;
import voxfarm.models.checkpoint.NpyFile;
import voxfarm.models.checkpoint.Tensor;
import voxfarm.models.onnx.OnnxReader;
import voxfarm.models.piper.PiperConfig;

/** Every reader of what comes from outside, on the samples that the tests have. */
final class FuzzTargets {
    /** The one that refuses nothing: its listeners pass over what they cannot read. */
    static final String FOLLOWED = "topics that are followed";

    private static final String DOCUMENTS = "common/src/test/resources/golden/documents";

    private static final String REQUEST =
            """
            {"schema":1,"model_id":"joe","text":"One. Two.","speaker":"default","length_scale":1.5,
            "noise_scale":0.2,"language":"EN","seed":3,"lane":"bulk","labels":{"book":"alice"},
            "not_before":"2030-01-01T00:00:00Z","deadline":"2030-01-02T00:00:00Z",
            "callback":"https://hooks.test/end","split":{"mode":"auto","pause_seconds":0.3},"output":{"format":"wav"}}
            """;

    private static final String YAML =
            """
            http:
              host: 127.0.0.1
              port: 8080
              cors-origins: [a, b]
            kafka:
              bootstrap-servers: localhost:9092
              properties: {a: b}
            voices:
              roots:
                - one
                - &two two
                - *two
              phonemizers:
                joe: builtin
            """;

    private static final String CANCEL = "{\"schema\":1,\"request_id\":\"r1\",\"cancel\":true}";

    private static final String BOOK =
            """
            {"schema":1,"request_id":"b1","book":{"title":"A Book","voice":"joe","seed":3,
            "output":{"book":"m4a","chapters":"mp3"},"labels":{"shelf":"a"},
            "callback":"https://hooks.test/end?k=1","chapters":[
            {"title":"One","text":"It is dark.","speed":0.9},{"title":"Notes","skip":"notes"}]}}
            """;

    private static final String BOOK_BY_PLACE =
            """
            {"schema":1,"request_id":"b2","book_uri":"s3://voxfarm/inbox/a.epub","voice":"joe",
            "sha256":"0000000000000000000000000000000000000000000000000000000000000000",
            "output":{"chapters":"mp3"},"labels":{"shelf":"a"},"not_before":"2030-01-01T00:00:00Z"}
            """;

    private static final String COMING =
            "{\"schema\":1,\"kind\":\"imports\",\"model_ids\":[\"joe\",\"kobe\"]}";

    private static final String TOMBSTONE =
            """
            {"schema":1,"request_id":"r1","accepted_by":"aaaaaaaa-1","status":"deleted",
            "deleted_at":"2030-01-01T00:00:00Z"}
            """;

    private static final String DEBERTA =
            """
            {"model_type":"deberta-v2","hidden_act":"gelu","hidden_size":1024,"intermediate_size":4096,
            "max_position_embeddings":512,"relative_attention":true,"position_buckets":256,
            "norm_rel_ebd":"layer_norm","share_att_key":true,"pos_att_type":"p2c|c2p",
            "layer_norm_eps":1e-7,"max_relative_positions":-1,"position_biased_input":false,
            "num_attention_heads":16,"num_hidden_layers":24,"type_vocab_size":0,"vocab_size":128100}
            """;

    private static final String BERT =
            """
            {"vocab_size":21128,"hidden_size":1024,"num_hidden_layers":24,"num_attention_heads":16,
            "intermediate_size":4096,"max_position_embeddings":512,"type_vocab_size":2,
            "layer_norm_eps":1e-12,"hidden_act":"gelu","model_type":"bert"}
            """;

    private final Path home;
    private final Path scratch;
    private final RecordTaker records;

    /**
     * @param home of the sources
     * @param scratch a folder for one file at a time
     * @param records the consumers of all topics
     */
    FuzzTargets(Path home, Path scratch, RecordTaker records) {
        this.records = records;
        this.home = home;
        this.scratch = scratch;
    }

    List<FuzzTarget> all() throws IOException {
        List<FuzzTarget> targets = new ArrayList<>(documents());
        targets.addAll(files());
        targets.addAll(topics());
        byte[] manifest = files(DOCUMENTS, "manifest").getFirst();
        targets.addAll(new FrontEndTargets(home, scratch, manifest).all());
        targets.addAll(new BookTargets(scratch).all());
        return targets;
    }

    /** As they come from Kafka, through the consumers. */
    private List<FuzzTarget> topics() throws IOException {
        List<byte[]> followed = new ArrayList<>(List.of(utf8(COMING)));
        for (String prefix : List.of("event", "heartbeat", "dead-letter")) {
            followed.addAll(files(DOCUMENTS, prefix));
        }
        return List.of(
                new FuzzTarget(
                        "topic of requests",
                        List.of(utf8(REQUEST), utf8(CANCEL), utf8(BOOK), utf8(BOOK_BY_PLACE)),
                        bytes -> records.take(RecordTaker.Topic.REQUESTS, bytes)),
                new FuzzTarget(
                        "topics of jobs",
                        files(DOCUMENTS, "job"),
                        bytes -> records.take(RecordTaker.Topic.JOBS, bytes)),
                new FuzzTarget(
                        FOLLOWED,
                        followed,
                        bytes -> records.take(RecordTaker.Topic.FOLLOWED, bytes)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** In JSON. */
    private List<FuzzTarget> documents() throws IOException {
        return List.of(
                new FuzzTarget(
                        "submission",
                        List.of(REQUEST.getBytes(StandardCharsets.UTF_8)),
                        RequestCodec::read),
                document("request", "request", AcceptedRequestCodec::read),
                document("plan", "plan", FuzzTargets::readPlan),
                document("plan of a book", "book", StoredBookCodec::read),
                document("job", "job", JobCodec::read),
                document("event", "event", RequestEventCodec::read),
                document("result", "result", ResultCodec::read),
                document("dead letter", "dead-letter", DeadLetterCodec::read),
                document("heartbeat", "heartbeat", WorkerHeartbeatCodec::read),
                document("manifest", "manifest", VoiceManifestCodec::read),
                new FuzzTarget(
                        "cancellation",
                        List.of(utf8(CANCEL)),
                        bytes -> CancelCodec.read(SubmittedDocument.read(bytes).members())),
                new FuzzTarget(
                        "book by topic",
                        List.of(utf8(BOOK), utf8(BOOK_BY_PLACE)),
                        BookRecord::read),
                new FuzzTarget("voices to come", List.of(utf8(COMING)), ComingVoicesCodec::read),
                new FuzzTarget("tombstone", List.of(utf8(TOMBSTONE)), Tombstone::find),
                new FuzzTarget(
                        "config.json of BERT",
                        List.of(utf8(BERT), utf8(DEBERTA)),
                        bytes -> inFile("bert.json", bytes, BertConfig::read)),
                new FuzzTarget(
                        "config.json",
                        files("models/src/test/resources/golden/model/2.0.2", "config.json"),
                        bytes -> inFile("config.json", bytes, HyperParametersReader::read)),
                new FuzzTarget(
                        "spm.model",
                        files("frontend/src/test/resources/golden/text/spm_test", "spm"),
                        FuzzTargets::readPieces),
                new FuzzTarget(
                        "piper config",
                        files("models/voices/en_US-joe-medium", "en_US-joe-medium.onnx.json"),
                        bytes -> inFile("m.onnx.json", bytes, PiperConfig::read)));
    }

    private FuzzTarget document(String name, String prefix, FuzzTarget.Reading reading)
            throws IOException {
        return new FuzzTarget(name, files(DOCUMENTS, prefix), reading);
    }

    private static void readPieces(byte[] bytes) {
        var _ = SentencePieces.read(bytes, "spm.model").pieces("The lazy dog, ＡＢＣ!");
    }

    private static void readPlan(byte[] bytes) {
        PlanCodec.read(new ByteArrayInputStream(bytes)).forEachRemaining(_ -> {});
    }

    private List<byte[]> files(String folder, String prefix) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.resolve(folder))) {
            for (Path file : files.sorted().toList()) {
                if (String.valueOf(file.getFileName()).startsWith(prefix)) {
                    contents.add(Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }

    /** In other forms. */
    private List<FuzzTarget> files() throws IOException {
        List<byte[]> pickles = new ArrayList<>();
        for (byte[] archive : files("models/src/test/resources/golden/bad/tensor", "")) {
            pickles.add(pickle(archive));
        }
        return List.of(
                new FuzzTarget(
                        "torch archive",
                        files("models/src/test/resources/golden/bad/tensor", ""),
                        bytes -> inFile("m.pth", bytes, FuzzTargets::readAll)),
                new FuzzTarget(
                        "pickle in an archive",
                        pickles,
                        bytes -> inFile("m.pth", archive(bytes), FuzzTargets::readAll)),
                new FuzzTarget(
                        "torch's old format",
                        List.of(oldFormat()),
                        bytes -> inFile("m.pth", bytes, FuzzTargets::readAll)),
                new FuzzTarget(
                        "safetensors header",
                        List.of(
                                ("{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\","
                                                + "\"shape\":[2,1],\"data_offsets\":[0,8]}}")
                                        .getBytes(StandardCharsets.UTF_8)),
                        bytes -> inFile("m.safetensors", safetensors(bytes), FuzzTargets::readAll)),
                new FuzzTarget(
                        "safetensors",
                        List.of(
                                safetensors(
                                        ("{\"a\":{\"dtype\":\"BF16\",\"shape\":[4],"
                                                        + "\"data_offsets\":[0,8]}}")
                                                .getBytes(StandardCharsets.UTF_8))),
                        bytes -> inFile("m.safetensors", bytes, FuzzTargets::readAll)),
                new FuzzTarget(
                        "npy", List.of(npy()), bytes -> inFile("m.npy", bytes, NpyFile::read)),
                new FuzzTarget(
                        "onnx",
                        List.of(onnx()),
                        bytes -> inFile("m.onnx", bytes, FuzzTargets::readGraph)),
                new FuzzTarget(
                        "yaml",
                        List.of(YAML.getBytes(StandardCharsets.UTF_8)),
                        bytes ->
                                ConfigReader.read(
                                        new String(bytes, StandardCharsets.UTF_8),
                                        "farm.yaml",
                                        FarmConfig.DEFAULTS,
                                        Set.of())),
                new FuzzTarget(
                        "wav",
                        List.of(FloatWav.write(new PcmAudio(new float[] {0, 0.5f, -0.5f}, 22_050))),
                        EOFException.class,
                        bytes -> FloatWav.read(new ByteArrayInputStream(bytes), 3, (_, _) -> {})));
    }

    private void inFile(String name, byte[] bytes, Consumer<Path> reading) throws IOException {
        Path file = scratch.resolve(name);
        Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            reading.accept(file);
        } finally {
            // a file that is written over goes to the disk each time
            Files.delete(file);
        }
    }

    private static void readAll(Path file) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            checkpoint.weights().values().forEach(Tensor::floats);
        }
    }

    private static void readGraph(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            var _ = OnnxReader.read(file, arena);
        }
    }

    private static byte[] pickle(byte[] archive) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith("/data.pkl")) {
                    return zip.readAllBytes();
                }
            }
        }
        throw new IOException("a sample without a pickle");
    }

    /** With checksums that hold, so that the pickle is what is read. */
    private static byte[] archive(byte[] pickle) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            HostileFiles.store(zip, "archive/data.pkl", pickle);
            HostileFiles.store(zip, "archive/data/0", new byte[16]);
        }
        return out.toByteArray();
    }

    /** A model of one tensor of four numbers, as torch before 1.6 wrote it. */
    private static byte[] oldFormat() {
        byte[] head = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e80024de9032e80027d2e");
        byte[] pickles =
                ("\u0080\2}X\5\0\0\0model}X\1\0\0\0actorch._utils\n_rebuild_tensor_v2\n"
                                + "((X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000"
                                + "X\3\0\0\0cpuK\4NtQK\0K\4\u0085K\1\u0085\u0089}tRss."
                                + "\u0080\2]X\1\0\0\0000a.")
                        .getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(head.length + pickles.length + Long.BYTES + 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(head)
                .put(pickles)
                .putLong(4)
                .array();
    }

    private static byte[] safetensors(byte[] header) {
        return ByteBuffer.allocate(Long.BYTES + header.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private static byte[] npy() {
        byte[] header =
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n"
                        .getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + header.length + 24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length)
                .put(header)
                .array();
    }

    private static byte[] onnx() {
        TensorProto weights =
                TensorProto.newBuilder()
                        .setName("w")
                        .addDims(2)
                        .setDataType(1)
                        .setRawData(ByteString.copyFrom(new byte[8]))
                        .build();
        NodeProto constant =
                NodeProto.newBuilder()
                        .setOpType("Constant")
                        .addOutput("c")
                        .addAttribute(AttributeProto.newBuilder().setName("value").setT(weights))
                        .build();
        NodeProto add =
                NodeProto.newBuilder()
                        .setOpType("Add")
                        .addInput("x")
                        .addInput("c")
                        .addOutput("y")
                        .build();
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setGraph(
                        GraphProto.newBuilder()
                                .addInput(ValueInfoProto.newBuilder().setName("x"))
                                .addInitializer(weights)
                                .addNode(constant)
                                .addNode(add))
                .build()
                .toByteArray();
    }
}
