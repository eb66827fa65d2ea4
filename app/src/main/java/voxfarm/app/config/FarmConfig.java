package voxfarm.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import voxfarm.common.config.ConfigReader;
import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.api.HttpConfig;
import voxfarm.dispatcher.api.seed.TranslatorConfig;
import voxfarm.dispatcher.book.BooksConfig;
import voxfarm.dispatcher.callback.CallbackConfig;
import voxfarm.dispatcher.recovery.RecoveryConfig;
import voxfarm.dispatcher.retention.RetentionConfig;
import voxfarm.dispatcher.scaler.ScalerConfig;
import voxfarm.dispatcher.status.StatusConfig;
import voxfarm.telemetry.tracing.TracingConfig;
import voxfarm.worker.WorkerConfig;

/**
 * {@code config.yml}: the farm's own sections, and the {@code server} section of the original's
 * file as it stands.
 */
public record FarmConfig(
        SeedServer server,
        KafkaSection kafka,
        StoreSection store,
        HttpConfig http,
        WorkerConfig worker,
        RecoveryConfig recovery,
        StatusConfig status,
        RetentionConfig retention,
        LaneConfig lanes,
        BooksConfig books,
        ScalerConfig scaler,
        CallbackConfig callbacks,
        VoicesSection voices,
        TranslatorConfig translator,
        MetricsSection metrics,
        TracingConfig tracing,
        LogSection log) {

    public static final FarmConfig DEFAULTS =
            new FarmConfig(
                    SeedServer.DEFAULTS,
                    KafkaSection.DEFAULTS,
                    StoreSection.DEFAULTS,
                    HttpConfig.DEFAULTS,
                    WorkerConfig.DEFAULTS,
                    RecoveryConfig.DEFAULTS,
                    StatusConfig.DEFAULTS,
                    RetentionConfig.DEFAULTS,
                    LaneConfig.DEFAULTS,
                    BooksConfig.DEFAULTS,
                    ScalerConfig.DEFAULTS,
                    CallbackConfig.DEFAULTS,
                    VoicesSection.DEFAULTS,
                    TranslatorConfig.DEFAULTS,
                    MetricsSection.DEFAULTS,
                    TracingConfig.DEFAULTS,
                    LogSection.DEFAULTS);

    /** Sections of the original's {@code config.yml} that have no meaning here. */
    static final Set<String> ORIGINAL_SECTIONS =
            Set.of(
                    "mirror",
                    "openi_token",
                    "dataset_path",
                    "resample",
                    "preprocess_text",
                    "bert_gen",
                    "emo_gen",
                    "train_ms",
                    "webui",
                    "translate");

    /** Of broker, store and processes of a cluster: keys, and sections with all in them. */
    private static final Set<String> OF_CLUSTERS =
            Set.of(
                    "kafka",
                    "store.endpoint",
                    "store.region",
                    "store.prefix",
                    "store.path-style",
                    "store.access-key",
                    "store.secret-key",
                    "store.create-once",
                    "store.public-endpoint",
                    "store.ca-file",
                    "store.timeouts",
                    "worker.cache",
                    "worker.http");

    /**
     * Whether {@code voxfarm up} has its own value in the place of a key's: it brings its broker
     * and its store, and keeps all in its data folder.
     *
     * @param key path of it, such as {@code kafka.prefix}
     */
    public static boolean isOfClustersAlone(String key) {
        return OF_CLUSTERS.stream().anyMatch(one -> key.equals(one) || key.startsWith(one + "."));
    }

    /** The same with another store. */
    public FarmConfig with(StoreSection other) {
        return new FarmConfig(
                server,
                kafka,
                other,
                http,
                worker,
                recovery,
                status,
                retention,
                lanes,
                books,
                scaler,
                callbacks,
                voices,
                translator,
                metrics,
                tracing,
                log);
    }

    /** The same with another HTTP interface. */
    public FarmConfig with(HttpConfig other) {
        return new FarmConfig(
                server,
                kafka,
                store,
                other,
                worker,
                recovery,
                status,
                retention,
                lanes,
                books,
                scaler,
                callbacks,
                voices,
                translator,
                metrics,
                tracing,
                log);
    }

    /** The same with another worker. */
    public FarmConfig with(WorkerConfig other) {
        return new FarmConfig(
                server,
                kafka,
                store,
                http,
                other,
                recovery,
                status,
                retention,
                lanes,
                books,
                scaler,
                callbacks,
                voices,
                translator,
                metrics,
                tracing,
                log);
    }

    /** The same with other ages. */
    public FarmConfig with(RetentionConfig other) {
        return new FarmConfig(
                server,
                kafka,
                store,
                http,
                worker,
                recovery,
                status,
                other,
                lanes,
                books,
                scaler,
                callbacks,
                voices,
                translator,
                metrics,
                tracing,
                log);
    }

    /** The same with other lanes. */
    public FarmConfig with(LaneConfig other) {
        return new FarmConfig(
                server,
                kafka,
                store,
                http,
                worker,
                recovery,
                status,
                retention,
                other,
                books,
                scaler,
                callbacks,
                voices,
                translator,
                metrics,
                tracing,
                log);
    }

    /**
     * The same with other logs.
     *
     * @param other how they are written
     */
    public FarmConfig with(LogSection other) {
        return new FarmConfig(
                server,
                kafka,
                store,
                http,
                worker,
                recovery,
                status,
                retention,
                lanes,
                books,
                scaler,
                callbacks,
                voices,
                translator,
                metrics,
                tracing,
                other);
    }

    /**
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_CONFIG} with every problem of
     *     the file
     */
    public static ConfigReader.Loaded<FarmConfig> read(Path file) {
        return ConfigReader.read(file, DEFAULTS, ORIGINAL_SECTIONS);
    }

    /**
     * Figures for Prometheus.
     *
     * @param on whether they are kept and told at all
     */
    public record MetricsSection(boolean on) {
        static final MetricsSection DEFAULTS = new MetricsSection(true);
    }

    /**
     * Voices in folders.
     *
     * @param roots folders to look for voices in
     * @param phonemizers {@code builtin} or {@code espeak-ng}, by voice id
     * @param espeak name or path of the program espeak-ng
     * @param japanese folder with Open JTalk's dictionary; blank for where the set-up and Debian's
     *     package put it
     * @param bert {@code required}, or {@code off} to speak Bert-VITS2 voices without features
     * @param bertRoots folders that hold BERT models, each in a folder of its own name; beside
     *     them, {@code bert} in every voice root and in the data folder
     * @param pauses seconds by kind, such as {@code sentence=0.4, paragraph=1}, by voice id; for
     *     requests that choose none
     */
    public record VoicesSection(
            List<String> roots,
            Map<String, String> phonemizers,
            String espeak,
            String japanese,
            String bert,
            List<String> bertRoots,
            Map<String, String> pauses) {
        static final VoicesSection DEFAULTS =
                new VoicesSection(
                        List.of(), Map.of(), "espeak-ng", "", "required", List.of(), Map.of());
    }
}
