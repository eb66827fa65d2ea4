package voxfarm.app.wiring;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.config.SeedServer;
import voxfarm.app.config.StoreSection;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.PlainFile;
import voxfarm.common.language.Language;
import voxfarm.common.machine.Precision;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.common.store.StoreConfig;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.api.HttpChecks;
import voxfarm.dispatcher.api.HttpConfig;
import voxfarm.dispatcher.api.seed.HttpTranslator;
import voxfarm.dispatcher.callback.CallbackTargets;
import voxfarm.worker.engine.Device;

/**
 * Everything in a configuration that can be judged without a network, before anything starts: the
 * same code as the start runs, all problems together.
 */
final class ConfigChecks {
    /** Names that every S3-compatible store takes. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private static final Pattern IP_ADDRESS = Pattern.compile("\\d+(\\.\\d+){3}");
    private static final Pattern BROKER =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s,]+):\\d{1,5}");

    /** That Bert-VITS2 has, whose models these are. */
    private static final List<String> LANGUAGES =
            List.of(Language.ZH.code(), Language.JP.code(), Language.EN.code());

    private final FarmConfig config;
    private final List<String> problems = new ArrayList<>();

    private ConfigChecks(FarmConfig config) {
        this.config = config;
    }

    /**
     * @param lines where each key stands in {@code file}
     * @throws VoxfarmException {@code INVALID_CONFIG} with every problem, semicolons between
     */
    static void check(FarmConfig config, String file, Map<String, Integer> lines) {
        List<String> problems = new ConfigChecks(config).problems();
        if (!problems.isEmpty()) {
            throw new VoxfarmException(ErrorCode.INVALID_CONFIG, placed(problems, file, lines));
        }
    }

    private static List<String> placed(
            List<String> problems, String file, Map<String, Integer> lines) {
        return problems.stream()
                .map(problem -> Placed.of(problem, lines))
                .sorted(Comparator.comparingInt(Placed::line))
                .map(placed -> placed.in(file))
                .toList();
    }

    /**
     * A problem and where it stands.
     *
     * @param line of the key that it begins with, or of one above; behind all where the file has
     *     neither
     */
    private record Placed(String problem, int line) {
        private static final int NOWHERE = Integer.MAX_VALUE;

        static Placed of(String problem, Map<String, Integer> lines) {
            int end = problem.indexOf(':');
            String key = end < 0 ? "" : problem.substring(0, end);
            while (!key.isEmpty() && !lines.containsKey(key)) {
                int dot = key.lastIndexOf('.');
                key = dot < 0 ? "" : key.substring(0, dot);
            }
            return new Placed(problem, lines.getOrDefault(key, NOWHERE));
        }

        String in(String file) {
            return line == NOWHERE ? problem : file + ":" + line + ": " + problem;
        }
    }

    /**
     * What is wrong with the models of the {@code server} section, each with its place. A start
     * names such a model and goes on without it. That a file is not there is no problem of the
     * configuration: it may come later.
     */
    static List<String> models(FarmConfig config, String file, Map<String, Integer> lines) {
        ConfigChecks checks = new ConfigChecks(config);
        List<SeedServer.Model> models = config.server().models();
        for (int i = 0; i < models.size(); i++) {
            checks.checkModel("server.models[" + i + "].", models.get(i));
        }
        return placed(checks.problems, file, lines);
    }

    private void checkModel(String key, SeedServer.Model model) {
        checkFile(key + "model", model.model());
        checkFile(key + "config", model.config());
        String language = model.language().strip();
        if (!language.isEmpty() && !LANGUAGES.contains(language.toUpperCase(Locale.ROOT))) {
            problems.add(
                    key
                            + "language: expected one of "
                            + String.join(", ", LANGUAGES)
                            + ", was "
                            + Problems.quote(language));
        }
    }

    private void checkFile(String key, String written) {
        try {
            Path file = Configs.path(written);
            if (!written.isEmpty() && Files.exists(file)) {
                PlainFile.fault(file)
                        .ifPresent(why ->
                                problems.add(key + ": " + Problems.quote(written) + ": " + why));
            }
        } catch (VoxfarmException e) {
            problems.add(key + ": " + e.getMessage());
        }
    }

    private List<String> problems() {
        HttpChecks.of(config.http()).forEach(this::run);
        checkDevice();
        run(() -> VoiceRoots.checkBert(config));
        run(() -> VoiceRoots.checkIsolation(config));
        run(() -> VoiceRoots.phonemizers(config.voices()));
        run(() -> Configs.pauses(config));
        run(() -> Configs.deviceWishes(config));
        run(() -> CallbackTargets.of(config.callbacks()));
        checkCallbacksOfKeys();
        run(() -> HttpTranslator.of(config.translator()));
        run(() -> config.retention().check());
        run(() -> config.books().check());
        run(() -> config.worker().http().check());
        run(() -> config.tracing().check());
        run(() -> config.log().check());
        checkTranslator();
        checkStore(config.store());
        checkKafka();
        checkFolders("voices.roots", config.voices().roots());
        checkFolders("voices.bert-roots", config.voices().bertRoots());
        checkAliases();
        return problems;
    }

    private void run(Runnable check) {
        try {
            check.run();
        } catch (VoxfarmException e) {
            problems.addAll(e.problems());
        }
    }

    /** A key's requests would all be refused. */
    private void checkCallbacksOfKeys() {
        for (HttpConfig.ApiKey key : config.http().keys()) {
            if (!key.callback().isBlank()) {
                try {
                    CallbackTargets.of(config.callbacks()).check(CallbackUrl.parse(key.callback()));
                } catch (VoxfarmException e) {
                    problems.add(
                            "http.keys: " + Problems.quote(key.name()) + ": " + e.getMessage());
                }
            }
        }
    }

    private void checkDevice() {
        try {
            Device.parse(config.worker().device());
        } catch (VoxfarmException e) {
            problems.add("worker." + e.getMessage());
        }
        try {
            Precision.parse(config.worker().precision());
        } catch (VoxfarmException e) {
            problems.add("worker." + e.getMessage());
        }
    }

    private void checkTranslator() {
        boolean on = !config.translator().provider().equals("off");
        if (on && !isHttp(config.translator().url())) {
            problems.add(
                    "translator.url: expected an http or https address, was "
                            + Problems.quote(config.translator().url()));
        }
    }

    private static boolean isHttp(String url) {
        try {
            return isHttp(URI.create(url));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isHttp(URI uri) {
        return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                && uri.getHost() != null;
    }

    private void checkStore(StoreSection store) {
        String bucket = store.bucket();
        if (!BUCKET.matcher(bucket).matches()
                || bucket.contains("..")
                || IP_ADDRESS.matcher(bucket).matches()) {
            problems.add(
                    "store.bucket: expected 3 to 63 lower-case letters, digits, dots and hyphens,"
                            + " a letter or digit at both ends, was "
                            + Problems.quote(bucket));
        }
        checkAddress("store.endpoint", store.endpoint());
        checkAddress("store.public-endpoint", store.publicEndpoint());
        run(() -> store.reach().checkAuthorities());
        try {
            StoreConfig.checkKeys(store.accessKey(), store.secretKey());
        } catch (IllegalArgumentException e) {
            problems.add("store: " + e.getMessage());
        }
    }

    private void checkAddress(String key, Optional<URI> address) {
        address.filter(uri -> !isHttp(uri))
                .ifPresent(uri ->
                        problems.add(
                                key
                                        + ": expected an address such as https://s3.example:9000,"
                                        + " was "
                                        + Problems.quote(uri.toString())));
    }

    private void checkKafka() {
        for (String broker : config.kafka().bootstrapServers().split(",", -1)) {
            if (!BROKER.matcher(broker.strip()).matches()) {
                problems.add(
                        "kafka.bootstrap-servers: expected HOST:PORT, more of them behind commas,"
                                + " was "
                                + Problems.quote(broker));
            }
        }
    }

    private void checkFolders(String key, List<String> folders) {
        for (String folder : folders) {
            try {
                if (!Files.isDirectory(Configs.path(folder))) {
                    problems.add(key + ": there is no folder " + Problems.quote(folder));
                }
            } catch (VoxfarmException e) {
                problems.add(key + ": " + e.getMessage());
            }
        }
    }

    /** Whether the voices are there is known once the farm runs; names that none can have, now. */
    private void checkAliases() {
        config.http()
                .voiceAliases()
                .forEach((alias, voice) -> {
                    int colon = voice.indexOf(':');
                    boolean rest = colon < 0 || !voice.substring(colon + 1).isBlank();
                    if (!rest || !VoiceId.isOne(colon < 0 ? voice : voice.substring(0, colon))) {
                        problems.add(
                                "http.voice-aliases."
                                        + alias
                                        + ": expected the id of a voice, or id:speaker, was "
                                        + Problems.quote(voice));
                    }
                });
    }
}
