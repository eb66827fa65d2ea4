package voxfarm.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.wiring.Configs;
import voxfarm.common.config.ConfigReader;
import voxfarm.common.config.Secret;
import voxfarm.common.error.VoxfarmException;

class FarmConfigTest {
    /** The server section as people have it, with the original's other sections around it. */
    private static final String SEED =
            """
            mirror: ""
            openi_token: ""
            dataset_path: "Data/"
            resample:
              sampling_rate: 44100
              in_dir: "audios/raw"
            preprocess_text:
              transcription_path: "filelists/x.list"
              val_per_lang: 4
            bert_gen: {config_path: "config.json", num_processes: 4}
            emo_gen: {config_path: "config.json"}
            train_ms:
              env: {MASTER_ADDR: "localhost"}
            webui: {device: "cuda", share: false}
            server:
              # 端口号
              port: 9877
              # 模型默认使用设备:但是当前并没有实现这个配置。
              device: "cuda"
              models:
                - # 模型的路径
                  model: "data/models/G_15000.pth"
                  config: "configs/config.json"
                  device: "cuda"
                  language: "ZH"
                  speakers:
                    - speaker: "科比"
                      sdp_ratio: 0.2
                      noise_scale: 0.6
                      noise_scale_w: 0.8
                      length_scale: 1
                    - speaker: "五条悟"
                      sdp_ratio: 0.3
                      noise_scale: 0.7
                      noise_scale_w: 0.8
                      length_scale: 0.5
                    - speaker: "安倍晋三"
                      sdp_ratio: 0.2
                      noise_scale: 0.6
                      noise_scale_w: 0.8
                      length_scale: 1.2
                - model: "data/models/G_15000.pth"
                  config: "configs/config.json"
                  device: "gpu"
                  language: "ZH"
                  speakers: [ ]
            translate:
              app_key: ""
              secret_key: ""
            """;

    @TempDir Path folder;

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("config.yml"), yaml);
    }

    @Test
    void readsTheOriginalsFileAsItStands() throws IOException {
        ConfigReader.Loaded<FarmConfig> loaded = FarmConfig.read(write(SEED));

        SeedServer server = loaded.config().server();
        assertThat(server.port()).isEqualTo(9877);
        assertThat(server.device()).isEqualTo("cuda");
        assertThat(server.models()).hasSize(2);
        assertThat(server.models().getFirst().model()).isEqualTo("data/models/G_15000.pth");
        assertThat(server.models().getFirst().speakers())
                .contains(
                        new SeedServer.SpeakerDefaults(
                                "五条悟",
                                Optional.of(0.3),
                                Optional.of(0.7),
                                Optional.of(0.8),
                                Optional.of(0.5)))
                .hasSize(3);
        assertThat(loaded.unused())
                .containsExactly(
                        "bert_gen",
                        "dataset_path",
                        "emo_gen",
                        "mirror",
                        "openi_token",
                        "preprocess_text",
                        "resample",
                        "train_ms",
                        "translate",
                        "webui");
    }

    @Test
    void namesWhatItDoesNotUseInOneLine() throws IOException {
        StringWriter notes = new StringWriter();
        FarmConfig config =
                Configs.load(write(SEED), Configs.Overrides.NONE, new PrintWriter(notes));

        assertThat(notes.toString().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("not used here: bert_gen, dataset_path");
        assertThat(Configs.httpPort(config)).isEqualTo(9877);
    }

    @Test
    void takesCudaInTheOriginalsSectionAsAWish() throws IOException {
        FarmConfig config =
                Configs.load(
                        write(SEED), Configs.Overrides.NONE, new PrintWriter(new StringWriter()));

        assertThat(config.worker().device()).as("no order").isEqualTo("auto");
        assertThat(Configs.deviceWishes(config).models()).hasSize(2);
    }

    @Test
    void takesADeviceGivenByHandAsAnOrder() throws IOException {
        FarmConfig config =
                Configs.load(
                        write(SEED),
                        Configs.Overrides.ofDevice("cuda:1"),
                        new PrintWriter(new StringWriter()));

        assertThat(config.worker().device()).isEqualTo("cuda:1");
        assertThatThrownBy(() ->
                        Configs.load(
                                null,
                                Configs.Overrides.ofDevice("tpu"),
                                new PrintWriter(new StringWriter())))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("device");
    }

    @Test
    void reportsProblemsInTheOriginalsSectionToo() {
        assertThatThrownBy(() ->
                        FarmConfig.read(write(SEED.replace("sdp_ratio: 0.3", "sdp_ratio: 3"))))
                .hasMessageContaining(
                        "server.models[0].speakers[1].sdp_ratio: expected 0 to 1, was \"3\"");
        assertThatThrownBy(() -> FarmConfig.read(write("server:\n  prot: 1\n")))
                .hasMessageContaining("server.prot: unknown key; known here: port, device, models");
    }

    @Test
    void refusesPrefixesThatMakeNoNames() {
        assertThatThrownBy(() ->
                        FarmConfig.read(write("kafka: {prefix: a b}\nstore: {prefix: /farm-a/}\n")))
                .hasMessageContaining("kafka: prefix: expected 1 to 100 letters")
                .hasMessageContaining("was \"a b\"")
                .hasMessageContaining("store: prefix: expected up to 200 characters")
                .hasMessageContaining("was \"/farm-a/\"");
    }

    /** The whole list of keys, so that none comes or goes unnoticed. */
    @Test
    void knowsTheseKeys() {
        TreeSet<String> keys = new TreeSet<>();
        collect(FarmConfig.DEFAULTS, "", keys);

        assertThat(keys)
                .containsExactlyElementsOf(
                        new TreeSet<>(
                                List.of(
                                        "server.port",
                                        "server.device",
                                        "server.models",
                                        "kafka.bootstrapServers",
                                        "kafka.prefix",
                                        "kafka.replicationFactor",
                                        "kafka.eventPartitions",
                                        "kafka.lockMillis",
                                        "kafka.heartbeatMillis",
                                        "kafka.properties",
                                        "store.endpoint",
                                        "store.region",
                                        "store.bucket",
                                        "store.prefix",
                                        "store.pathStyle",
                                        "store.accessKey",
                                        "store.secretKey",
                                        "store.createOnce",
                                        "store.publicEndpoint",
                                        "store.caFile",
                                        "store.timeouts.connectSeconds",
                                        "store.timeouts.answerSeconds",
                                        "store.timeouts.attemptSeconds",
                                        "store.embedded.sync",
                                        "http.host",
                                        "http.port",
                                        "http.maxBodyBytes",
                                        "http.maxWaitSeconds",
                                        "http.maxConnections",
                                        "http.maxUploadMib",
                                        "http.auth",
                                        "http.keys",
                                        "http.allowedHosts",
                                        "http.corsOrigins",
                                        "http.callers.connectionsPerAddress",
                                        "http.callers.proxies",
                                        "http.callers.headSeconds",
                                        "http.callers.bodySeconds",
                                        "http.callers.uploadMinutes",
                                        "http.callers.leastBytesPerSecond",
                                        "http.callers.leastUploadKibPerSecond",
                                        "http.voiceAliases",
                                        "translator.provider",
                                        "translator.url",
                                        "translator.appId",
                                        "translator.key",
                                        "translator.timeoutSeconds",
                                        "http.queue.maxWaiting",
                                        "http.queue.maxWaitingPerClient",
                                        "recovery.graceSeconds",
                                        "recovery.periodSeconds",
                                        "status.rememberedRequests",
                                        "status.deadLettersMib",
                                        "scaler.host",
                                        "scaler.port",
                                        "retention.requests",
                                        "retention.results",
                                        "retention.clips",
                                        "retention.refusals",
                                        "retention.deadLetters",
                                        "retention.tombstones",
                                        "retention.uploads",
                                        "retention.enforcedBy",
                                        "retention.deletesPerSecond",
                                        "lanes.interactiveSeconds",
                                        "lanes.interactiveLimitSeconds",
                                        "lanes.partsAtOnce",
                                        "lanes.interactivePartsAtOnce",
                                        "lanes.chaptersAtOnce",
                                        "books.inbox",
                                        "callbacks.targets",
                                        "callbacks.tries",
                                        "callbacks.timeoutSeconds",
                                        "callbacks.atOnce",
                                        "worker.id",
                                        "worker.device",
                                        "worker.slots",
                                        "worker.jobs",
                                        "worker.threads",
                                        "worker.memoryMib",
                                        "worker.drainSeconds",
                                        "worker.patienceSeconds",
                                        "worker.checkSound",
                                        "worker.precision",
                                        "worker.cache",
                                        "worker.http.host",
                                        "worker.http.port",
                                        "worker.http.metrics",
                                        "worker.http.metricsKeySha256",
                                        "worker.isolation",
                                        "voices.roots",
                                        "voices.pauses",
                                        "voices.phonemizers",
                                        "voices.espeak",
                                        "voices.japanese",
                                        "voices.bert",
                                        "voices.bertRoots",
                                        "metrics.on",
                                        "tracing.endpoint",
                                        "tracing.authorization",
                                        "tracing.sample",
                                        "log.format",
                                        "log.level",
                                        "log.access")));
    }

    private static void collect(Record record, String prefix, Set<String> keys) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                Object value = component.getAccessor().invoke(record);
                if (value instanceof Record section && !(value instanceof Secret)) {
                    collect(section, prefix + component.getName() + ".", keys);
                } else {
                    keys.add(prefix + component.getName());
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void hasTheseDefaults() {
        assertThat(FarmConfig.DEFAULTS.toString())
                .isEqualTo(
                        "FarmConfig[server=SeedServer[port=0, device=, models=[]],"
                            + " kafka=KafkaSection[bootstrapServers=127.0.0.1:9092, prefix=tts,"
                            + " replicationFactor=-1, eventPartitions=6, lockMillis=15000,"
                            + " heartbeatMillis=5000, properties={}],"
                            + " store=StoreSection[endpoint=Optional.empty, region=us-east-1,"
                            + " bucket=voxfarm, prefix=, pathStyle=false, accessKey=Optional.empty,"
                            + " secretKey=Optional.empty, createOnce=true,"
                            + " publicEndpoint=Optional.empty, caFile=,"
                            + " timeouts=Timeouts[connectSeconds=5, answerSeconds=30,"
                            + " attemptSeconds=300], embedded=Embedded[sync=true]],"
                            + " http=HttpConfig[host=127.0.0.1, port=9876, maxBodyBytes=1048576,"
                            + " maxUploadMib=4096, maxWaitSeconds=300, maxConnections=4096,"
                            + " callers=CallerLimits[connectionsPerAddress=2048, proxies=[],"
                            + " headSeconds=10, bodySeconds=600, uploadMinutes=60,"
                            + " leastBytesPerSecond=1024, leastUploadKibPerSecond=32],"
                            + " queue=QueueLimits[maxWaiting=100000, maxWaitingPerClient=20000],"
                            + " auth=auto, keys=[], allowedHosts=[], corsOrigins=[],"
                            + " voiceAliases={}], worker=WorkerConfig[id=, device=auto, slots=0,"
                            + " jobs=0, threads=1, precision=auto, memoryMib=2048, drainSeconds=30,"
                            + " patienceSeconds=900, checkSound=true, cache=, isolation=process,"
                            + " http=WorkerHttp[host=, port=9877, metrics=loopback,"
                            + " metricsKeySha256=]], recovery=RecoveryConfig[graceSeconds=45,"
                            + " periodSeconds=20], status=StatusConfig[rememberedRequests=20000,"
                            + " deadLettersMib=8], retention=RetentionConfig[requests=never,"
                            + " results=never, clips=30d, refusals=30d, deadLetters=never,"
                            + " tombstones=7d, uploads=1d, enforcedBy=farm, deletesPerSecond=500],"
                            + " lanes=LaneConfig[interactiveSeconds=60,"
                            + " interactiveLimitSeconds=600, partsAtOnce=8,"
                            + " interactivePartsAtOnce=2, chaptersAtOnce=3],"
                            + " books=BooksConfig[inbox=inbox/], scaler=ScalerConfig[host=,"
                            + " port=9878], callbacks=CallbackConfig[targets=[], tries=20,"
                            + " timeoutSeconds=10, atOnce=8], voices=VoicesSection[roots=[],"
                            + " phonemizers={}, espeak=espeak-ng, japanese=, bert=required,"
                            + " bertRoots=[], pauses={}], translator=TranslatorConfig[provider=off,"
                            + " url=, appId=, key=***, timeoutSeconds=10],"
                            + " metrics=MetricsSection[on=true], tracing=TracingConfig[endpoint=,"
                            + " authorization=***, sample=1.0], log=LogSection[format=text,"
                            + " level=info, access=false]]");
    }
}
