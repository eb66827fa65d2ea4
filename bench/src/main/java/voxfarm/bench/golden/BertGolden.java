package voxfarm.bench.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import voxfarm.common.json.Json;
import voxfarm.models.bert.BertImport;
import voxfarm.worker.engine.BertEncoder;
import voxfarm.worker.engine.BertFeatures;
import voxfarm.worker.engine.OnnxEngine;

/** Compares BERT features with recorded output of the original: ids, hidden states, features. */
final class BertGolden {
    private static final float TOLERANCE = 5e-5f;

    private final OnnxEngine engine;
    private final Path temporary;
    private final List<String> differences = new ArrayList<>();
    private int rows;
    private int exact;
    private float worst;

    /**
     * @param temporary an empty folder for imported models
     */
    BertGolden(OnnxEngine engine, Path temporary) {
        this.engine = engine;
        this.temporary = temporary;
    }

    /**
     * @param worst greatest difference of a hidden state or a feature
     */
    record Report(int rows, int exact, float worst, List<String> differences) {
        Report {
            differences = List.copyOf(differences);
        }

        boolean holds() {
            return rows > 0 && rows == exact;
        }
    }

    /** Folders that hold a {@code model} and cases. */
    Report compare(List<Path> folders) throws IOException {
        for (Path folder : folders) {
            Path imported = BertImport.importInto(folder.resolve("model"), temporary);
            try (BertEncoder encoder = engine.loadBert(imported);
                    Stream<Path> entries = Files.list(folder)) {
                for (Path entry : entries.sorted().toList()) {
                    if (Files.isRegularFile(entry.resolve("case.json"))) {
                        compare(entry, encoder);
                    }
                }
            }
        }
        return new Report(rows, exact, worst, differences);
    }

    private void compare(Path folder, BertEncoder encoder) throws IOException {
        rows++;
        int before = differences.size();
        JsonNode row = Json.readLocal(folder.resolve("case.json"));
        String name = folder.getFileName() + "";
        GoldenArrays arrays = new GoldenArrays(folder, row);
        String text = row.path("text").asText();
        long[] ids = encoder.ids(text);
        if (!Arrays.equals(ids, arrays.longs("ids"))) {
            differences.add(name + ": ids differ");
            return;
        }
        float[] hidden = encoder.encode(ids);
        compare(name + " hidden", arrays.floats("hidden"), hidden);
        boolean aligned = row.path("outcome").asText().equals("ok");
        if (aligned && row.has("features")) {
            int[] word2ph = Json.mapper().convertValue(row.path("word2ph"), int[].class);
            float[] features = BertFeatures.repeat(hidden, word2ph);
            int tokens = Arrays.stream(word2ph).sum();
            compare(
                    name + " features",
                    GoldenArrays.tokensFirst(arrays.floats("features"), tokens),
                    features);
            JsonNode style = row.path("style");
            if (style.has("features")) {
                float[] mean =
                        BertFeatures.mean(
                                encoder.encode(style.path("text").asText()), encoder.channels());
                float[] styled =
                        BertFeatures.styled(hidden, mean, (float) style.path("weight").asDouble());
                compare(
                        name + " style",
                        GoldenArrays.tokensFirst(
                                new GoldenArrays(folder, style).floats("features"), tokens),
                        BertFeatures.repeat(styled, word2ph));
            }
        }
        if (differences.size() == before) {
            exact++;
        }
    }

    private void compare(String name, float[] expected, float[] found) {
        if (expected.length != found.length) {
            differences.add(
                    name + ": expected " + expected.length + " values, was " + found.length);
            return;
        }
        float most = 0;
        for (int i = 0; i < expected.length; i++) {
            float difference = Math.abs(expected[i] - found[i]);
            most = Float.isNaN(difference) ? Float.POSITIVE_INFINITY : Math.max(most, difference);
        }
        worst = Math.max(worst, most);
        if (most > TOLERANCE) {
            differences.add(name + ": greatest difference " + most);
        }
    }
}
