package voxfarm.bench.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import voxfarm.common.json.Json;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceId;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.piper.PiperConfig;
import voxfarm.worker.engine.PiperSymbols;
import voxfarm.worker.engine.PiperVoice;

/**
 * Compares a Piper voice with recorded output: {@code wave.json} holds id sequences and the samples
 * that the original graph gives for them without noise, {@code text.jsonl} the ids of phoneme
 * strings.
 */
final class PiperGolden {
    /** The bundled voice. */
    static final String VOICE = "en_US-joe-medium";

    /** Greatest difference of a sample that another order of summation explains. */
    private static final float TOLERANCE = 5e-4f;

    private static final int SHOWN = 5;

    private PiperGolden() {}

    /**
     * @param differences the first few, for people
     */
    record Report(int rows, int exact, float worst, List<String> differences) {
        Report {
            differences = List.copyOf(differences);
        }

        boolean holds() {
            return rows > 0 && exact == rows;
        }
    }

    /**
     * The voice that the rows were recorded of.
     *
     * @param folder with its {@code .onnx} and {@code .onnx.json}
     * @param packages where the imported one is kept
     */
    static VoicePackage voice(Path folder, Path packages) {
        return new VoiceImporter(new VoicePackageCache(packages), InstantSource.system())
                .importVoice(
                        new VoiceSource.Piper(
                                new VoiceId(VOICE),
                                folder.resolve(VOICE + ".onnx"),
                                folder.resolve(VOICE + ".onnx.json"),
                                VoiceSource.Phonemizer.BUILTIN));
    }

    /** Runs every row of the folder. */
    static Report compare(Path folder, PiperVoice voice, VoicePackage voicePackage)
            throws IOException {
        Tally tally = new Tally();
        compareWaves(folder, voice, tally);
        compareIds(folder, PiperConfig.read(voicePackage.file(VoicePackage.CONFIG)), tally);
        return new Report(tally.rows, tally.exact, tally.worst, tally.differences);
    }

    private static void compareWaves(Path folder, PiperVoice voice, Tally tally)
            throws IOException {
        JsonNode cases = Json.readLocal(folder.resolve("wave.json")).get("cases");
        for (JsonNode row : cases) {
            JsonNode scales = row.get("scales");
            float[] expected = readFloats(folder.resolve(row.get("wave").get("file").asText()));
            float[] found =
                    voice.samples(
                            Json.mapper().convertValue(row.get("ids"), long[].class),
                            new Scales(
                                    1,
                                    scales.get("noise_scale").asDouble(),
                                    scales.get("noise_w").asDouble(),
                                    scales.get("length_scale").asDouble()),
                            0,
                            0);
            String name = row.get("wave").get("file").asText();
            if (found.length != expected.length) {
                tally.differs(
                        name + ": expected " + expected.length + " samples, was " + found.length);
                continue;
            }
            float worst = worst(expected, found);
            tally.worst = Math.max(tally.worst, worst);
            tally.count(worst <= TOLERANCE, name + ": greatest difference " + worst);
        }
    }

    private static float worst(float[] expected, float[] found) {
        float worst = 0;
        for (int i = 0; i < expected.length; i++) {
            float difference = Math.abs(expected[i] - found[i]);
            worst = Float.isNaN(difference) ? Float.POSITIVE_INFINITY : Math.max(worst, difference);
        }
        return worst;
    }

    private static void compareIds(Path folder, PiperConfig config, Tally tally)
            throws IOException {
        PiperSymbols symbols = new PiperSymbols(config);
        for (String line : Files.readAllLines(folder.resolve("text.jsonl"))) {
            JsonNode row = Json.readLocal(line);
            for (JsonNode sentence : row.get("sentences")) {
                PiperSymbols.Ids found = symbols.ids(sentence.get("phonemes").asText());
                boolean equal =
                        java.util.Arrays.equals(
                                found.values(),
                                Json.mapper().convertValue(sentence.get("ids"), long[].class));
                tally.count(equal, "ids of " + sentence.get("phonemes").asText());
            }
        }
    }

    private static float[] readFloats(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private static final class Tally {
        private final List<String> differences = new ArrayList<>();
        private int rows;
        private int exact;
        private float worst;

        void count(boolean equal, String difference) {
            if (equal) {
                rows++;
                exact++;
                return;
            }
            differs(difference);
        }

        void differs(String difference) {
            rows++;
            if (differences.size() < SHOWN) {
                differences.add(difference);
            }
        }
    }
}
