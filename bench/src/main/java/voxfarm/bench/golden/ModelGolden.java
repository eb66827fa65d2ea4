package voxfarm.bench.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceId;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.worker.engine.AcousticInputs;
import voxfarm.worker.engine.BatchNetwork;
import voxfarm.worker.engine.Conditions;
import voxfarm.worker.engine.Encoded;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.SingleNetwork;

/**
 * Compares Bert-VITS2 voices with recorded runs of the original: every stage of every {@code
 * case.json} below the given folders, on a package imported from the case's own checkpoint.
 */
final class ModelGolden implements AutoCloseable {
    private static final long MAX_CHECKPOINT_BYTES = 2L << 30;
    private static final int MAX_DEPTH = 5;
    private static final double WAVE_RMS = 1e-5;

    /** Stages in their order, with the greatest absolute difference allowed; 0 means equal. */
    private static final Map<String, Double> LIMITS = limits();

    private final OnnxEngine engine;
    private final Path temporary;
    private final Map<Path, Networks> networks = new HashMap<>();
    private final Map<String, Double> worst = new LinkedHashMap<>();
    private final List<String> differences = new ArrayList<>();
    private int cases;
    private int held;

    private static Map<String, Double> limits() {
        Map<String, Double> limits = new LinkedHashMap<>();
        limits.put("g", 0.0);
        limits.put("emo_features", 1e-4);
        limits.put("vq_indices", 0.0);
        limits.put("emo_quantized", 1e-4);
        for (String stage : List.of("emo_emb", "enc_in", "x", "m_p", "logs_p")) {
            limits.put(stage, 1e-4);
        }
        limits.put("logw_sdp", 5e-4);
        limits.put("logw_dp", 1e-4);
        limits.put("logw", 5e-4);
        limits.put("w_ceil", 0.0);
        limits.put("m_p_expanded", 1e-4);
        limits.put("logs_p_expanded", 1e-4);
        limits.put("z_p", 2e-4);
        limits.put("z", 2e-4);
        limits.put("o", 1e-4);
        limits.put("batch_logw_dp", 1e-4);
        limits.put("batch_o", 1e-4);
        return limits;
    }

    /**
     * @param temporary an empty folder for packages
     */
    ModelGolden(OnnxEngine engine, Path temporary) {
        this.engine = engine;
        this.temporary = temporary;
    }

    /**
     * @param worst greatest difference by stage
     * @param differences the first few, for people
     */
    record Report(int cases, int held, Map<String, Double> worst, List<String> differences) {
        Report {
            worst = new LinkedHashMap<>(worst);
            differences = List.copyOf(differences);
        }

        boolean holds() {
            return cases > 0 && held == cases;
        }

        /** The stage that is nearest to its limit, or farthest beyond it. */
        Optional<String> worstStage() {
            return worst.entrySet().stream()
                    .max(
                            java.util.Comparator.comparingDouble(e ->
                                    e.getValue()
                                            / Math.max(
                                                    LIMITS.getOrDefault(e.getKey(), 1.0), 1e-12)))
                    .map(Map.Entry::getKey);
        }
    }

    /** Runs every case below these folders. */
    Report compare(List<Path> folders) throws IOException {
        for (Path folder : folders) {
            List<Path> found;
            try (Stream<Path> files = Files.walk(folder, MAX_DEPTH)) {
                found = files.filter(f -> f.endsWith("case.json")).sorted().toList();
            }
            for (Path file : found) {
                run(file);
            }
        }
        return new Report(cases, held, worst, differences);
    }

    private void run(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        JsonNode document = Json.readLocal(file);
        if (!document.has("checkpoint")) {
            return; // a case of another kind
        }
        cases++;
        int before = differences.size();
        Networks network = network(folder, document);
        new Case(folder, document, network).run();
        if (differences.size() == before) {
            held++;
        }
    }

    /** As CPUs run a voice and as GPUs do, both on the device that is looked at. */
    private record Networks(SingleNetwork single, BatchNetwork batch) {
        void close() {
            single.close();
            batch.close();
        }
    }

    private Networks network(Path folder, JsonNode document) throws IOException {
        Path checkpoint = folder.resolve(document.path("checkpoint").asText()).normalize();
        Networks known = networks.get(checkpoint);
        if (known == null) {
            Path config = folder.resolve(document.path("config").asText()).normalize();
            Optional<Path> styles =
                    Optional.of(document.path("style_vectors").asText())
                            .filter(name -> !name.isEmpty())
                            .map(name -> folder.resolve(name).normalize());
            VoicePackage voice = importVoice(checkpoint, config, styles);
            known = new Networks(engine.loadNetwork(voice), engine.loadBatchNetwork(voice));
            networks.put(checkpoint, known);
        }
        return known;
    }

    private VoicePackage importVoice(Path checkpoint, Path config, Optional<Path> styles)
            throws IOException {
        Path unpacked = unpacked(checkpoint, temporary);
        return new VoiceImporter(
                        new VoicePackageCache(temporary.resolve("packages")),
                        InstantSource.system())
                .importVoice(
                        new VoiceSource.BertVits2(
                                new VoiceId("golden-" + networks.size()),
                                unpacked,
                                config,
                                Optional.empty(),
                                Optional.empty(),
                                styles));
    }

    /** The file itself, or a copy without its gzip. */
    static Path unpacked(Path file, Path folder) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".gz")) {
            return file;
        }
        Path target =
                Files.createTempDirectory(folder, "unpacked")
                        .resolve(name.substring(0, name.length() - 3));
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
                OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[1 << 16];
            long written = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                written += n;
                if (written > MAX_CHECKPOINT_BYTES) {
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST, "%s: unpacks to more than 2 GiB", file);
                }
                out.write(buffer, 0, n);
            }
        }
        return target;
    }

    /** One recorded run. */
    private final class Case {
        private final String name;
        private final GoldenArrays arrays;
        private final JsonNode scalars;
        private final SingleNetwork network;
        private final BatchNetwork batch;
        private final int tokens;

        Case(Path folder, JsonNode document, Networks networks) {
            this.name = document.path("version").asText() + "/" + document.path("case").asText();
            this.arrays = new GoldenArrays(folder, document.path("arrays"));
            this.scalars = document.path("scalars");
            this.network = networks.single();
            this.batch = networks.batch();
            this.tokens = document.path("tokens").asInt();
        }

        void run() throws IOException {
            Scales scales =
                    new Scales(
                            scalars.path("sdp_ratio").asDouble(),
                            scalars.path("noise_scale").asDouble(),
                            scalars.path("noise_scale_w").asDouble(),
                            scalars.path("length_scale").asDouble());
            float[] speaker = network.conditions().speaker(scalars.path("sid").asInt());
            compare("g", speaker);
            AcousticInputs inputs = inputs(speaker, emotion());
            SingleNetwork.Traced traced = network.trace(inputs, durationNoise(scales));
            Encoded encoded = traced.encoded();
            compare(
                    "batch_logw_dp",
                    arrays.floats("logw_dp"),
                    batch.encodeAll(List.of(inputs), List.of(durationNoise(scales)))
                            .getFirst()
                            .durations());
            compareRows("enc_in", traced.encoderInput(), tokens);
            compareRows("x", traced.hidden(), tokens);
            compareRows("m_p", encoded.mean(), tokens);
            compareRows("logs_p", encoded.logDeviation(), tokens);
            compare("logw_sdp", encoded.stochasticDurations());
            compare("logw_dp", encoded.durations());
            compare("logw", mixed(encoded, scales));
            int[] frames = encoded.frames(scales);
            float[] asFloats = new float[frames.length];
            for (int i = 0; i < frames.length; i++) {
                asFloats[i] = frames[i];
            }
            compare("w_ceil", asFloats);
            afterDurations(encoded, frames, scales, speaker);
        }

        private void afterDurations(Encoded encoded, int[] frames, Scales scales, float[] speaker)
                throws IOException {
            int total = total(frames);
            if (arrays.shape("z")[2] != total) {
                differs("frames", "expected " + arrays.shape("z")[2] + ", was " + total);
                return;
            }
            compareRows("m_p_expanded", repeated(encoded.mean(), frames), total);
            compareRows("logs_p_expanded", repeated(encoded.logDeviation(), frames), total);
            float[] noise = arrays.floats("noise_z_p");
            float[] prior =
                    encoded.prior(scales)
                            .sample(
                                    (channel, frame) -> noise[channel * total + frame],
                                    (float) scales.noiseScale());
            compareRows("z_p", prior, total);
            float[] latent = network.flow(prior, speaker);
            compareRows("z", latent, total);
            compare("o", network.decode(latent, speaker));
            compare(
                    "batch_o",
                    arrays.floats("o"),
                    batch.generateAll(List.of(prior), List.of(speaker)).getFirst());
        }

        private AcousticInputs inputs(float[] speaker, float[] emotion) throws IOException {
            List<float[]> bert = new ArrayList<>();
            for (String input : List.of("bert", "ja_bert", "en_bert")) {
                Optional<float[]> features = arrays.optionalFloats(input);
                features.ifPresent(f -> bert.add(GoldenArrays.tokensFirst(f, tokens)));
            }
            return new AcousticInputs(
                    arrays.longs("phones"),
                    arrays.longs("tones"),
                    arrays.longs("lang_ids"),
                    bert,
                    speaker,
                    emotion);
        }

        private float[] durationNoise(Scales scales) throws IOException {
            float[] noise = GoldenArrays.tokensFirst(arrays.floats("noise_sdp"), tokens);
            for (int i = 0; i < noise.length; i++) {
                noise[i] *= (float) scales.noiseScaleW();
            }
            return noise;
        }

        private float[] emotion() throws IOException {
            Optional<float[]> given = arrays.optionalFloats("emo");
            if (given.isEmpty()) {
                return new float[0];
            }
            float[] features = given.get();
            float[] codes = arrays.optionalFloats("emo_codebook").orElse(new float[0]);
            Conditions.Emotion emotion =
                    features.length == 1
                            ? network.conditions()
                                    .emotion(new float[1024], (int) features[0], codes)
                            : network.conditions().emotion(features, -1, codes);
            if (arrays.has("emo_features")) {
                compare("emo_features", emotion.hidden());
            }
            if (arrays.has("vq_indices")) {
                float[] found = new float[emotion.codes().length];
                for (int i = 0; i < found.length; i++) {
                    found[i] = emotion.codes()[i];
                }
                compare("vq_indices", found);
            }
            if (arrays.has("emo_quantized")) {
                compare("emo_quantized", emotion.quantised());
            }
            compare("emo_emb", emotion.embedding());
            return emotion.embedding();
        }

        private float[] mixed(Encoded encoded, Scales scales) {
            float[] mixed = new float[tokens];
            for (int i = 0; i < tokens; i++) {
                mixed[i] =
                        encoded.stochasticDurations()[i] * (float) scales.sdpRatio()
                                + encoded.durations()[i] * (float) (1 - scales.sdpRatio());
            }
            return mixed;
        }

        /** Of a whole text, at least 1 as in the original. */
        private static int total(int[] frames) {
            return Math.max(1, Arrays.stream(frames).sum());
        }

        private float[] repeated(float[] rows, int[] frames) {
            int channels = rows.length / frames.length;
            float[] all = new float[total(frames) * channels];
            int at = 0;
            for (int token = 0; token < frames.length; token++) {
                for (int i = 0; i < frames[token]; i++, at += channels) {
                    System.arraycopy(rows, token * channels, all, at, channels);
                }
            }
            return all;
        }

        private void compareRows(String stage, float[] found, int rows) throws IOException {
            compare(stage, GoldenArrays.tokensFirst(arrays.floats(stage), rows), found);
        }

        private void compare(String stage, float[] found) throws IOException {
            compare(stage, arrays.floats(stage), found);
        }

        private void compare(String stage, float[] expected, float[] found) {
            if (expected.length != found.length) {
                differs(stage, "expected " + expected.length + " values, was " + found.length);
                return;
            }
            double most = 0;
            double squares = 0;
            for (int i = 0; i < expected.length; i++) {
                double difference = Math.abs((double) expected[i] - found[i]);
                most =
                        Double.isNaN(difference)
                                ? Double.POSITIVE_INFINITY
                                : Math.max(most, difference);
                squares += difference * difference;
            }
            worst.merge(stage, most, Math::max);
            double limit = LIMITS.getOrDefault(stage, 0.0);
            double rms = Math.sqrt(squares / Math.max(1, expected.length));
            if (most > limit || (stage.endsWith("o") && rms > WAVE_RMS)) {
                differs(
                        stage,
                        String.format(
                                Locale.ROOT,
                                "greatest difference %.2e (limit %.0e), rms %.2e",
                                most,
                                limit,
                                rms));
            }
        }

        private void differs(String stage, String how) {
            differences.add(name + " " + stage + ": " + how);
        }
    }

    @Override
    public void close() {
        networks.values().forEach(Networks::close);
    }
}
