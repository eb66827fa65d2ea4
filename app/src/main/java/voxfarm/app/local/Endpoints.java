package voxfarm.app.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.config.Secret;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.store.StoreConfig;

/**
 * Where a running farm listens: {@code endpoints.json} in its data folder, readable by its owner
 * alone, gone when the farm has stopped.
 *
 * @param store its bucket, on a server with an address and keys of its own
 * @param voiceRoots folders whose voices it takes in at each start; none where an older build wrote
 *     the file
 */
public record Endpoints(
        long pid,
        String http,
        String kafka,
        KafkaCredentials kafkaLogin,
        StoreConfig store,
        List<Path> voiceRoots) {
    public static final String FILE = "endpoints.json";

    private static final int MAX_BYTES = 64 * 1024;

    public Endpoints {
        voiceRoots = List.copyOf(voiceRoots);
    }

    /** The address of its store. */
    public String s3() {
        return store.endpoint().orElseThrow().toString();
    }

    public String bucket() {
        return store.bucket();
    }

    /** How to reach the farm's broker, as Kafka's clients are told. */
    public Map<String, String> kafkaClient() {
        Map<String, String> client = new HashMap<>(kafkaLogin.client());
        client.put("bootstrap.servers", kafka);
        return Map.copyOf(client);
    }

    public void write(Path folder) throws IOException {
        ObjectNode node =
                Json.object()
                        .put("schema", Schema.VERSION)
                        .put("pid", pid)
                        .put("http", http)
                        .put("kafka", kafka);
        node.putObject("kafka_sasl")
                .put("protocol", KafkaCredentials.PROTOCOL)
                .put("mechanism", KafkaCredentials.MECHANISM)
                .put("username", kafkaLogin.username())
                .put("password", kafkaLogin.password().reveal());
        node.putObject("s3")
                .put("endpoint", s3())
                .put("region", store.region())
                .put("bucket", bucket())
                .put("access_key", store.accessKey().orElseThrow())
                .put("secret_key", store.secretKey().orElseThrow().reveal());
        ArrayNode roots = node.putArray("voice_roots");
        voiceRoots.forEach(root -> roots.add(root.toString()));
        OwnerOnlyFile.write(folder.resolve(FILE), Json.prettyBytes(node));
    }

    /** The endpoints of the farm that runs on a folder, if one does. */
    public static Optional<Endpoints> ofRunningFarm(Path folder) {
        return DataFolder.inUseByAnyone(folder) ? read(folder) : Optional.empty();
    }

    /**
     * As {@link #ofRunningFarm}.
     *
     * @param otherwise what else the caller can do, for the message
     * @throws VoxfarmException {@code NOT_READY} if none runs there, or one is just starting
     */
    public static Endpoints ofTheFarmOn(Path folder, String otherwise) {
        return ofRunningFarm(folder)
                .orElseThrow(() ->
                        new VoxfarmException(
                                ErrorCode.NOT_READY,
                                DataFolder.inUseByAnyone(folder)
                                        ? "a farm is just starting or stopping on "
                                                + folder
                                                + "; try again in a moment"
                                        : "no farm runs on "
                                                + folder
                                                + "; start one with: voxfarm up"
                                                + otherwise));
    }

    static Optional<Endpoints> read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            Problems problems = new Problems();
            Fields fields =
                    new Fields(
                            Json.readObject(Files.readAllBytes(file), FILE, ErrorCode.INTERNAL),
                            problems);
            Schema.check(fields, FILE);
            Fields login = fields.object("kafka_sasl");
            Fields s3 = fields.object("s3");
            Endpoints endpoints =
                    new Endpoints(
                            fields.integer("pid", 0, Long.MAX_VALUE),
                            fields.text("http"),
                            fields.text("kafka"),
                            new KafkaCredentials(
                                    login.text("username"), new Secret(login.text("password"))),
                            StoreConfig.local(
                                    URI.create(s3.text("endpoint")),
                                    s3.text("region"),
                                    s3.text("bucket"),
                                    s3.text("access_key"),
                                    new Secret(s3.text("secret_key"))),
                            fields.has("voice_roots")
                                    ? fields.texts("voice_roots").stream().map(Path::of).toList()
                                    : List.of());
            problems.throwIfAny(ErrorCode.INTERNAL);
            return Optional.of(endpoints);
        } catch (IOException | VoxfarmException | IllegalArgumentException e) {
            return Optional.empty(); // being written, or left by another build
        }
    }

    @Override
    public String toString() {
        return "Endpoints[http="
                + http
                + ", kafka="
                + kafka
                + ", s3="
                + s3()
                + ", bucket="
                + bucket()
                + "]";
    }
}
